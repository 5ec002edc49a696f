//! Running the user's `helm`.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::Chart;
use crate::discover::{reason, shown};
use crate::error::Error;
use crate::lang::Text;
use crate::source::{Problem, Source, Span};

/// Rendering takes a second; what takes this long waits for something.
const DEADLINE: Duration = Duration::from_mins(1);

const NO_HELM: Text = Text {
    en: "rendering this Helm chart takes `{program}`, which cannot be found; install it, or check rendered output: `helm template {name} {path} | seaworthy check -`",
    zh: "渲染此 Helm chart 需要 `{program}`，但没有找到；请先安装，或检查渲染后的输出：`helm template {name} {path} | seaworthy check -`",
};
const NO_START: Text =
    Text { en: "cannot run `{program}`: {reason}", zh: "无法运行 `{program}`：{reason}" };
const TOO_SLOW: Text = Text {
    en: "`{program} template` did not finish within {seconds} seconds",
    zh: "`{program} template` 未能在 {seconds} 秒内完成",
};
const FAILED: Text = Text {
    en: "Helm cannot render this chart: {complaint}",
    zh: "Helm 无法渲染此 chart：{complaint}",
};

/// A run of Helm.
pub(crate) struct Run<'a> {
    /// The name that reports give its output.
    pub(crate) name: &'a str,
    /// What is rendered.
    pub(crate) chart: &'a Chart,
    /// A file of values, over the chart's own.
    pub(crate) values: Option<&'a Path>,
}

/// What a run prints; at most one byte more than `max_bytes`.
pub(crate) fn render(run: &Run, max_bytes: u64) -> Result<Vec<u8>, Error> {
    // Helm itself sets this for its plugins.
    let program = std::env::var_os("HELM_BIN").filter(|path| !path.is_empty());
    render_with(&program.unwrap_or_else(|| "helm".into()), run, max_bytes, DEADLINE)
}

fn render_with(
    program: &OsStr,
    run: &Run,
    max_bytes: u64,
    deadline: Duration,
) -> Result<Vec<u8>, Error> {
    let &Run { name, chart, values } = run;
    let mut command = Command::new(program);
    command.arg("template").arg(release(chart)).arg(chart.dir());
    if let Some(values) = values {
        command.arg("--values").arg(values);
    }
    let fail = |message| Error::new(name, message);
    let program = program.to_string_lossy();
    let finished = finish(command, max_bytes, deadline).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let path = shown(chart.dir());
            fail(NO_HELM.with([("program", &program), ("name", &release(chart)), ("path", &path)]))
        }
        io::ErrorKind::TimedOut => {
            fail(TOO_SLOW.with([("program", &program), ("seconds", &deadline.as_secs())]))
        }
        _ => fail(NO_START.with([("program", &program), ("reason", &reason(&error))])),
    })?;
    if finished.status.success() || finished.output.len() as u64 > max_bytes {
        return Ok(finished.output);
    }
    let complaint = complaint(&String::from_utf8_lossy(&finished.complaint));
    let message = FAILED.with([("complaint", &complaint)]);
    Err(match blamed(&complaint, chart) {
        Some((source, span)) => Error::located(&source, Problem::new(span, message)),
        None => fail(message),
    })
}

/// The release's name: the chart's if it can be one, else what Helm takes without a name.
fn release(chart: &Chart) -> &str {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = !chart.name.is_empty()
        && chart.name.len() <= 53
        && chart.name.bytes().all(allowed)
        && !chart.name.starts_with('-')
        && !chart.name.ends_with('-');
    if is_name { &chart.name } else { "release-name" }
}

struct Finished {
    status: ExitStatus,
    output: Vec<u8>,
    complaint: Vec<u8>,
}

/// Runs a command to its end, or kills it at the deadline.
fn finish(mut command: Command, max_bytes: u64, deadline: Duration) -> io::Result<Finished> {
    let start = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let output = collect(child.stdout.take(), max_bytes.saturating_add(1));
    let complaint = collect(child.stderr.take(), max_bytes);
    let wait = |bytes: mpsc::Receiver<Vec<u8>>| {
        bytes.recv_timeout(deadline.saturating_sub(start.elapsed()))
    };
    let Some((output, complaint)) = wait(output).ok().zip(wait(complaint).ok()) else {
        child.kill()?;
        child.wait()?;
        return Err(io::ErrorKind::TimedOut.into());
    };
    Ok(Finished { status: child.wait()?, output, complaint })
}

