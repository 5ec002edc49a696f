use super::*;
use crate::Options;
use crate::document::{File, Format};
use crate::lang::Lang;
use crate::rule::RULES;
use crate::source::Source;

fn sec_002() -> &'static Rule {
    RULES.iter().find(|rule| rule.code == "SEC-002").expect("SEC-002")
}

/// The lines of open findings, the reasons of accepted ones, and what is warned of.
fn run(text: &str, locked: &[String]) -> (Vec<usize>, Vec<String>, Vec<String>) {
    let file = File::parse(Arc::new(Source::new("pod.yaml", text)), Format::Yaml);
    let mut suppressions = in_comments(&file);
    let mut judgements = judge(file, &[sec_002()]);
    suppressions.extend(in_notes(&judgements));
    let (accepted, warnings) =
        apply(&mut judgements, suppressions, locked, &[sec_002()], &[sec_002()]);
    let open = judgements.iter().flat_map(|judgement| &judgement.findings);
    (
        open.map(|finding| finding.place.start().line).collect(),
        accepted.into_iter().map(|accepted| accepted.reason).collect(),
        warnings.iter().map(|warning| warning.say(Lang::En)).collect(),
    )
}

/// A pod whose containers `a` and `b` both break SEC-002, with a comment in one place.
fn pod(behind_name: &str, above_item: &str, above_spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\n{above_spec}\nspec:\n  containers:\n  {above_item}\n  - name: a {behind_name}\n    image: x\n  - name: b\n"
    )
}

#[test]
fn a_comment_accepts_its_line_or_what_begins_below_it() {
    let comment = "# seaworthy: ignore[SEC-002] it writes a cache";
    for (text, open, reason) in [
        (pod("", "", ""), vec![8, 10], "no comment"),
        (pod(comment, "", ""), vec![10], "behind the value: its line"),
        (pod("", comment, ""), vec![10], "above a list item: the item"),
        (pod("", "", comment), vec![], "above a key: all that is in it"),
        (format!("{comment}\n{}", pod("", "", "")), vec![], "above a document: all of it"),
        (pod("", "# seaworthy: ignore[read-only-root-filesystem] x", ""), vec![10], "by name"),
        (pod("", "# seaworthy: ignore[REL-001, SEC-002] x", ""), vec![10], "one of several"),
    ] {
        assert_eq!(run(&text, &[]).0, open, "{reason}");
    }
    assert_eq!(run(&pod(comment, "", ""), &[]).1, ["it writes a cache"]);
}

#[test]
fn an_annotation_accepts_its_unit() {
    let text = pod("", "", "").replace(
        "{name: x}",
        "{name: x, annotations: {seaworthy.dev/ignore.SEC-002: it writes a cache}}",
    );
    let (open, reasons, warnings) = run(&text, &[]);
    assert_eq!((open.len(), reasons.len(), warnings.len()), (0, 2, 0));
}

#[test]
fn what_has_no_effect_is_told() {
    let said = |comment: &str, locked: &[String]| {
        let (open, _, warnings) = run(&pod("", comment, ""), locked);
        assert_eq!(open, [8, 10], "{comment} has an effect");
        assert_eq!(warnings.len(), 1, "{comment}: {warnings:?}");
        warnings.into_iter().next().expect("a warning")
    };
    assert!(
        said("# seaworthy: ignore[SEC-002]", &[])
            .starts_with("pod.yaml:7:3: this suppression has no effect")
    );
    assert!(said("# seaworthy: ignore[SEC-999] x", &[]).contains("no rule is called \"SEC-999\""));
    assert!(said("# seaworthy: ignroe[SEC-002] x", &[]).contains("not understood"));
    assert!(said("# seaworthy: ignore[SEC-002] x", &["SEC".to_owned()]).contains("locks it"));
    let (_, _, warnings) =
        run(&format!("# seaworthy: ignore[SEC-002] x\n{}", "apiVersion: v1\nkind: Service\n"), &[]);
    assert!(warnings[0].contains("nothing is found here"), "{warnings:?}");
}

#[test]
fn text_that_looks_like_a_comment_is_none() {
    let text =
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    # seaworthy: ignore[SEC-002] x\n";
    assert!(run(text, &[]).2.is_empty());
}

#[test]
fn attestations_without_effect_are_told() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations:\n    seaworthy.dev/attest.SEC-002: it is\n    seaworthy.dev/attest.OBS-999: it is\n    seaworthy.dev/attest.OBS-002: ''\n    seaworthy.dev/attest.OBS-003: by the mesh\nspec:\n  containers: [{name: a}]\n";
    let file = File::parse(Arc::new(Source::new("pod.yaml", text)), Format::Yaml);
    let judgements = judge(file, &[]);
    let known: Vec<_> = RULES.iter().collect();
    let said = idle_attestations(&judgements, &known);
    let lines: Vec<_> = said.iter().filter_map(Error::position).map(|at| at.line).collect();
    assert_eq!(lines, [6, 7, 8], "not attestable, unknown, without a word; and the last is right");
}

#[test]
fn a_comment_in_a_dockerfile_accepts_an_instruction_or_the_next_line_of_one() {
    let literal_secret = RULES.iter().find(|rule| rule.code == "SEC-021").expect("SEC-021");
    let run = |text: &str, format: Format| {
        let file = File::parse(Arc::new(Source::new("x", text)), format);
        let suppressions = in_comments(&file);
        let mut judgements = judge(file, &[literal_secret]);
        apply(&mut judgements, suppressions, &[], &[literal_secret], &[literal_secret]);
        let open = judgements.iter().flat_map(|judgement| &judgement.findings);
        open.map(|finding| finding.place.start().line).collect::<Vec<_>>()
    };
    let comment = "# seaworthy: ignore[SEC-021] a test account";
    let between = format!(
        "FROM a:1\nENV A_PASSWORD=c0rrect-horse \\\n{comment}\n  B_PASSWORD=battery-st4ple\n"
    );
    let above = format!(
        "FROM a:1\n{comment}\nENV A_PASSWORD=c0rrect-horse \\\n  B_PASSWORD=battery-st4ple\n"
    );
    assert_eq!(run(&between, Format::Dockerfile), [2], "between: the next line");
    assert_eq!(run(&above, Format::Dockerfile), [0; 0], "above: all of it");
    let inline = |text: &str| {
        let lines = text.trim().replace('\n', "\n        ");
        format!("services:\n  a:\n    build:\n      dockerfile_inline: |\n        {lines}\n")
    };
    assert_eq!(run(&inline(&between), Format::Yaml), [6], "between, in a Compose file");
    assert_eq!(run(&inline(&above), Format::Yaml), [0; 0], "above, in a Compose file");
}

fn judge(file: File, rules: &[&'static Rule]) -> Vec<Judgement> {
    let options = Options { rules: rules.to_vec(), ..Options::default() };
    crate::engine::judge(&[file], &options)
}
