use std::sync::Arc;

use super::*;
use crate::dockerfile::Dockerfile;
use crate::source::Source;

/// The commands of the only instruction after `FROM`, as `operator program arguments`; those inside
/// of others are indented.
fn commands(instruction: &str) -> String {
    let text = format!("FROM a\n{instruction}\n");
    let dockerfile = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
    let instruction = &dockerfile.stages()[0].instructions[0];
    let mut written = Vec::new();
    write(&instruction.words, 0, &mut written);
    written.iter().map(|command| command.trim_end()).collect::<Vec<_>>().join(" / ")
}

fn write(words: &Words, depth: usize, written: &mut Vec<String>) {
    for command in words.commands() {
        let operator = match command.operator {
            None => "",
            Some(Operator::And) => "&& ",
            Some(Operator::Or) => "|| ",
            Some(Operator::Pipe) => "| ",
            Some(Operator::Sequence) => "; ",
            Some(Operator::Background) => "& ",
            Some(Operator::Newline) => "\\n ",
        };
        let assignments = command.assignments.iter().map(|word| format!("{{{}}} ", word.raw()));
        let words = command.words.iter().map(Word::text).collect::<Vec<_>>().join(" ");
        let redirections = command.redirections.iter().map(|redirection| {
            let descriptor =
                redirection.descriptor.map_or(String::new(), |number| number.to_string());
            let target = redirection.target.as_ref().map_or("", Word::text);
            format!(" [{descriptor}{}{target}]", redirection.operator)
        });
        let (assignments, redirections): (String, String) =
            (assignments.collect(), redirections.collect());
        written.push(format!("{}{operator}{assignments}{words}{redirections}", ">".repeat(depth)));
        for inner in command.substitutions.iter().chain(&command.script) {
            write(inner, depth + 1, written);
        }
    }
}