/// Reads a pipe on a thread of its own, since whoever waits for one pipe may be kept by the other.
/// Past the limit the pipe is closed.
fn collect(pipe: Option<impl Read + Send + 'static>, limit: u64) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    let pipe = pipe.expect("internal: the child's output is piped");
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks has ended; the exit status says why.
        let _ = pipe.take(limit).read_to_end(&mut bytes);
        let _ = send.send(bytes);
    });
    receive
}

/// What Helm says is wrong, without its warnings before that.
fn complaint(stderr: &str) -> String {
    let text = stderr.trim();
    let error = text.find("Error: ").map_or(text, |at| &text[at + "Error: ".len()..]);
    error.split("\n\nUse --debug").next().unwrap_or(error).to_owned()
}

/// The place that a complaint names: the innermost if it tells a chain of templates.
fn blamed(complaint: &str, chart: &Chart) -> Option<(Arc<Source>, Span)> {
    let prefix = format!("{}/", chart.name);
    let named: Vec<_> = complaint.match_indices(&prefix).collect();
    named.into_iter().rev().find_map(|(at, _)| {
        let mut parts = complaint[at..].split([':', ' ', ')', '"', '\n']);
        let path = chart.template(parts.next()?)?;
        let line = parts.next()?.parse().ok()?;
        let column: u32 = parts.next().and_then(|column| column.parse().ok()).unwrap_or_default();
        let source = Arc::new(Source::new(shown(&path), fs::read_to_string(path).ok()?));
        let span = source.line(line)?;
        // Helm counts columns in bytes, from 0.
        let start = source.text().floor_char_boundary((span.start + column).min(span.end) as usize);
        let span = Span::new(start, span.end as usize);
        Some((source, span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a chart, and the chart.
    fn chart() -> (tempfile::TempDir, Chart) {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("templates")).expect("a folder");
        fs::write(dir.path().join("Chart.yaml"), "name: web\n").expect("a file");
        fs::write(dir.path().join("templates/a.yaml"), "kind: A\nb: {{ .c }}\n").expect("a file");
        let chart = Chart::read(dir.path());
        (dir, chart)
    }

    #[test]
    fn complaints_name_a_place() {
        let (_dir, chart) = chart();
        for (complaint, expected, reason) in [
            ("template: web/templates/a.yaml:2:6: executing", Some((2, 7)), "line and column"),
            ("parse error at (web/templates/a.yaml:1): x", Some((1, 1)), "a line"),
            (
                "template: web/templates/a.yaml:1:0: calling: template: web/templates/a.yaml:2:3: x",
                Some((2, 4)),
                "the innermost",
            ),
            ("web/templates/a.yaml:2:99: x", Some((2, 12)), "a column past the end"),
            ("YAML parse error on web/templates/a.yaml: error: yaml: line 1", None, "no line"),
            ("web/templates/../../../etc/hostname:1:1: x", None, "not in the chart"),
            ("found in Chart.yaml, but missing in charts/ directory: redis", None, "no template"),
        ] {
            let found = blamed(complaint, &chart).map(|(source, span)| {
                let start = source.position(span.start);
                (start.line, start.column)
            });
            assert_eq!(found, expected, "{reason}");
        }
    }

    #[test]
    fn releases_have_names_that_helm_takes() {
        for (name, expected, reason) in [
            ("web-2", "web-2", "the chart's own"),
            ("Web", "release-name", "upper case"),
            ("web-", "release-name", "a dash at the end"),
            ("", "release-name", "a chart without a name"),
            (&"w".repeat(54), "release-name", "too long"),
        ] {
            let (dir, _) = chart();
            fs::write(dir.path().join("Chart.yaml"), format!("name: {name}\n")).expect("a file");
            assert_eq!(release(&Chart::read(dir.path())), expected, "{reason}");
        }
    }

    #[test]
    fn warnings_are_no_part_of_a_complaint() {
        let stderr =
            "WARNING: x\nError: it is broken\n\nUse --debug flag to render out invalid YAML\n";
        assert_eq!(complaint(stderr), "it is broken");
        assert_eq!(complaint("helm: killed\n"), "helm: killed");
    }

    #[test]
    #[cfg(unix)]
    fn a_program_that_does_not_end_is_killed() {
        use std::os::unix::fs::PermissionsExt;
        let (dir, chart) = chart();
        let program = dir.path().join("slow");
        fs::write(&program, "#!/bin/sh\nexec sleep 30\n").expect("a file");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
        let start = Instant::now();
        let run = Run { name: "web", chart: &chart, values: None };
        let error = render_with(program.as_os_str(), &run, 100, Duration::from_millis(100));
        let said = error.expect_err("too slow").to_string();
        assert!(said.starts_with("web: `") && said.contains("did not finish"), "{said}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
