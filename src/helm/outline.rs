//! The line of a template that made a line of rendered text.
//!
//! Helm does not say it, but does not move lines sideways either: a line that stands in the template
//! as it is stands there below the same keys. A line that a value or another template put in stands
//! below a line that does.

/// A line of a template.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Found {
    /// The line, from 0.
    pub(super) line: usize,
    /// Whether it is the very line, letter by letter, and not only near.
    pub(super) exact: bool,
}

/// Finds the line of `template` that made line `at` (from 0) of `rendered`: the same text below the
/// same keys, else the same key below the same keys, else that of the line above it in the tree.
pub(super) fn find(rendered: &[&str], at: usize, template: &[&str]) -> Option<Found> {
    let twin = |line: usize| template[line].trim() == rendered[at].trim();
    if let Some(found) = best(rendered, at, template, twin) {
        return Some(found);
    }
    let above = enclosing(rendered, at);
    let near = std::iter::once(at)
        .chain(above)
        .find_map(|at| best(rendered, at, template, |line| makes(template[line], rendered[at])));
    near.map(|found| Found { exact: false, ..found })
}

/// The best of the template's lines that are `like` line `at` and stand below the same keys.
fn best(
    rendered: &[&str],
    at: usize,
    template: &[&str],
    like: impl Fn(usize) -> bool,
) -> Option<Found> {
    if rendered[at].trim().is_empty() {
        return None;
    }
    let candidates: Vec<(usize, usize)> = (0..template.len())
        .filter(|&line| like(line))
        .filter_map(|line| Some((line, likeness(rendered, at, template, line)?)))
        .collect();
    let most = candidates.iter().map(|candidate| candidate.1).max()?;
    let lines: Vec<usize> =
        candidates.iter().filter(|candidate| candidate.1 == most).map(|found| found.0).collect();
    if let [line] = lines[..] {
        return Some(Found { line, exact: true });
    }
    // Lines that nothing tells apart come in the same order, unless a loop repeats some.
    let is_twin = |line: &usize| {
        rendered[*line].trim() == rendered[at].trim()
            && likeness(rendered, *line, template, lines[0]) == Some(most)
    };
    let twins: Vec<usize> = (0..rendered.len()).filter(is_twin).collect();
    let nth = twins.iter().position(|&line| line == at).unwrap_or_default();
    Some(Found { line: lines[nth.min(lines.len() - 1)], exact: twins.len() == lines.len() })
}

/// How many of the lines above line `at` are letter by letter those above `line` in the template;
/// nothing if not all of them can be made by those.
fn likeness(rendered: &[&str], at: usize, template: &[&str], line: usize) -> Option<usize> {
    let (above, makers) = (enclosing(rendered, at), enclosing(template, line));
    let pairs = || makers.iter().map(|&n| template[n]).zip(above.iter().map(|&n| rendered[n]));
    let all = above.len() == makers.len() && pairs().all(|(maker, made)| makes(maker, made));
    all.then(|| pairs().filter(|(maker, made)| maker.trim() == made.trim()).count())
}

/// Whether a line of a template can make a line of rendered text: literally, or with a value put in.
fn makes(maker: &str, made: &str) -> bool {
    let put_in = || {
        let of_maker = key(maker).filter(|_| maker.contains("{{"));
        of_maker.is_some_and(|of_maker| of_maker.contains("{{") || key(made) == Some(of_maker))
    };
    maker.trim() == made.trim() || put_in()
}

/// The lines above a line in the tree that indentation makes, innermost first.
fn enclosing(lines: &[&str], at: usize) -> Vec<usize> {
    let mut above = Vec::new();
    let (mut indent, mut item) = (indent(lines[at]), is_item(lines[at]));
    for (n, line) in lines[..at].iter().enumerate().rev() {
        if indent == 0 && !item {
            break;
        }
        let here = self::indent(line);
        // The items of a list may stand as far left as its key.
        let is_above = here < indent || (here == indent && item && !is_item(line));
        if is_above && is_content(line) {
            above.push(n);
            (indent, item) = (here, is_item(line));
        }
    }
    above
}

