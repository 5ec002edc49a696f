//! Children that ask: each is started, listened to, held to its deadline, and buried.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, Signal};
use seaworthy::node::{Acl, Dcmi, Device, Outcome, Smoke, Status};
use serde::de::DeserializeOwned;

use super::Seen;
use super::probe::{Answer, CALL, Question, Request};
use super::simulation::Simulation;
use crate::sys::Search;

/// How much of an answer is read: a device has at most 128 codes.
const MOST_ANSWER: usize = 1 << 20;
/// How much of what the driver writes is kept: its end.
const MOST_NOISE: usize = 2048;
/// How often a child is looked after.
const TICK: Duration = Duration::from_millis(10);

/// Whoever starts children.
pub(super) struct Prober {
    timeout: Duration,
    directories: Vec<PathBuf>,
    root: Option<PathBuf>,
    environment: Vec<(&'static str, OsString)>,
    seen: Mutex<Seen>,
}

/// What can be asked for has an outcome.
pub(super) trait Asked: Default + DeserializeOwned {
    fn outcome(&mut self) -> &mut Outcome;
}

impl Asked for Dcmi {
    fn outcome(&mut self) -> &mut Outcome {
        &mut self.outcome
    }
}

impl Asked for Device {
    fn outcome(&mut self) -> &mut Outcome {
        &mut self.outcome
    }
}

impl Asked for Acl {
    fn outcome(&mut self) -> &mut Outcome {
        &mut self.outcome
    }
}

impl Asked for Smoke {
    fn outcome(&mut self) -> &mut Outcome {
        &mut self.outcome
    }
}

impl Prober {
    pub(super) fn new(timeout: Duration, simulation: Option<&Simulation>) -> Self {
        let seen = Mutex::default();
        match simulation {
            Some(simulation) => Self {
                timeout,
                directories: simulation.directories(),
                root: Some(simulation.root()),
                environment: simulation.environment(),
                seen,
            },
            None => {
                let directories = super::loaded::directories();
                Self { timeout, directories, root: None, environment: Vec::new(), seen }
            }
        }
    }

    /// What all children saw.
    pub(super) fn seen(self) -> Seen {
        self.seen.into_inner().expect("internal: no thread panics")
    }

    /// Puts one question to a child of its own.
    pub(super) fn ask<T: Asked>(&self, question: Question) -> T {
        let start = Instant::now();
        let request = Request {
            question,
            root: self.root.clone(),
            search: Search { directories: self.directories.clone(), is_open: self.root.is_none() },
            timeout: self.timeout,
        };
        let mut value = match self.run(&request) {
            Ok(heard) => self.understand(&heard),
            Err(error) => {
                let detail = Some(format!("cannot start a probe: {error}"));
                let mut value = T::default();
                *value.outcome() = Outcome { status: Status::Failed, detail, ..Outcome::default() };
                value
            }
        };
        value.outcome().milliseconds = u64::try_from(start.elapsed().as_millis()).ok();
        value
    }

    fn understand<T: Asked>(&self, heard: &Heard) -> T {
        let (mut call, mut answer) = (None, None::<Answer<T>>);
        let mut garbage = None;
        for line in heard.answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix(CALL) {
                call = Some(String::from_utf8_lossy(name).into_owned());
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(next) => answer = Some(next),
                Err(error) => garbage = Some(format!("an answer that makes no sense: {error}")),
            }
        }
        if let Some(answer) = &answer {
            self.seen.lock().expect("internal: no thread panics").add(answer);
        }
        let is_done = answer.as_ref().is_some_and(|answer| answer.is_done);
        let mut value = answer.map(|answer| answer.value).unwrap_or_default();
        let outcome = value.outcome();
        let failed = !matches!(outcome.status, Status::Ok | Status::Skipped);
        let status = match heard.end {
            End::TimedOut => Status::TimedOut,
            End::Exited(status) if status.success() && is_done => Status::Ok,
            End::Exited(_) => Status::Crashed,
        };
        // A failure that was told of is more to the point than a hang while cleaning up after it.
        if status != Status::Ok && !failed {
            *outcome = Outcome { status, call, ..Outcome::default() };
            if let End::Exited(ended) = heard.end {
                outcome.signal = ended.signal();
                outcome.detail =
                    garbage.or_else(|| outcome.signal.is_none().then(|| ended.to_string()));
            }
        }
        let noise = String::from_utf8_lossy(&heard.noise).trim().to_owned();
        if outcome.status != Status::Ok && !noise.is_empty() {
            let before = outcome.detail.take().map(|detail| detail + "\n").unwrap_or_default();
            outcome.detail = Some(before + &noise);
        }
        value
    }

