//! BuildKit's own test set: the same trees from the same inputs, and a problem where BuildKit
//! refuses.
#![expect(clippy::print_stdout, reason = "the test says what it has compared")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seaworthy::dockerfile::{Dockerfile, Instruction, Keyword, Word};
use seaworthy::source::Source;

#[test]
fn trees_are_those_of_buildkit() {
    let Some(corpus) = shared("corpora/dockerfile-parser") else {
        return println!("skipped: no ../shared");
    };
    let expectations = fs::read_to_string(corpus.join("expectations.tsv")).expect("expectations");
    let (mut trees, mut refusals, mut wrong) = ((0, 0), (0, 0), Vec::new());
    for row in expectations.lines().skip(1) {
        let mut columns = row.split('\t');
        let (Some(file), Some(expected)) = (columns.next(), columns.next()) else {
            panic!("row {row}")
        };
        let text = fs::read_to_string(corpus.join(file)).expect(file);
        let dockerfile = Dockerfile::parse(Arc::new(Source::new(file, text)));
        let (count, agrees) = if expected == "ok" {
            let result =
                fs::read_to_string(corpus.join(file).with_file_name("result")).expect(file);
            (&mut trees, dump(&dockerfile) == result.trim_end())
        } else {
            (&mut refusals, !dockerfile.problems().is_empty())
        };
        count.0 += usize::from(agrees);
        count.1 += 1;
        if !agrees {
            wrong.push(format!("{file}\n{}\n", dump(&dockerfile)));
        }
    }
    println!("{} of {} trees, {} of {} refusals", trees.0, trees.1, refusals.0, refusals.1);
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert_eq!((trees.1, refusals.1), (33, 4), "the whole set is there");
}

#[test]
fn a_broken_string_hides_nothing() {
    let Some(seed) = shared("seed/Dockerfile") else { return println!("skipped: no ../shared") };
    let text = fs::read_to_string(seed).expect("the seed's Dockerfile");
    let dockerfile = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
    let line = |byte| dockerfile.source().position(byte).line;
    let [problem] = dockerfile.problems() else { panic!("{:?}", dockerfile.problems()) };
    assert_eq!(dockerfile.source().slice(problem.span), "HEALTHCHECK");
    assert_eq!(line(problem.span.start), 87);
    assert_eq!(
        problem.related.iter().map(|related| line(related.0.start)).collect::<Vec<_>>(),
        [88, 89]
    );
    let stage = dockerfile.final_stage().expect("a stage");
    let health = stage.state.healthcheck.as_ref().expect("a HEALTHCHECK");
    assert_eq!((line(health.span.start), line(health.span.end)), (87, 98));
    let command = stage.state.cmd.as_ref().expect("a CMD");
    assert_eq!(line(command.span.start), 101);
    assert!(command.exec);
}

/// A path of the shared test data, which is not part of the project.
fn shared(path: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let given = std::env::var_os("SEAWORTHY_SHARED").map(PathBuf::from);
    [Some(beside), given]
        .into_iter()
        .flatten()
        .map(|shared| shared.join(path))
        .find(|path| path.exists())
}

/// The tree in BuildKit's notation.
fn dump(dockerfile: &Dockerfile) -> String {
    let lines =
        dockerfile.instructions().map(|instruction| format!("({})", dump_instruction(instruction)));
    lines.collect::<Vec<_>>().join("\n")
}

fn dump_instruction(instruction: &Instruction) -> String {
    let mut parts = vec![instruction.keyword.as_str().to_lowercase()];
    let flags: Vec<String> = instruction.flags.iter().map(|flag| quote(flag.word.text())).collect();
    if !flags.is_empty() {
        parts.push(format!("[{}]", flags.join(" ")));
    }
    parts.extend(instruction.arguments.iter().map(|argument| quote(argument.raw())));
    for pair in &instruction.pairs {
        let name = pair.name.raw();
        let value = pair.value.as_ref().map(Word::raw);
        if instruction.keyword == Keyword::Arg {
            parts.push(quote(
                &value.map_or_else(|| name.to_owned(), |value| format!("{name}={value}")),
            ));
        } else {
            let sign = if pair.legacy { "" } else { "=" };
            parts.extend([name, value.unwrap_or_default(), sign].map(quote));
        }
    }
    parts.extend(
        instruction.trigger.iter().map(|trigger| format!("({})", dump_instruction(trigger))),
    );
    parts.join(" ")
}

/// A text in quotes as Go writes it.
fn quote(text: &str) -> String {
    let escaped = text.chars().map(|char| match char {
        '"' | '\\' => format!("\\{char}"),
        '\x08' => "\\b".to_owned(),
        '\x0c' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\0'..=' ' if char != ' ' => format!("\\x{:02x}", u32::from(char)),
        _ => char.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
