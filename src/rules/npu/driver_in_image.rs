use std::path::Path;

use crate::dockerfile::Command;
use crate::dockerfile::packages::Verb;
use crate::dockerfile::{Word, base_name};
use crate::npu;
use crate::rule::Hits;
use crate::run::Build;

/// Where the host's driver is mounted.
const DIRECTORIES: [&str; 2] = ["/usr/local/Ascend/driver", "/usr/local/Ascend/firmware"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = npu::base_image(build).is_some_and(|image| npu::is_ascend_image(&image));
    for step in build.shipped_steps() {
        let run = step.commands.iter().filter_map(|command| installer(command));
        let calls = step.calls();
        let installs = calls.iter().filter(|call| call.verb == Verb::Install);
        let packages = installs.flat_map(|call| &call.arguments.operands).map(|found| found.word);
        for word in run.chain(packages.filter(|word| is_driver(word))) {
            concerned = true;
            hits.case("installed", step.place(word.span()), [("file", &base_name(word.text()))]);
        }
    }
    let stages = build.shipped_stages();
    for instruction in stages.iter().flat_map(|stage| &stage.instructions) {
        let Some((_, target)) = instruction.action().copied() else { continue };
        if DIRECTORIES.iter().any(|directory| target.partial().starts_with(directory)) {
            concerned = true;
            let directory = target.partial();
            hits.case("copied", build.place(target.span()), [("directory", &directory)]);
        }
    }
    if !concerned {
        hits.skip();
    }
}

/// The installer that a command runs: as its program, or in a shell.
fn installer(command: &Command) -> Option<&Word> {
    let words = command.invocation();
    let is_run = |word: &&Word| {
        is_driver(word) && Path::new(word.text()).extension().is_some_and(|ending| ending == "run")
    };
    let first = words.first().filter(is_run);
    let in_shell = || {
        let is_shell = words
            .first()
            .is_some_and(|program| ["sh", "bash"].contains(&base_name(program.text())));
        words.iter().skip(1).find(|word| !word.text().starts_with('-')).filter(|_| is_shell)
    };
    first.or_else(|| in_shell().filter(is_run))
}

/// Whether this is named like the packages of driver and firmware: `Ascend-hdk-910b-npu-driver_….run`.
fn is_driver(word: &Word) -> bool {
    let name = base_name(word.text()).to_ascii_lowercase();
    ["npu-driver", "npu-firmware"].iter().any(|part| name.contains(part))
}