    fn run(&self, request: &Request) -> io::Result<Heard> {
        let request = serde_json::to_string(request).expect("internal: a request is plain data");
        let mut child = Command::new(std::env::current_exe()?)
            .args(["probe", &request])
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .process_group(0) // so that what the driver starts can be killed with it
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let answer = child.stdout.take().map(OwnedFd::from).map(File::from);
        let noise = child.stderr.take().map(OwnedFd::from).map(File::from);
        let heard = listen(&mut child, answer, noise, self.timeout);
        // Also what the child has started, if it has ended itself.
        let group = Pid::from_child(&child);
        let _ = rustix::process::kill_process_group(group, Signal::KILL);
        child.wait()?;
        heard
    }
}

/// What came of a child.
struct Heard {
    answer: Vec<u8>,
    /// What the driver wrote.
    noise: Vec<u8>,
    end: End,
}

enum End {
    TimedOut,
    Exited(ExitStatus),
}

/// Reads what a child writes until it ends, or its time does. What it has started may keep the pipes
/// open: they are not waited for.
fn listen(
    child: &mut Child,
    answer: Option<File>,
    noise: Option<File>,
    timeout: Duration,
) -> io::Result<Heard> {
    let deadline = Instant::now() + timeout;
    let mut pipes = [Pipe::new(answer)?, Pipe::new(noise)?];
    let end = loop {
        // Read once more after it has ended: then all is there.
        let ended = child.try_wait()?;
        for pipe in &mut pipes {
            pipe.read();
        }
        pipes[0].read.truncate(MOST_ANSWER);
        let excess = pipes[1].read.len().saturating_sub(MOST_NOISE);
        pipes[1].read.drain(..excess);
        if let Some(status) = ended {
            break End::Exited(status);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break End::TimedOut;
        }
        wait(&pipes, left.min(TICK));
    };
    let [answer, noise] = pipes.map(|pipe| pipe.read);
    Ok(Heard { answer, noise, end })
}

fn wait(pipes: &[Pipe], time: Duration) {
    let open: Vec<_> = pipes.iter().filter_map(|pipe| pipe.file.as_ref()).collect();
    let mut open: Vec<_> =
        open.iter().map(|file| PollFd::from_borrowed_fd(file.as_fd(), PollFlags::IN)).collect();
    let time = Timespec::try_from(time).expect("internal: a short time");
    let _ = rustix::event::poll(&mut open, Some(&time)); // an interrupted wait is a short one
}

/// One end of a pipe, and what has come out of it.
struct Pipe {
    file: Option<File>,
    read: Vec<u8>,
}

impl Pipe {
    fn new(file: Option<File>) -> io::Result<Self> {
        if let Some(file) = &file {
            rustix::io::ioctl_fionbio(file, true)?;
        }
        Ok(Self { file, read: Vec::new() })
    }

    /// Reads what is there, but no more than a fair share: a child may write without end.
    fn read(&mut self) {
        let Some(mut file) = self.file.as_ref() else { return };
        let mut buffer = [0; 4096];
        for _ in 0..64 {
            match file.read(&mut buffer) {
                Ok(0) => {
                    self.file = None;
                    return;
                }
                Ok(count) => self.read.extend_from_slice(&buffer[..count]),
                Err(_) => return, // nothing is there now
            }
        }
    }
}
