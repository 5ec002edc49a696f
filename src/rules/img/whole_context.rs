use crate::dockerfile::{Command, Flag, Instruction, Stage, Word};
use crate::rule::Hits;
use crate::run::Build;

/// Programs that install what a project depends on, and the words that make them do it.
const INSTALLERS: [(&str, &[&str]); 19] = [
    ("bun", &["ci", "i", "install"]),
    ("bundle", &["install"]),
    ("cargo", &["fetch"]),
    ("composer", &["install"]),
    ("conda", &["env create", "env update", "install"]),
    ("dotnet", &["restore"]),
    ("go", &["mod download"]),
    ("mamba", &["env create", "env update", "install"]),
    ("mix", &["deps.get"]),
    ("mvn", &["dependency:go-offline", "dependency:resolve"]),
    ("mvnw", &["dependency:go-offline", "dependency:resolve"]),
    ("npm", &["ci", "i", "install"]),
    ("pip", &["download", "install"]),
    ("pip3", &["download", "install"]),
    ("pipenv", &["install", "sync"]),
    ("pnpm", &["fetch", "i", "install"]),
    ("poetry", &["install"]),
    ("uv", &["pip install", "pip sync", "sync"]),
    ("yarn", &["", "install"]),
];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    if !build.copies().iter().any(|copy| whole(copy).is_some()) {
        return hits.skip();
    }
    for stage in build.stages() {
        judge_order(build, stage, hits);
    }
    // What is put off copies the context of another build.
    let all = build.stages().iter().flat_map(|stage| &stage.instructions);
    let mut unfiltered = all.filter(|copy| copy.flag("exclude").is_none());
    match (unfiltered.find_map(|copy| whole(copy)), build.has_ignore_file) {
        (Some(word), Some(false)) => {
            hits.case("all", build.place(word.span()), []);
        }
        (Some(_), None) => hits.unknown(),
        _ => {}
    }
}

/// Dependencies that are installed behind the first copy are installed anew whenever anything
/// changes.
fn judge_order(build: &Build, stage: &Stage, hits: &mut Hits) {
    let Some(at) = stage.instructions.iter().position(|next| whole(next).is_some()) else { return };
    let (before, after) = stage.instructions.split_at(at);
    let inherited = build.lineage(stage).skip(1).flat_map(|base| &base.instructions);
    let early: Vec<_> = inherited.chain(before).flat_map(|run| installs(run)).collect();
    let is_new = |(tool, _): &(&str, _)| early.iter().all(|early| early.0 != *tool);
    let late = after.iter().flat_map(|run| installs(run)).find(is_new);
    if let Some((word, (tool, command))) = whole(&after[0]).zip(late) {
        hits.case("early", build.place(word.span()), [("tool", &tool)])
            .related("install", build.place(command.span()));
    }
}

/// The whole build context, as the source of a copy.
fn whole(copy: &Instruction) -> Option<&Word> {
    let (sources, _) = copy.copied().filter(|_| copy.flag("from").is_none())?;
    sources.iter().find(|source| matches!(source.text(), "." | "./" | "/" | "*" | "./*" | "/*"))
}

/// The commands of an instruction that install dependencies, by tool. With a cache mount, what they
/// download is kept.
fn installs(run: &Instruction) -> Vec<(&'static str, &Command)> {
    let is_cache = |flag: &Flag| flag.name() == "mount" && flag.field("type") == Some("cache");
    if run.flags.iter().any(is_cache) {
        return Vec::new();
    }
    let commands = run.words.all().into_iter();
    commands.filter_map(|command| Some((installer(command)?, command))).collect()
}

fn installer(command: &Command) -> Option<&'static str> {
    let arguments: Vec<&str> = command.arguments().iter().map(Word::text).collect();
    let (program, arguments) = match (command.program()?, arguments.as_slice()) {
        (python, ["-m", module, rest @ ..]) if python.starts_with("python") => (*module, rest),
        (program, arguments) => (program, arguments),
    };
    let (tool, ways) = INSTALLERS.iter().find(|installer| installer.0 == program)?;
    let mut words: Vec<_> =
        arguments.iter().filter(|word| !word.starts_with('-')).copied().collect();
    if words.is_empty() {
        words.push("");
    }
    let ways = ways.iter().map(|way| way.split(' ').collect::<Vec<_>>());
    let way = ways.into_iter().find(|way| words.starts_with(way))?;
    // The project itself can only be installed when it is there.
    let what = &words[way.len()..];
    let is_listed =
        arguments.iter().any(|word| word.starts_with("-r") || word.starts_with("--req"));
    let is_own = !what.is_empty() && what.iter().all(|what| what.starts_with(['.', '/']));
    (is_listed || !is_own).then_some(tool)
}
