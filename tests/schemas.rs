//! Reports keep to their schemas, and SARIF to what GitHub wants beyond its schema.

mod sample;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jsonschema::Validator;
use seaworthy::document::{self, File};
use seaworthy::lang::Lang;
use seaworthy::report::{Format, Report, Style, render};
use seaworthy::rule::RULES;
use seaworthy::source::Source;
use seaworthy::{Options, check};
use serde_json::Value;

fn validator(schema: &str) -> Validator {
    // A pattern in the schema of SARIF has a bracket too many.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema = serde_json::from_str(&schema).expect("schemas are JSON");
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema).expect("schemas are valid")
}

fn rendered(report: &Report, format: Format, style: &Style) -> Value {
    let mut out = Vec::new();
    render(report, format, style, &mut out).expect("a vector takes bytes");
    serde_json::from_slice(&out).expect("JSON")
}

/// The files below `dir` that seaworthy reads, in order.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("entry").path());
    let mut paths: Vec<_> = entries.collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    paths.into_iter().flat_map(below).collect()
}

fn parse(path: &Path) -> Option<File> {
    let name = path.to_str().expect("names of fixtures are UTF-8");
    let format = document::Format::of_name(name)?;
    let text = fs::read_to_string(path).expect("fixtures are UTF-8");
    Some(File::parse(Arc::new(Source::new(name, text)), format))
}

/// What is to be rendered: a run over all fixtures, one with one of everything, and an empty one.
fn reports() -> Vec<(&'static str, Report)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let fixtures = files(&root).iter().filter_map(|path| parse(path)).collect();
    let options = Options { rules: RULES.iter().collect(), ..Options::default() };
    let of_fixtures = check(fixtures, &options);
    assert!(of_fixtures.findings.len() > 1, "the fixtures have faults");
    vec![
        ("fixtures", of_fixtures),
        ("sample", sample::report()),
        ("empty", sample::run(Vec::new())),
    ]
}

/// Every report in every style that matters to programs.
fn each_rendered(format: Format, test: impl Fn(&Value, &str)) {
    for (name, report) in reports() {
        for lang in [Lang::En, Lang::Zh] {
            for show_suppressed in [false, true] {
                let style = Style { lang, show_suppressed, ..Style::default() };
                let what = format!("{name}, {lang:?}, suppressed shown: {show_suppressed}");
                test(&rendered(&report, format, &style), &what);
            }
        }
    }
}

#[test]
fn reports_keep_to_their_schemas() {
    for (format, schema) in [
        (Format::Json, include_str!("../schemas/report.schema.json")),
        (Format::Sarif, include_str!("../schemas/sarif-2.1.0.schema.json")),
    ] {
        let validator = validator(schema);
        each_rendered(format, |report, what| {
            let faults: Vec<_> = validator
                .iter_errors(report)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{} of {what}: {faults:#?}", format.as_str());
        });
    }
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[test]
fn sarif_is_what_github_wants() {
    each_rendered(Format::Sarif, |log, what| {
        let rules = list(log, "/runs/0/tool/driver/rules");
        for rule in rules {
            let properties = &rule["properties"];
            let security = list(properties, "/tags").contains(&Value::from("security"));
            assert_eq!(properties.get("security-severity").is_some(), security, "{what}: {rule}");
            assert_eq!(properties.get("problem.severity").is_some(), !security, "{what}: {rule}");
        }
        let results = list(log, "/runs/0/results");
        let suppressible = results.iter().filter(|result| result.get("suppressions").is_some());
        assert!([0, results.len()].contains(&suppressible.count()), "{what}: on all or on none");
        for result in results {
            let index = result["ruleIndex"].as_u64().expect("an index");
            let rule = &rules[usize::try_from(index).expect("a small index")];
            assert_eq!(rule["id"], result["ruleId"], "{what}");
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let number = |key: &str| region[key].as_u64().expect("all four coordinates are there");
            let start = (number("startLine"), number("startColumn"));
            assert!(start <= (number("endLine"), number("endColumn")), "{what}: {region}");
            assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string(), "{what}");
            let text = result["message"]["text"].as_str().expect("text");
            for related in list(result, "/relatedLocations") {
                assert!(text.contains(&format!("]({})", related["id"])), "{what}: {text}");
            }
        }
    });
}

#[test]
fn programs_are_told_the_edits_that_mend_a_fault() {
    let (_, report) = reports().swap_remove(0);
    let style = Style::default();
    let [json, sarif] =
        [Format::Json, Format::Sarif].map(|format| rendered(&report, format, &style));
    let findings = list(&json, "/findings").iter().filter_map(|finding| finding.get("fix"));
    let of_findings: Vec<&Value> =
        findings.flat_map(|fix| fix.as_array().expect("edits")).collect();
    let results = list(&sarif, "/runs/0/results").iter();
    let of_results: Vec<&Value> = results
        .flat_map(|result| list(result, "/fixes/0/artifactChanges/0/replacements"))
        .collect();
    assert!(!of_findings.is_empty(), "the fixtures have faults with one right answer");
    assert_eq!(of_findings.len(), of_results.len());
    for (edit, replacement) in of_findings.into_iter().zip(of_results) {
        let text = replacement.pointer("/insertedContent/text").and_then(Value::as_str);
        assert_eq!(edit["text"], text.unwrap_or_default());
        let region = &replacement["deletedRegion"];
        assert_eq!(edit["span"]["start"]["line"], region["startLine"]);
        assert_eq!(edit["span"]["end"]["column"], region["endColumn"]);
    }
}

#[test]
fn rules_lead_to_the_controls_that_they_are_part_of() {
    each_rendered(Format::Sarif, |log, what| {
        let taxonomies = list(log, "/runs/0/taxonomies");
        let supported = list(log, "/runs/0/tool/driver/supportedTaxonomies");
        assert_eq!(supported.len(), taxonomies.len(), "{what}");
        let of = |reference: &Value| {
            let index = reference["index"].as_u64().expect("an index");
            let taxonomy = &taxonomies[usize::try_from(index).expect("a small index")];
            assert_eq!(taxonomy["name"], reference["name"], "{what}");
            list(taxonomy, "/taxa").to_vec()
        };
        assert!(supported.iter().all(|reference| !of(reference).is_empty()), "{what}");
        for rule in list(log, "/runs/0/tool/driver/rules") {
            for relationship in list(rule, "/relationships") {
                let target = &relationship["target"];
                let taxa = of(&target["toolComponent"]);
                assert!(taxa.iter().any(|taxon| taxon["id"] == target["id"]), "{what}: {target}");
            }
        }
    });
}

#[test]
fn fingerprints_are_unique() {
    each_rendered(Format::Json, |report, what| {
        let all = list(report, "/findings").iter().chain(list(report, "/suppressed"));
        let mut fingerprints: Vec<_> = all.map(|finding| finding["fingerprint"].as_str()).collect();
        let count = fingerprints.len();
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), count, "{what}");
    });
}

#[test]
fn programs_see_one_of_everything() {
    let style = Style { lang: Lang::Zh, show_suppressed: true, ..Style::default() };
    for format in [Format::Json, Format::Sarif] {
        let mut out = Vec::new();
        render(&sample::report(), format, &style, &mut out).expect("a vector takes bytes");
        let text = String::from_utf8(out).expect("text");
        let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
        let text = text.replace(&version, "\"<version>\"");
        insta::assert_snapshot!(format.as_str(), text);
    }
}
