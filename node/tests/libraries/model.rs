//! A model of the user's, run on each device of a simulated node. The simulator's models are JSON that
//! says how large inputs and outputs are; they copy the one to the other.

use crate::run::{facts, facts_of, program, written};
use seaworthy::node::{Status, Test};
use serde_json::json;

#[test]
fn outputs_are_compared_byte_by_byte() {
    let (_model, model) = written("copy.om", br#"{ "inputs": [4, 2], "outputs": [4, 2] }"#);
    let (_one, one) = written("one", b"abcd");
    let (_two, two) = written("two", b"xy");
    let (_other, other) = written("other", b"abCD");
    let [model, one, two, other] =
        [&model, &one, &two, &other].map(|path| path.to_str().expect("UTF-8"));
    let inputs = ["--model", model, "--input", one, "--input", two];
    for (further, status, detail, reason) in [
        (&["--expect", one, "--expect", two][..], Status::Ok, None, "as expected"),
        (&["--expect", one], Status::Ok, None, "only the first is compared"),
        (&[], Status::Ok, None, "that it runs is enough"),
        (&["--expect", other], Status::Wrong, None, "another"),
        (
            &["--expect", two],
            Status::Failed,
            Some("expected output 0 has 2 bytes; the model says 4"),
            "size",
        ),
        (
            &["--input", one],
            Status::Failed,
            Some("3 input files are given; the model has 2"),
            "many",
        ),
        (&["--input", "/nowhere"], Status::Failed, Some("/nowhere: No such file"), "no file"),
    ] {
        let args = ["--simulate", "healthy-310p", "--smoke", "model"];
        let facts = facts(&[&args[..], &inputs, further].concat());
        assert_eq!(facts.smoke.len(), 2);
        for smoke in &facts.smoke {
            assert_eq!((smoke.test, smoke.outcome.status), (Test::Model, status), "{reason}");
            let said = smoke.outcome.detail.as_deref().unwrap_or_default();
            assert!(said.contains(detail.unwrap_or_default()), "{said}: {reason}");
            if status == Status::Wrong {
                let wrong = smoke.mismatch.as_ref().expect("the byte that is wrong");
                assert_eq!((wrong.index, wrong.count), (2, 2));
                assert_eq!((wrong.expected.as_str(), wrong.actual.as_str()), ("67", "99"));
            }
        }
    }
}

#[test]
fn a_model_that_cannot_be_loaded_or_run_is_told() {
    let (_model, model) = written("copy.om", br#"{ "inputs": [], "outputs": [] }"#);
    let model = model.to_str().expect("UTF-8");
    let no_scenario = json!({ "devices": 1 });
    let failing = json!({
        "devices": 1,
        "faults": [{ "call": "aclmdlExecute", "then": { "return": 507_011 }, "message": "EE9999" }],
    });
    for (scenario, model, call, code) in [
        (&no_scenario, "/nowhere.om", "aclmdlLoadFromFile", 145_000),
        (&failing, model, "aclmdlExecute", 507_011),
    ] {
        let facts = facts_of(scenario, &["--model", model]);
        let [add, matmul, smoke] = facts.smoke.as_slice() else { panic!("three computations") };
        assert_eq!([add, matmul].map(|smoke| smoke.outcome.status), [Status::Ok; 2]);
        assert_eq!(smoke.outcome.call.as_deref(), Some(call));
        assert_eq!(smoke.outcome.code, Some(code));
    }
}

#[test]
fn a_model_has_to_be_named() {
    for args in [&["--smoke", "model"][..], &["--input", "x"], &["--expect", "x"]] {
        program().arg("facts").args(args).assert().code(2);
    }
}
