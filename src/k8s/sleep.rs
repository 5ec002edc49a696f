//! How long a preStop hook sleeps: the kubelet's own sleep, or those of a command.

use std::ops::Range;

use super::Container;
use crate::finding::Place;
use crate::yaml::Node;

/// One sleep of a hook.
pub(crate) struct Sleep {
    /// Nothing if only the shell knows it: `sleep $DELAY`.
    pub(crate) seconds: Option<f64>,
    pub(crate) place: Place,
}

const SHELLS: [&str; 6] = ["sh", "bash", "ash", "dash", "ksh", "zsh"];

impl Container<'_> {
    /// The sleeps of its preStop hook, in order.
    pub(crate) fn pre_stop_sleeps(&self) -> Vec<Sleep> {
        let hook = self.node.path(["lifecycle", "preStop"]);
        let own = hook.path(["sleep", "seconds"]);
        if own.exists() {
            return vec![Sleep { seconds: own.str().and_then(duration), place: own.into() }];
        }
        let words: Vec<Node> = hook.path(["exec", "command"]).items().collect();
        let program = words.first().map(|word| base_name(text(*word)));
        match program {
            Some("sleep") => words[1..]
                .iter()
                .map(|word| Sleep { seconds: word.str().and_then(duration), place: (*word).into() })
                .collect(),
            Some(shell) if SHELLS.contains(&shell) => {
                let is_flag = |word: &Node| {
                    text(*word).starts_with('-')
                        && !text(*word).starts_with("--")
                        && text(*word).ends_with('c')
                };
                let flag = words.iter().position(is_flag);
                let script = flag.and_then(|at| words.get(at + 1));
                script.map_or_else(Vec::new, |script| in_script(*script))
            }
            _ => Vec::new(),
        }
    }
}

fn text(node: Node<'_>) -> &str {
    node.text().unwrap_or_default()
}

fn in_script(script: Node) -> Vec<Sleep> {
    let text = text(script);
    sleeps(text)
        .into_iter()
        .map(|(range, seconds)| Sleep { seconds, place: Place::part(script, &text[range]) })
        .collect()
}

/// The sleeps that a script surely comes to and waits for. What stands in a loop, a condition, a
/// function or the background may happen never, or many times; what stands behind the end, never.
fn sleeps(script: &str) -> Vec<(Range<usize>, Option<f64>)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    // Whether each open group of commands is passed over, unless another one failed.
    let mut groups: Vec<bool> = Vec::new();
    // How the list went on before this command, and whether all before it in its `&&` succeed.
    let (mut before, mut is_sure) = ("\n", true);
    for (range, separator) in commands(script) {
        let text = &script[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let alternative = before == "||";
        let mut words = text.split_whitespace().peekable();
        let mut replaces = false;
        while let Some(word) = words.next_if(|word| BEFORE.contains(word)) {
            if word == "{" {
                groups.push(alternative);
            }
            replaces |= word == "exec";
        }
        let first = words.next().unwrap_or_default();
        if first == "}" {
            groups.pop();
        } else if text.contains("()") && text.contains('{') {
            // A function runs when it is called, if ever.
            groups.push(true);
        }
        if CLOSING.contains(&first) {
            depth = depth.saturating_sub(1);
        }
        depth += usize::from(OPENING.contains(&first));
        let program = base_name(first);
        let is_reached = depth == 0 && !alternative && !groups.contains(&true);
        let is_waited_for = is_reached && !matches!(separator, "&" | "|");
        if program == "sleep" && is_reached && separator != "&" {
            let mut numbers = words.take_while(|word| !word.contains(['<', '>']));
            let seconds = numbers.try_fold(0.0, |sum, word| {
                duration(word.trim_matches(['"', '\''])).map(|seconds| sum + seconds)
            });
            found.push((start..start + text.len(), seconds));
        }
        if before != "&&" {
            is_sure = true;
        }
        // `exec >log` replaces nothing.
        let ends = program == "exit" || (replaces && !program.is_empty() && !is_redirection(first));
        if ends && is_sure && is_waited_for && before != "|" {
            break;
        }
        is_sure &= ALWAYS_SUCCEED.contains(&program);
        before = separator;
    }
    found
}

/// Commands that never fail, so that what follows them behind `&&` is run.
const ALWAYS_SUCCEED: [&str; 4] = ["sleep", "echo", "true", ":"];

fn is_redirection(word: &str) -> bool {
    word.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['<', '>'])
}

/// Words that stand before a command.
const BEFORE: [&str; 7] = ["do", "then", "else", "exec", "time", "{", "!"];
const OPENING: [&str; 6] = ["while", "until", "for", "if", "case", "function"];
const CLOSING: [&str; 3] = ["done", "fi", "esac"];

