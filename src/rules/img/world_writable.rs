use crate::dockerfile::mode::is_world_writable;
use crate::dockerfile::options::{Arguments, Operand};
use crate::dockerfile::{Command, Dockerfile, Keyword, Word, base_name};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps() {
        for command in &step.commands {
            if let Some((mode, word)) = mode(build, command)
                && is_world_writable(&mode)
            {
                hits.case("command", step.place(word.span()), [("mode", &mode)]);
            }
        }
    }
    for instruction in build.stages().iter().flat_map(|stage| &stage.instructions) {
        let copies = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
        let Some(flag) = instruction.flag("chmod").filter(|_| copies) else { continue };
        let Some(mode) = flag.value.as_ref().and_then(Word::known) else { continue };
        if is_world_writable(mode) {
            let keyword = instruction.keyword.as_str();
            let place = build.place(flag.word.span());
            hits.case("copy", place, [("mode", &mode), ("keyword", &keyword)]);
        }
    }
}

/// The mode that a command gives to files, and where it stands.
fn mode<'a>(file: &Dockerfile, command: &'a Command) -> Option<(String, &'a Word)> {
    let words = command.invocation();
    let exec = words.iter().position(|word| matches!(word.text(), "-exec" | "-execdir"));
    let words = exec.map_or(words, |at| &words[at + 1..]);
    let (program, words) = words.split_first()?;
    match base_name(program.text()) {
        "chmod" => {
            let arguments = Arguments::read(file, words, "reference");
            let (mode, targets) = arguments.operands.split_first()?;
            // A device is no file of the image.
            let in_image = |target: &Operand| !target.text.starts_with("/dev/");
            targets.iter().any(in_image).then(|| (mode.text.clone(), mode.word))
        }
        "mkdir" | "mkfifo" | "install" => {
            let arguments = Arguments::read(file, words, "m o g mode owner group");
            let option = arguments.option(&["m", "mode"])?;
            Some((option.value.clone()?, option.word))
        }
        _ => None,
    }
}
