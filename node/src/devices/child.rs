//! A child process: started, listened to, held to its deadline, and buried.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

/// How much of an answer is read: a device has at most 128 codes.
const MOST_ANSWER: usize = 1 << 20;
/// How much of what the driver writes is kept: its end.
const MOST_NOISE: usize = 2048;
/// How often a child is looked after.
const TICK: Duration = Duration::from_millis(10);
/// How long a child may take to die.
const AGONY: Duration = Duration::from_millis(500);

/// What came of a child.
#[derive(Debug)]
pub(super) struct Heard {
    /// What it wrote to standard output.
    pub(super) answer: Vec<u8>,
    /// What it wrote to standard error; the end of it.
    pub(super) noise: Vec<u8>,
    pub(super) end: End,
}

/// How a child ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// By itself, or by a signal that it brought on itself.
    Exited(ExitStatus),
    /// It was killed at its deadline.
    TimedOut,
    /// Not even then: it waits for something in the kernel.
    Stuck,
}

/// Runs a child until it ends, or its time does. What it has started ends with it.
pub(super) fn run(command: &mut Command, timeout: Duration) -> io::Result<Heard> {
    let mut child = command
        .process_group(0) // so that what the driver starts can be killed with it
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let answer = child.stdout.take().map(OwnedFd::from).map(File::from);
    let noise = child.stderr.take().map(OwnedFd::from).map(File::from);
    let heard = listen(&child, answer, noise, timeout);
    // It is not waited for before: until then nobody else can have its number.
    let _ = rustix::process::kill_process_group(Pid::from_child(&child), Signal::KILL);
    let ended = bury(&mut child)?;
    let (answer, noise, is_late) = heard?;
    let end = match ended {
        Some(status) if !is_late => End::Exited(status),
        Some(_) => End::TimedOut,
        None => End::Stuck,
    };
    Ok(Heard { answer, noise, end })
}

/// Waits for a child that is dying. One that waits in the kernel, as a broken driver lets it, does not
/// hear of signals: it is left to the system.
fn bury(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + AGONY;
    loop {
        let ended = child.try_wait()?;
        if ended.is_some() || Instant::now() > deadline {
            return Ok(ended);
        }
        thread::sleep(TICK / 10);
    }
}

/// Reads what a child writes until it ends, or its time does; and says which. What it has started may
/// keep the pipes open: they are not waited for.
fn listen(
    child: &Child,
    answer: Option<File>,
    noise: Option<File>,
    timeout: Duration,
) -> io::Result<(Vec<u8>, Vec<u8>, bool)> {
    let deadline = Instant::now() + timeout;
    let mut pipes = [Pipe::new(answer)?, Pipe::new(noise)?];
    let is_late = loop {
        // Read once more after it has ended: then all is there.
        let has_ended = has_ended(child)?;
        for pipe in &mut pipes {
            pipe.read();
        }
        pipes[0].read.truncate(MOST_ANSWER);
        let excess = pipes[1].read.len().saturating_sub(MOST_NOISE);
        pipes[1].read.drain(..excess);
        let left = deadline.saturating_duration_since(Instant::now());
        if has_ended || left.is_zero() {
            break !has_ended;
        }
        wait(&pipes, left.min(TICK));
    };
    let [answer, noise] = pipes.map(|pipe| pipe.read);
    Ok((answer, noise, is_late))
}

/// Whether a child has ended; it still has its number then.
fn has_ended(child: &Child) -> io::Result<bool> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    Ok(rustix::process::waitid(WaitId::Pid(Pid::from_child(child)), options)?.is_some())
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn shell(script: &str, timeout: Duration) -> Heard {
        run(Command::new("/bin/sh").args(["-c", script]), timeout).expect("a shell can be run")
    }

    #[test]
    fn whatever_a_child_does_it_is_heard_and_buried() {
        let long = Duration::from_secs(20);
        for (script, answer, signal, reason) in [
            ("echo 1; echo 2", "1\n2\n", None, "two lines"),
            ("echo 1; exec >&-; sleep 0.1", "1\n", None, "it closes its pipe before it ends"),
            ("kill -SEGV $$", "", Some(11), "it crashes"),
            ("echo 1; kill -ABRT $$", "1\n", Some(6), "it crashes after an answer"),
            ("sleep 100 & echo 1", "1\n", None, "what it has started keeps the pipes open"),
        ] {
            let heard = shell(script, long);
            assert_eq!(String::from_utf8_lossy(&heard.answer), answer, "{script}: {reason}");
            let End::Exited(status) = heard.end else { panic!("{script}: {:?}", heard.end) };
            assert_eq!(status.signal(), signal, "{script}: {reason}");
        }
    }

    #[test]
    fn a_child_that_hangs_is_killed_with_all_that_it_has_started() {
        let start = Instant::now();
        let heard = shell("sleep 100 & echo $!; sleep 100", Duration::from_millis(200));
        assert!(matches!(heard.end, End::TimedOut), "{:?}", heard.end);
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        let started = String::from_utf8_lossy(&heard.answer).trim().to_owned();
        let state = || fs::read_to_string(format!("/proc/{started}/stat")).unwrap_or_default();
        let has_ended = |state: String| state.is_empty() || state.contains(") Z ");
        let deadline = Instant::now() + Duration::from_secs(5); // the system needs a moment
        while !has_ended(state()) && Instant::now() < deadline {
            thread::sleep(TICK);
        }
        assert!(has_ended(state()), "{}", state());
    }

    #[test]
    fn noise_without_end_is_bounded() {
        let heard = shell("yes no >&2", Duration::from_millis(200));
        assert!(heard.noise.len() <= MOST_NOISE);
        let heard = shell("yes", Duration::from_millis(200));
        assert!(heard.answer.len() <= MOST_ANSWER);
    }

    #[test]
    fn nothing_is_left_behind() {
        let me = "/proc/self/fd";
        let open = || fs::read_dir(me).map(Iterator::count).unwrap_or_default();
        let before = open();
        for _ in 0..40 {
            shell("sleep 100 & echo 1", Duration::from_secs(20));
        }
        // Other tests run meanwhile, and have some open.
        assert!(open() < before + 30, "{before} were open before, {} are now", open());
    }
}
