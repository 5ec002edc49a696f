//! Compiles `rules/<family>/<name>.yaml` into the static table `RULES`.
//!
//! The rule `rules/sec/host-port.yaml` that applies to containers is judged by
//! `crate::rules::sec::host_port::container`: a rule without its function does not compile, and a
//! function without its rule is dead code. What is wrong in a file is said with its place.

#![expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the build needs a part of what it shares"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

// The parser and the reader are the program's own, so that there is one form of rule file.
#[path = "../src/lang.rs"]
mod lang;
#[path = "../src/rule"]
mod rule {
    pub(crate) mod file;
}
#[path = "../src/source.rs"]
mod source;
#[path = "../src/yaml/mod.rs"]
mod yaml;

use lang::Lang;
use rule::file::{CaseFile, RuleFile, Words};
use source::Source;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/lang.rs");
    println!("cargo::rerun-if-changed=src/rule/file.rs");
    println!("cargo::rerun-if-changed=src/source.rs");
    println!("cargo::rerun-if-changed=src/yaml");

    let mut codes = BTreeMap::new();
    let mut yielding = Vec::new();
    let mut table = String::new();
    for family in entries(Path::new("rules")).iter().filter(|path| path.is_dir()) {
        let mut rules: Vec<_> =
            entries(family).iter().map(|file| (read(file), file.clone())).collect();
        rules.sort_by(|a, b| a.0.code.cmp(&b.0.code));
        for (rule, file) in rules {
            let family = text_of(file.parent().and_then(Path::file_name));
            let name = text_of(file.file_stem());
            let wanted = rule.code.split('-').next().unwrap_or_default().to_lowercase();
            assert!(
                family == wanted,
                "{}: {} belongs in rules/{wanted}",
                file.display(),
                rule.code
            );
            yielding.extend(rule.yields_to.iter().map(|to| (to.clone(), file.clone())));
            let other = codes.insert(rule.code.clone(), name.clone());
            assert!(other.is_none(), "{}: {} is taken by {other:?}", file.display(), rule.code);
            table += &entry(&rule, &family, &name);
        }
    }
    for (code, file) in yielding {
        assert!(codes.contains_key(&code), "{}: there is no {code} to yield to", file.display());
    }
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("rules.rs");
    let doc = "/// All built-in rules, by family and code.";
    fs::write(out, format!("{doc}\npub static RULES: &[Rule] = &[\n{table}];\n"))
        .expect("OUT_DIR is writable");
}

/// The paths in `dir`, in order.
fn entries(dir: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut paths: Vec<_> = read.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn text_of(name: Option<&std::ffi::OsStr>) -> String {
    name.and_then(|name| name.to_str()).expect("names of rules are ASCII").to_owned()
}

/// Reads a rule file. Whatever is wrong with it ends the build.
fn read(file: &Path) -> RuleFile {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let source = Arc::new(Source::new(file.display().to_string(), text));
    let parsed = yaml::parse(&source);
    let tree = parsed.trees.first();
    let read = tree.map_or_else(|| Err(Vec::new()), RuleFile::read);
    let problems: Vec<_> = parsed
        .problems
        .into_iter()
        .chain(read.as_ref().err().into_iter().flatten().cloned())
        .collect();
    for problem in &problems {
        let at = source.position(problem.span.start);
        println!(
            "cargo::error={}:{}:{}: {}",
            source.name(),
            at.line,
            at.column,
            problem.message.say(Lang::En)
        );
    }
    assert!(problems.is_empty(), "{} is not in order", file.display());
    read.unwrap_or_else(|_| panic!("{} is empty", file.display()))
}

/// The table entry of a rule.
fn entry(rule: &RuleFile, family: &str, name: &str) -> String {
    let module = name.replace('-', "_");
    let mut checks = String::new();
    for subject in &rule.subjects {
        write!(checks, "{subject}: Some(crate::rules::{family}::{module}::{subject}), ")
            .expect("a string takes text");
    }
    let subjects: Vec<_> =
        rule.subjects.iter().map(|subject| format!("Subject::{}", capital(subject))).collect();
    format!(
        "Rule {{
            code: {code:?},
            name: {name:?},
            severity: Severity::{severity},
            profile: Profile::{profile},
            subjects: &[{subjects}],
            kinds: &{kinds:?},
            attestable: {attestable},
            yields_to: &{yields_to:?},
            title: {title},
            cases: &[{cases}],
            related: &[{related}],
            rationale: {rationale},
            remediation: {remediation},
            compliance: &{compliance:?},
            references: &{references:?},
            pass: &{pass:?},
            fail: &{fail:?},
            checks: Checks {{ {checks}..Checks::NONE }},
        }},\n",
        code = rule.code,
        severity = capital(&rule.severity),
        profile = capital(&rule.profile),
        subjects = subjects.join(", "),
        kinds = rule.kinds,
        attestable = rule.attestable,
        yields_to = rule.yields_to,
        title = words(&rule.title),
        cases = rule.cases.iter().map(case).collect::<String>(),
        related = named(&rule.related),
        rationale = words(&rule.rationale),
        remediation = words(&rule.remediation),
        compliance = rule.compliance,
        references = rule.references,
        pass = rule.pass,
        fail = rule.fail,
    )
}

fn case(case: &CaseFile) -> String {
    format!(
        "Case {{ name: {name:?}, severity: Severity::{severity}, message: {message} }}, ",
        name = case.name,
        severity = capital(&case.severity),
        message = words(&case.text),
    )
}

fn words(words: &Words) -> String {
    format!("Text {{ en: {:?}, zh: {:?} }}", words.en, words.zh)
}

fn named(texts: &[(String, Words)]) -> String {
    texts.iter().map(|(name, text)| format!("({name:?}, {}), ", words(text))).collect()
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
