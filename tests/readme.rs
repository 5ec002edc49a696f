//! The README shows what the program really says.

use std::fs;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a text")
}

/// The day of the output in the READMEs: what is past its end of life depends on it.
const NOVEMBER_2026: &str = "1795392000";

/// Between these stands the list of all rules.
const LIST: [&str; 2] = ["<!-- rules -->\n", "<!-- end of rules -->\n"];

#[test]
fn each_readme_lists_all_rules() {
    for (path, lang) in [("README.md", "en"), ("README.zh.md", "zh")] {
        let readme = read(path);
        let run = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .args(["rules", "list", "--format", "markdown", "--lang", lang])
            .output()
            .expect("it runs");
        let list = String::from_utf8(run.stdout).expect("UTF-8");
        let (before, rest) = readme.split_once(LIST[0]).expect("the list begins");
        let (_, after) = rest.split_once(LIST[1]).expect("the list ends");
        let expected = [before, LIST[0], &list, LIST[1], after].concat();
        if std::env::var_os("SEAWORTHY_UPDATE").is_some() {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            fs::write(file, expected).expect("a file that can be written");
        } else {
            let update = "SEAWORTHY_UPDATE=1 cargo test --test readme";
            assert!(readme == expected, "{path} does not list the rules as they are: {update}");
        }
    }
}

/// The blocks of a README in a language: "```text" to "```".
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    let after = readme.split(opening.as_str()).skip(1);
    after.filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_output_in_each_readme_is_real() {
    let report: &[&str] = &["--color", "never"];
    for (path, lang, block, options) in [
        ("README.md", "en", "text", report),
        ("README.zh.md", "zh", "text", report),
        ("README.md", "en", "diff", &["--diff"]),
        ("README.zh.md", "zh", "diff", &["--diff"]),
    ] {
        let readme = read(path);
        let shown = blocks(&readme, block);
        let run = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
            .args(["check", "fixtures/ascend-platform", "--lang", lang])
            .args(options)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("COLUMNS", "100")
            .env("SOURCE_DATE_EPOCH", NOVEMBER_2026)
            .output()
            .expect("it runs");
        let said = String::from_utf8(run.stdout).expect("UTF-8");
        let parts = shown.iter().flat_map(|block| block.split('…')).map(str::trim);
        let mut parts = parts.filter(|part| !part.is_empty()).peekable();
        assert!(parts.peek().is_some(), "{path} shows output");
        for part in parts {
            assert!(said.contains(part), "{path} shows what is not said:\n{part}");
        }
    }
}

#[test]
fn the_rule_in_the_readme_passes_its_own_test() {
    let readme = read("README.md");
    let rule = blocks(&readme, "yaml").into_iter().find(|block| block.starts_with("code:"));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("owner.yaml"), rule.expect("a rule")).expect("a file");
    let run = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["rules", "test"])
        .arg(folder.path())
        .output()
        .expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}