/// The simple commands of a script with what ends each. Quotes and comments are minded.
fn commands(script: &str) -> Vec<(Range<usize>, &str)> {
    let bytes = script.as_bytes();
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    let mut quote = None;
    while at < bytes.len() {
        let byte = bytes[at];
        let begins_word = at == 0 || bytes[at - 1].is_ascii_whitespace() || bytes[at - 1] == b';';
        match quote {
            Some(open) => quote = (byte != open).then_some(open),
            None if byte == b'\\' => at += 1,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None if byte == b'#' && begins_word => {
                let end = script[at..].find('\n').map_or(bytes.len(), |length| at + length);
                found.push((start..at, "\n"));
                (start, at) = (end, end);
            }
            // `2>&1` ends nothing.
            None if byte == b'&' && at > 0 && bytes[at - 1] == b'>' => {}
            None if matches!(byte, b';' | b'\n' | b'&' | b'|') => {
                let doubled = matches!(byte, b'&' | b'|') && bytes.get(at + 1) == Some(&byte);
                let end = at + 1 + usize::from(doubled);
                found.push((start..at, &script[at..end]));
                (start, at) = (end, end - 1);
            }
            None => {}
        }
        at += 1;
    }
    found.push((start.min(bytes.len())..bytes.len(), "\n"));
    found
}

/// `30`, `0.5`, `2m`, `1h`, `infinity`, in seconds.
fn duration(text: &str) -> Option<f64> {
    let (number, scale) = match text.as_bytes().last()? {
        b's' => (&text[..text.len() - 1], 1.0),
        b'm' => (&text[..text.len() - 1], 60.0),
        b'h' => (&text[..text.len() - 1], 3600.0),
        b'd' => (&text[..text.len() - 1], 86400.0),
        _ => (text, 1.0),
    };
    let seconds: f64 = number.parse().ok()?;
    (seconds >= 0.0).then_some(seconds * scale)
}

fn base_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_sleep_where_they_surely_do() {
        for (script, expected, reason) in [
            ("sleep 30", vec![("sleep 30", Some(30.0))], "alone"),
            (
                "echo a\n  sleep 30\necho b\n",
                vec![("sleep 30", Some(30.0))],
                "on a line of its own",
            ),
            (
                "sleep 5; nginx -s quit; sleep 2m",
                vec![("sleep 5", Some(5.0)), ("sleep 2m", Some(120.0))],
                "twice",
            ),
            (
                "nginx -s quit && /bin/sleep 0.5",
                vec![("/bin/sleep 0.5", Some(0.5))],
                "by path, after another",
            ),
            ("exec sleep 1 2", vec![("exec sleep 1 2", Some(3.0))], "arguments add up"),
            ("sleep infinity", vec![("sleep infinity", Some(f64::INFINITY))], "for ever"),
            ("sleep $DELAY", vec![("sleep $DELAY", None)], "only the shell knows"),
            ("sleep \"10\"", vec![("sleep \"10\"", Some(10.0))], "quoted"),
            (
                "sleep 9 >/dev/null 2>&1",
                vec![("sleep 9 >/dev/null 2>&1", Some(9.0))],
                "where its words go is no duration",
            ),
            ("{ sleep 9; }", vec![("{ sleep 9", Some(9.0))], "in a group"),
            ("stop() { sleep 9; }", vec![], "in a function"),
            ("echo 'a; sleep 30'", vec![], "inside quotes"),
            ("# sleep 30\ntrue # ; sleep 30\n", vec![], "in comments"),
            ("while pgrep a; do sleep 1; done", vec![], "in a loop"),
            (
                "for i in 1 2\ndo\n  sleep 1\ndone\nsleep 3",
                vec![("sleep 3", Some(3.0))],
                "after a loop",
            ),
            ("if a; then\n sleep 9\nfi", vec![], "perhaps"),
            ("a || sleep 30", vec![], "only if the other failed"),
            ("sleep 30 & kill 1", vec![], "in the background"),
            (
                "sleep 20 && exit 0; sleep 20",
                vec![("sleep 20", Some(20.0))],
                "behind the end of the script",
            ),
            ("sleep 1; exec nginx -s quit; sleep 2", vec![("sleep 1", Some(1.0))], "replaced"),
            ("exec sleep 1; sleep 2", vec![("exec sleep 1", Some(1.0))], "replaced by a sleep"),
            ("exec >/dev/null 2>&1; sleep 2", vec![("sleep 2", Some(2.0))], "only redirected"),
            ("test -f a && exit 0; sleep 2", vec![("sleep 2", Some(2.0))], "perhaps not the end"),
            ("a || exit 1; sleep 2", vec![("sleep 2", Some(2.0))], "perhaps not the end"),
            (
                "a || { echo b; sleep 9; exit 1; }; sleep 2",
                vec![("sleep 2", Some(2.0))],
                "a group for when the other failed",
            ),
            ("if a; then exit; fi; sleep 2", vec![("sleep 2", Some(2.0))], "perhaps not the end"),
            ("(exit 0); sleep 2", vec![("sleep 2", Some(2.0))], "the end of a subshell"),
            ("stop() { exit 0; }; sleep 2", vec![("sleep 2", Some(2.0))], "in a function"),
            (
                "stop() {\n  sleep 9\n  exit 0\n}\nsleep 2",
                vec![("sleep 2", Some(2.0))],
                "in a function over several lines",
            ),
            ("usleep 30; nosleep", vec![], "other programs"),
            ("", vec![], "nothing"),
        ] {
            let found: Vec<_> = sleeps(script)
                .into_iter()
                .map(|(range, seconds)| (&script[range], seconds))
                .collect();
            assert_eq!(found, expected, "{script:?}: {reason}");
        }
    }
}