#[test]
fn scripts_are_divided_into_commands() {
    let rows = [
        ("RUN a b && c || d | e; f & g", "a b / && c / || d / | e / ; f / & g", "every operator"),
        ("RUN a&&b|c;d", "a / && b / | c / ; d", "operators without blanks"),
        ("RUN a \\\n  && b", "a / && b", "a continuation"),
        (r#"RUN a "b c" 'd e' f\ g"#, "a b c d e f g", "quotes and escapes"),
        (r#"RUN a "b;c" 'd|e' \& f"#, "a b;c d|e & f", "quoted operators"),
        (r#"RUN a "x\"y\z" 'it'"'"'s'"#, r#"a x"y\z it's"#, "escapes in quotes"),
        ("RUN A=1 B='2 3' c D=4", "{A=1} {B='2 3'} c D=4", "assignments stand before the program"),
        ("RUN A=1", "{A=1}", "an assignment alone"),
        ("RUN a # b && c", "a", "a comment"),
        ("RUN a#b", "a#b", "no comment"),
        ("RUN a > /dev/null 2>&1 < b", "a [>/dev/null] [2>&1] [<b]", "redirections"),
        ("RUN a >> b &> c", "a [>>b] [&>c]", "redirections of two signs"),
        ("RUN a <<< b", "a [<<<b]", "a here-string"),
        (
            "RUN if ! a; then b; else c; fi",
            "a / ; b / ; c",
            "words of a compound command are no programs",
        ),
        ("RUN for x in 1 2; do a $x; done", "for x in 1 2 / ; a $x", "a loop"),
        ("RUN ( a; b ) | c", "a / ; b / | c", "a subshell"),
        ("RUN { a; b; } > c", "a / ; b", "a group"),
        ("RUN f() { a; }; f", "a / ; f", "a function"),
        (
            "RUN case $x in a|b) c ;; *) d ;; esac; e",
            "case $x in / ; c / ; d / ; e",
            "patterns are no programs",
        ),
        ("RUN a $(b | c) d", "a $(b | c) d / >b / >| c", "a substitution"),
        (
            "RUN a \"$(b \"c d\")\"",
            "a $(b \"c d\") / >b c d",
            "a substitution in quotes, with quotes",
        ),
        ("RUN a `b c`", "a `b c` / >b c", "a substitution in backquotes"),
        ("RUN bash <(curl x)", "bash <(curl x) / >curl x", "a process substitution"),
        (
            "RUN a $((1+2)) ${b:-c d}",
            "a $((1+2)) ${b:-c d}",
            "arithmetic and parameters are no commands",
        ),
        ("RUN sh -c 'a | b'", "sh -c a | b / >a / >| b", "a script in quotes"),
        (
            "RUN bash -o pipefail -ec \"a; b\"",
            "bash -o pipefail -ec a; b / >a / >; b",
            "a script after more options",
        ),
        ("RUN su app -c 'a b'", "su app -c a b / >a b", "a script for another user"),
        ("RUN eval \"a b\"", "eval a b / >a b", "eval"),
        (r#"RUN ["sh", "-c", "a && b"]"#, "sh -c a && b / >a / >&& b", "a script in exec form"),
        (r#"CMD ["a", "b c"]"#, "a b c", "exec form"),
        ("CMD a && b", "a / && b", "another instruction"),
        ("HEALTHCHECK --interval=1s CMD a || exit 1", "a / || exit 1", "a health check"),
        ("HEALTHCHECK NONE", "", "none"),
        ("RUN <<EOF\na\nb | c\nEOF", "a / \\n b / | c", "a heredoc as the script"),
        ("RUN <<EOF\n#!/bin/bash\na\nEOF", "a", "with a shell's shebang"),
        ("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF", "", "with another one's shebang"),
        ("RUN bash -e <<EOF\na\nEOF", "bash -e [<<EOF] / \\n a", "a heredoc that a shell reads"),
        ("RUN cat <<EOF > /b\nc\nEOF", "cat [<<EOF] [>/b]", "a heredoc that is data"),
        (
            "RUN <<EOF\ncat <<X > b\nc; d\nX\ne\nEOF",
            "cat [<<X] [>b] / \\n e",
            "a heredoc inside of a script",
        ),
        ("RUN <<EOF\na \\\n  b &&\n\nc\nEOF", "a b / && c", "lines that go on in a script"),
        (r#"RUN a "${b:-it's}" 'c'"#, "a ${b:-it's} c", "a single quote in double ones"),
        ("RUN a 'b", "a b", "an open quote"),
        ("RUN a $(b", "a $(b", "an open substitution"),
    ];
    for (instruction, expected, reason) in rows {
        assert_eq!(commands(instruction), expected, "{reason}: {instruction}");
    }
}

#[test]
fn wrappers_give_way_to_the_program() {
    let rows = [
        ("RUN sudo apt-get install a", Some("apt-get"), "sudo"),
        ("RUN sudo -u app -E pip install a", Some("pip"), "options with and without values"),
        ("RUN env A=b /usr/bin/curl c", Some("curl"), "env, and a directory"),
        ("RUN exec time a", Some("a"), "one in the other"),
        ("RUN sudo", Some("sudo"), "nothing else"),
        ("RUN timeout -k 5 60 a", Some("a"), "a wrapper with an argument of its own"),
        ("RUN timeout 60", Some("timeout"), "and nothing to run"),
        ("RUN xargs -a b c", Some("c"), "xargs"),
        ("RUN A=b", None, "no program"),
    ];
    for (instruction, expected, reason) in rows {
        let dockerfile = Dockerfile::parse(Arc::new(Source::new(
            "Dockerfile",
            format!("FROM a\n{instruction}"),
        )));
        let words = &dockerfile.stages()[0].instructions[0].words;
        assert_eq!(words.commands()[0].program(), expected, "{reason}");
    }
}

#[test]
fn conditions_and_pipelines_are_known() {
    let text = "FROM a\nRUN if a | b; then ! c; fi && d $(e | f) | sh -c 'g; h | i'\n";
    let dockerfile = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
    let words = &dockerfile.stages()[0].instructions[0].words;
    let name = |command: &Command| command.program().unwrap_or_default().to_owned();
    let tested = words.all().into_iter().filter(|command| command.tested).map(name);
    assert_eq!(tested.collect::<Vec<_>>(), ["a", "c"]);
    let pipelines = words.pipelines();
    let names = pipelines.iter().map(|commands| commands.iter().map(name).collect::<String>());
    assert_eq!(names.collect::<Vec<_>>(), ["ab", "c", "dsh", "ef", "g", "hi"]);
}

#[test]
fn words_have_their_place_however_deep() {
    let text = "FROM a\nRUN x \\\n  # comment\n  && sh -c \"curl \\\"u\\\" | su\\\ndo b\" 你好\n";
    let dockerfile = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
    let all = dockerfile.stages()[0].instructions[0].words.all();
    let places =
        all.iter().flat_map(|command| &command.words).map(|word| &text[word.span().range()]);
    let expected = [
        "x",
        "sh",
        "-c",
        "\"curl \\\"u\\\" | su\\\ndo b\"",
        "你好",
        "curl",
        "\"u\\\"",
        "su\\\ndo",
        "b",
    ];
    assert_eq!(places.collect::<Vec<_>>(), expected);
}