/// Whether a line has a place in the tree: it is not empty, no comment, no lone action.
fn is_content(line: &str) -> bool {
    let text = line.trim();
    let is_action =
        text.starts_with("{{") && text.find("}}").is_none_or(|end| end + 2 == text.len());
    !text.is_empty() && !text.starts_with(['#']) && text != "---" && !is_action
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_item(line: &str) -> bool {
    let text = line.trim();
    text == "-" || text.starts_with("- ")
}

/// The key of a line, that of a list item's first pair included.
fn key(line: &str) -> Option<&str> {
    let text = line.trim().trim_start_matches("- ").trim_start();
    // A key may itself be a template, with colons of its own.
    let skipped = if text.starts_with("{{") { text.find("}}")? } else { 0 };
    let end = text[skipped..]
        .match_indices(':')
        .map(|(at, _)| skipped + at)
        .find(|at| text[at + 1..].chars().next().is_none_or(char::is_whitespace))?;
    Some(text[..end].trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
{{- if .Values.enabled }}
kind: Deployment
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
      {{- range .Values.workers }}
      - name: {{ . }}
        image: worker
      {{- end }}
      - name: web
        image: web
        resources:
          {{- toYaml .Values.resources | nindent 10 }}
        securityContext:
          {{- toYaml .Values.securityContext | nindent 10 }}
      - name: log
        image: log
        securityContext:
          privileged: true
      {{- with .Values.extra }}
      volumes: {{ . }}
      {{- end }}
  paused: true
{{- end }}";

    const RENDERED: &str = "\
# Source: chart/templates/web.yaml
kind: Deployment
spec:
  replicas: 3
  template:
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
      - name: a
        image: worker
      - name: b
        image: worker
      - name: web
        image: web
        resources:
          limits:
            memory: 1Gi
        securityContext:
          runAsNonRoot: true
      - name: log
        image: log
        securityContext:
          privileged: true
  paused: true";

    #[test]
    fn lines_are_found_in_their_template() {
        let (template, rendered) = (TEMPLATE.lines().collect::<Vec<_>>(), RENDERED.lines());
        let rendered: Vec<_> = rendered.collect();
        for (at, expected, exact, reason) in [
            (2, 2, true, "a line at the root"),
            (4, 4, false, "a value: the same key"),
            (8, 8, true, "a line that is there twice, below other keys"),
            (10, 11, false, "a template that a loop repeats"),
            (11, 12, true, "a line that a loop repeats"),
            (13, 12, true, "and again"),
            (14, 14, true, "the item itself"),
            (16, 16, true, "a key whose value is put in"),
            (17, 16, false, "the key of what is put in"),
            (18, 16, false, "two levels of it"),
            (20, 18, false, "not the line with the same text elsewhere"),
            (23, 22, true, "the same key in another container"),
            (24, 23, true, "and what is below it"),
            (25, 27, true, "after actions"),
            (1, 0, false, "what Helm adds is nowhere"),
        ] {
            let found = find(&rendered, at - 1, &template);
            let found = found.map_or((0, false), |found| (found.line + 1, found.exact));
            assert_eq!(found, (expected, exact), "{reason}: {}", rendered[at - 1]);
        }
    }

    #[test]
    fn lines_that_nothing_tells_apart_come_in_order() {
        let template = ["a:", "- b: 1", "  c: 2", "- b: 1", "  c: 2"];
        let at = |rendered: &[&str], at| find(rendered, at, &template);
        let found = |line, exact| Some(Found { line, exact });
        assert_eq!(at(&template, 2), found(2, true));
        assert_eq!(at(&template, 4), found(4, true));
        let repeated = ["a:", "- b: 1", "  c: 2", "- b: 1", "  c: 2", "- b: 1", "  c: 2"];
        assert_eq!(at(&repeated, 6), found(4, false), "a loop somewhere");
    }
}
