//! Copies of whole nodes: what is said about each is exactly its `facts.json`, of the form of the
//! schema, and taken by `seaworthy check`. `SEAWORTHY_UPDATE=1` writes them anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use assert_cmd::Command;
use seaworthy::discover::{self, discover};
use seaworthy::{Options, check};
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/node")
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(fixtures().join("roots")).expect("a directory");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().expect("UTF-8")).collect();
    names.sort();
    assert!(names.len() >= 8, "{names:?}");
    names
}

fn facts(dir: &Path, root: &str) -> String {
    let mut command = Command::cargo_bin("seaworthy-node").expect("it is built");
    command.current_dir(dir).env("SOURCE_DATE_EPOCH", "1798761600");
    let output = command.args(["facts", "--root", root]).assert().success().stderr("");
    String::from_utf8(output.get_output().stdout.clone()).expect("UTF-8")
}

#[test]
fn nodes_are_what_they_are() {
    for name in names() {
        let found = facts(&fixtures().join("roots"), &name);
        let path = fixtures().join(format!("facts/{name}.json"));
        if env::var_os("SEAWORTHY_UPDATE").is_some() {
            fs::write(&path, &found).expect("it can be written");
        }
        let expected = fs::read_to_string(&path).expect("facts");
        assert!(found == expected, "{name}: is now\n{found}");
    }
}

#[test]
fn facts_are_of_the_form_of_the_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/node-facts.schema.json");
    let schema = fs::read_to_string(path).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for name in names() {
        let found = facts(&fixtures().join("roots"), &name);
        let found = serde_json::from_str(&found).expect("JSON");
        let errors: Vec<_> = validator.iter_errors(&found).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn facts_are_taken_by_check() {
    let found = discover(&[fixtures().join("facts")], &discover::Options::default());
    assert!(found.errors.is_empty(), "{}", found.errors[0]);
    let report = check(found, &Options::default());
    assert!(report.errors.is_empty(), "{}", report.errors[0]);
    assert_eq!(report.files.read, names().len(), "each is found in the folder");
}

#[test]
fn a_host_that_is_mounted_is_no_copy() {
    let dir = fixtures().join("roots").join(&names()[0]);
    let mut command = Command::cargo_bin("seaworthy-node").expect("it is built");
    let output = command.arg("facts").arg("--host").arg(&dir).assert().success();
    let mounted: Value = serde_json::from_slice(&output.get_output().stdout).expect("JSON");
    let copy: Value = serde_json::from_str(&facts(&dir, ".")).expect("JSON");
    assert_eq!(mounted["node"]["name"], copy["node"]["name"], "of its file, not of this container");
    assert_eq!(mounted["driver"], copy["driver"], "where files are is the same");
    assert!(mounted["measurement"]["root"].is_null(), "whose files they are counts");
    assert!(mounted["measurement"]["uid"].is_u64(), "as does who looks at them");
    assert!(mounted["dcmi"].is_object() && copy["dcmi"].is_null(), "its libraries are asked");
}

#[test]
fn a_node_with_nothing_has_no_facts() {
    let dir = tempfile::tempdir().expect("a directory");
    let found: Value = serde_json::from_str(&facts(dir.path(), ".")).expect("JSON");
    let expected = serde_json::json!({
        "apiVersion": "seaworthy.dev/v1",
        "kind": "NodeFacts",
        "node": { "name": "" },
        "measurement": {
            "at": "2027-01-01T00:00:00Z",
            "by": concat!("seaworthy-node ", env!("CARGO_PKG_VERSION")),
            "root": ".",
            "backend": "none",
            "inContainer": false,
        },
    });
    assert_eq!(found, expected);
}

#[test]
fn a_root_that_is_none_is_an_error() {
    let mut command = Command::cargo_bin("seaworthy-node").expect("it is built");
    let output = command.args(["facts", "--root", "/nowhere"]).assert().code(2).stdout("");
    let error = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert_eq!(error, "error: /nowhere: No such file or directory (os error 2)\n");
}
