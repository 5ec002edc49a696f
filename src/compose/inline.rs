//! Dockerfiles in Compose files: `dockerfile_inline`.

use std::sync::Arc;

use super::ComposeFile;
use crate::dockerfile::{Dockerfile, Window};
use crate::yaml::Node;

impl ComposeFile {
    /// The Dockerfiles that stand in it and whose lines are its own: of others, such as those with
    /// variables of Compose, nobody could say where a fault is.
    pub(crate) fn dockerfiles(&self) -> impl Iterator<Item = Dockerfile> {
        let services = self.tree.root().get("services").entries();
        let mut seen = Vec::new();
        services.filter_map(move |(key, service)| {
            let inline = service.path(["build", "dockerfile_inline"]);
            let window = window(inline).filter(|window| !seen.contains(window))?;
            // An alias may be the build of another service, too.
            seen.push(window);
            Some(Dockerfile::read(Arc::clone(inline.source()), window, name(key)))
        })
    }
}

/// What reports call the Dockerfile in a service.
pub(super) fn name(service: Node) -> String {
    format!("{}#{}", service.source().name(), service.text().unwrap_or_default())
}

/// The lines of a scalar, if they stand there as they are, on lines of their own.
fn window(node: Node) -> Option<Window> {
    let (text, source) = (node.str()?.trim_matches('\n'), node.source());
    let start = source.position(node.extent().start);
    let (first, indent) = (start.line, start.column - 1);
    let window = Window { first, last: first + text.lines().count().max(1) - 1, indent };
    let line = |number| Some(source.slice(window.line(source, number)?));
    let is_block = source.slice(source.line(first)?).bytes().take(indent).all(|byte| byte == b' ');
    let is_same = (first..=window.last).map_while(line).eq(text.lines());
    (is_block && is_same && !text.is_empty()).then_some(window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use crate::yaml;

    fn dockerfiles(text: &str) -> Vec<Dockerfile> {
        let mut parsed = yaml::parse(&Arc::new(Source::new("compose.yaml", text)));
        ComposeFile::new(parsed.trees.remove(0)).dockerfiles().collect()
    }

    #[test]
    fn blocks_are_read_where_they_stand() {
        let text = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        # escape=`\n        FROM alpine AS base\n\n        RUN apk add `\n          curl\n        RUN <<EOF\n          first\n        second\n        EOF\n        CMD echo 昇腾\n";
        let found = dockerfiles(text);
        let [file] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((file.name(), file.escape()), ("compose.yaml#web", '`'));
        assert!(file.problems().is_empty(), "{:?}", file.problems());
        let shown: Vec<_> = file
            .instructions()
            .map(|instruction| &text[instruction.span.range()])
            .map(|text| text.lines().next().unwrap_or_default())
            .collect();
        assert_eq!(shown, ["FROM alpine AS base", "RUN apk add `", "RUN <<EOF", "CMD echo 昇腾"]);
        let run = file.instructions().nth(2).expect("RUN <<EOF");
        assert_eq!(run.heredocs[0].body.text(), "  first\nsecond");
        let body = run.heredocs[0].body.span();
        assert_eq!(&text[body.range()], "  first\n        second");
    }

    #[test]
    fn only_lines_that_are_as_they_are_written_are_read() {
        for (inline, read, reason) in [
            ("|\nFROM alpine", true, "a block"),
            ("|-\nFROM alpine", true, "without the last line break"),
            ("|2\n  FROM alpine", true, "with an indentation that is said"),
            ("&a |  # here\nFROM alpine", true, "with an anchor and a comment"),
            ("|\n\nFROM alpine", true, "behind an empty line"),
            ("\nFROM alpine", true, "no block, but a line of its own"),
            ("FROM alpine", false, "behind its key"),
            ("|\nFROM alpine\nENV A=$$B", false, "Compose takes one of these"),
            ("|\nFROM ${BASE:-alpine}", false, "Compose puts another text there"),
            ("|\nFROM ${BASE}", false, "which one is not known"),
            (">\nFROM\nalpine", false, "lines are joined"),
            ("\"FROM alpine\\nRUN a\"", false, "one line is two"),
            ("|\n", false, "nothing"),
        ] {
            let inline = inline.replace('\n', "\n        ");
            let found = dockerfiles(&format!(
                "services:\n  a:\n    build:\n      dockerfile_inline: {inline}"
            ));
            assert_eq!(found.len(), usize::from(read), "{inline:?}: {reason}");
        }
        let shared = "x-b: &b\n  dockerfile_inline: |\n    FROM a\nservices: {a: {build: *b}, c: {build: *b}}\n";
        assert_eq!(dockerfiles(shared).len(), 1, "one text is one Dockerfile");
    }
}
