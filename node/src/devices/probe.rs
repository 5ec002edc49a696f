//! The child's side: one question, put to the libraries.
//!
//! Answers go to the pipe that standard output is at the start; then standard output becomes standard
//! error, so that whatever a driver prints cannot get between them. A line of the answer names the call
//! that is made next, or is all that is known so far: a parent that has to kill this process still has
//! both.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use rustix::process;
use seaworthy::node::{Acl, Library, Outcome, Status, Test};
use serde::{Deserialize, Serialize};

use super::{loaded, management, smoke};
use crate::sys::{self, Libraries, Search};

/// What a line begins with that names the next call.
pub(super) const CALL: &[u8] = b"call ";

/// The libraries of AscendCL, old and new: functions are looked up in this order.
const ACL: &[&str] = &["libascendcl.so", "libacl_rt.so"];
/// With those of its operators: since 8.5 in libraries of their own.
const OPERATORS: &[&str] = &[
    "libascendcl.so",
    "libacl_rt.so",
    "libnnopbase.so",
    "libopapi_math.so",
    "libopapi_nn.so",
    "libopapi.so",
];

/// What a child is asked.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Request {
    pub(super) question: Question,
    /// Where the node's files are, if they are not at their own places.
    pub(super) root: Option<PathBuf>,
    pub(super) search: Search,
    pub(super) timeout: Duration,
    /// The process that asks.
    pub(super) parent: i32,
}

/// The questions.
#[derive(Debug, Deserialize, Serialize)]
pub(super) enum Question {
    /// Which devices there are.
    Devices,
    /// How a device is.
    Device { card: i32, device: i32 },
    /// What AscendCL says.
    Acl,
    /// Whether a device computes.
    Compute { device: u32, test: Test },
    /// Whether a device runs a model.
    Model { device: u32, model: PathBuf, inputs: Vec<PathBuf>, expected: Vec<PathBuf> },
}

/// All that is known so far.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Answer<T> {
    pub(super) value: T,
    /// Whether nothing comes after it.
    pub(super) is_done: bool,
    pub(super) is_simulated: bool,
    pub(super) libraries: Vec<Library>,
}

/// What a child process does: the request is its argument.
pub(crate) fn probe(request: &str) -> ExitCode {
    let Ok(request) = serde_json::from_str::<Request>(request) else { return ExitCode::from(2) };
    // Whatever becomes of the parent, nobody is left behind on a device.
    let _ = process::set_parent_process_death_signal(Some(process::Signal::KILL));
    if process::Pid::as_raw(process::getppid()) != request.parent {
        return ExitCode::from(2); // it is gone already
    }
    let Ok(answers) = Answers::new(request.root.clone()) else { return ExitCode::from(2) };
    match request.question {
        Question::Devices => {
            answers.ask(&request, &["libdcmi.so"], |libraries, answers| {
                management::devices(libraries, answers);
            });
        }
        Question::Device { card, device } => {
            let place = sys::Place { card, device };
            answers.ask(&request, &["libdcmi.so"], |libraries, answers| {
                management::device(libraries, place, answers);
            });
        }
        Question::Acl => {
            answers.ask(&request, ACL, |libraries, answers| answers.end(&acl(libraries)));
        }
        Question::Compute { device, test } => {
            answers.ask(&request, OPERATORS, |libraries, answers| {
                smoke::compute(libraries, device, test, request.timeout, answers);
            });
        }
        Question::Model { device, ref model, ref inputs, ref expected } => {
            let files = smoke::Files { model, inputs, expected };
            answers.ask(&request, OPERATORS, |libraries, answers| {
                smoke::model(libraries, device, &files, answers);
            });
        }
    }
    ExitCode::SUCCESS
}

/// Where the answers of a child go.
pub(super) struct Answers {
    pipe: Rc<RefCell<File>>,
    root: Option<PathBuf>,
    libraries: RefCell<Vec<Library>>,
    is_simulated: RefCell<bool>,
}

impl Answers {
    fn new(root: Option<PathBuf>) -> std::io::Result<Self> {
        let pipe = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
        rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
        Ok(Self {
            pipe: Rc::new(RefCell::new(File::from(pipe))),
            root,
            libraries: RefCell::default(),
            is_simulated: RefCell::default(),
        })
    }

    /// Opens libraries and asks them; if there are none, that is the answer.
    fn ask(&self, request: &Request, names: &[&'static str], work: impl FnOnce(&Libraries, &Self)) {
        let pipe = Rc::clone(&self.pipe);
        let announce = move |name: &str| write(&pipe, &[CALL, name.as_bytes()].concat());
        match Libraries::open(&request.search, names, announce) {
            Ok(libraries) => {
                *self.is_simulated.borrow_mut() = libraries.is_simulator();
                *self.libraries.borrow_mut() = loaded::describe(&libraries, self.root.as_deref());
                work(&libraries, self);
            }
            Err(outcome) => self.end(&Failed { outcome }),
        }
    }

    /// Tells what is known so far.
    pub(super) fn so_far(&self, value: &impl Serialize) {
        self.tell(value, false);
    }

    /// Tells what is known in the end.
    pub(super) fn end(&self, value: &impl Serialize) {
        self.tell(value, true);
    }

    fn tell(&self, value: &impl Serialize, is_done: bool) {
        let answer = Answer {
            value,
            is_done,
            is_simulated: *self.is_simulated.borrow(),
            libraries: self.libraries.borrow().clone(),
        };
        write(&self.pipe, &serde_json::to_vec(&answer).expect("internal: an answer is plain data"));
    }
}

/// Nobody is left to be told if the pipe is closed.
fn write(pipe: &RefCell<File>, line: &[u8]) {
    let _ = pipe.borrow_mut().write_all(&[line, b"\n"].concat());
}

/// Of everything that can be asked for, what it has in common.
#[derive(Serialize)]
struct Failed {
    outcome: Outcome,
}

fn acl(libraries: &Libraries) -> Acl {
    let mut facts = Acl::default();
    let counted = sys::Acl::open(libraries).and_then(|acl| {
        facts.version = acl.version().ok();
        facts.cann_version = acl.cann_version().ok();
        let counted = acl.device_count();
        facts.soc = acl.soc().ok();
        counted.map_err(|outcome| Outcome { detail: acl.recent_message(), ..outcome })
    });
    match counted {
        Ok(count) => {
            facts.devices = Some(count);
            facts.outcome.status = Status::Ok;
        }
        Err(outcome) => facts.outcome = outcome,
    }
    facts
}
