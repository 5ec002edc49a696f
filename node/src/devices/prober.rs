//! Whoever asks: each question is put to a child of its own, and what it says is made sense of.

use std::env;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use seaworthy::node::{Acl, Dcmi, Device, Outcome, Smoke, Status};
use serde::de::DeserializeOwned;

use super::child::{self, End, Heard};
use super::probe::{Answer, CALL, Question, Request};
use super::simulation::Simulation;
use super::{Seen, search};
use crate::sys::Search;

/// What is said of a child that cannot be killed.
const STUCK: &str = "its process cannot be killed: it waits for the driver in the kernel";

/// Whoever starts children.
pub(super) struct Prober {
    timeout: Duration,
    directories: Vec<PathBuf>,
    is_open: bool,
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
    pub(super) fn new(
        timeout: Duration,
        simulation: Option<&Simulation>,
        host: Option<&Path>,
    ) -> Self {
        let seen = Mutex::default();
        match simulation {
            Some(simulation) => Self {
                timeout,
                directories: simulation.directories(),
                is_open: false,
                root: Some(simulation.root()),
                environment: simulation.environment(),
                seen,
            },
            None => Self {
                timeout,
                directories: search::directories(),
                is_open: true,
                root: host.map(Path::to_owned),
                environment: search::environment(),
                seen,
            },
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
            search: Search { directories: self.directories.clone(), is_open: self.is_open },
            timeout: self.timeout,
            parent: rustix::process::getpid().as_raw_nonzero().get(),
        };
        let heard =
            self.command(&request).and_then(|mut child| child::run(&mut child, self.timeout));
        let mut value = match heard {
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
            End::TimedOut | End::Stuck => Status::TimedOut,
            End::Exited(status) if status.success() && is_done => Status::Ok,
            End::Exited(_) => Status::Crashed,
        };
        // A failure that was told of is more to the point than a hang while cleaning up after it.
        if status != Status::Ok && !failed {
            *outcome = Outcome { status, call, ..Outcome::default() };
            outcome.detail = match heard.end {
                End::Exited(ended) => {
                    outcome.signal = ended.signal();
                    garbage.or_else(|| outcome.signal.is_none().then(|| ended.to_string()))
                }
                End::TimedOut => None,
                End::Stuck => Some(STUCK.to_owned()),
            };
        }
        let noise = String::from_utf8_lossy(&heard.noise).trim().to_owned();
        if outcome.status != Status::Ok && !noise.is_empty() {
            let before = outcome.detail.take().map(|detail| detail + "\n").unwrap_or_default();
            outcome.detail = Some(before + &noise);
        }
        if let (Some(detail), Some(root)) = (&mut outcome.detail, &self.root) {
            *detail = detail.replace(&*root.to_string_lossy(), ""); // where the simulated node is
        }
        value
    }

    fn command(&self, request: &Request) -> io::Result<Command> {
        let request = serde_json::to_string(request).expect("internal: a request is plain data");
        let mut command = Command::new(env::current_exe()?);
        command.args(["probe", &request]);
        command.envs(self.environment.iter().map(|(name, value)| (*name, value)));
        Ok(command)
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitStatus;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn understood(answer: &[u8], end: End) -> Device {
        let prober = Prober::new(Duration::from_secs(1), None, None);
        let heard = Heard { answer: answer.to_vec(), noise: b"driver: no\n".to_vec(), end };
        prober.understand(&heard)
    }

    fn line(status: Status, is_done: bool) -> Vec<u8> {
        let device = Device {
            card: 7,
            outcome: Outcome { status, ..Outcome::default() },
            ..Device::default()
        };
        let answer = json!({
            "value": device, "is_done": is_done, "is_simulated": true, "libraries": [],
        });
        format!("call one\n{answer}\ncall two\n").into_bytes()
    }

    #[test]
    fn what_a_child_says_and_how_it_ends_are_one_outcome() {
        let well = End::Exited(ExitStatus::from_raw(0));
        let killed = End::Exited(ExitStatus::from_raw(11));
        for (answer, end, status, call, detail, reason) in [
            (line(Status::Ok, true), well, Status::Ok, None, None, "all is well"),
            (
                line(Status::Skipped, false),
                killed,
                Status::Crashed,
                Some("two"),
                Some("driver: no"),
                "a crash",
            ),
            (
                line(Status::Skipped, false),
                End::TimedOut,
                Status::TimedOut,
                Some("two"),
                Some("driver: no"),
                "a hang",
            ),
            (
                line(Status::Failed, false),
                End::TimedOut,
                Status::Failed,
                None,
                Some("driver: no"),
                "it hung while cleaning up",
            ),
            (
                line(Status::Ok, true),
                killed,
                Status::Crashed,
                Some("two"),
                Some("driver: no"),
                "it crashed at its end",
            ),
            (
                line(Status::Ok, false),
                well,
                Status::Crashed,
                Some("two"),
                Some("exit status: 0\ndriver: no"),
                "it ended early",
            ),
            (
                Vec::new(),
                End::Stuck,
                Status::TimedOut,
                None,
                Some(&*format!("{STUCK}\ndriver: no")),
                "it waits in the kernel",
            ),
        ] {
            let device = understood(&answer, end);
            assert_eq!(device.outcome.status, status, "{reason}");
            assert_eq!(device.outcome.call.as_deref(), call, "{reason}");
            assert_eq!(device.outcome.detail.as_deref(), detail, "{reason}");
            assert_eq!(device.card, if answer.is_empty() { 0 } else { 7 }, "{reason}");
        }
        let device = understood(b"{ \"value\": 1 }\n", well);
        assert_eq!(device.outcome.status, Status::Crashed, "garbage");
        let detail = device.outcome.detail.unwrap_or_default();
        assert!(detail.starts_with("an answer that makes no sense"), "{detail}");
    }

    proptest! {
        #[test]
        fn no_bytes_are_an_answer_by_chance(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let device = understood(&bytes, End::Exited(ExitStatus::from_raw(0)));
            prop_assert_eq!(device.outcome.status, Status::Crashed);
        }
    }
}
