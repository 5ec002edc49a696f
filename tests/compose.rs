//! What other files of a run say of a Compose file.

use std::sync::Arc;

use seaworthy::document::{File, Format};
use seaworthy::rule::{RULES, Rule, custom};
use seaworthy::source::Source;
use seaworthy::{Options, check};

/// The lines on which a rule finds something in the first of these files.
fn lines(code: &str, files: &[(&str, &str)]) -> Vec<usize> {
    lines_of(RULES.iter().find(|rule| rule.code == code).expect(code), files)
}

fn lines_of(rule: &'static Rule, files: &[(&str, &str)]) -> Vec<usize> {
    let parse = |(name, text): &(&str, &str)| {
        let format = Format::of_name(name).expect("a name that says what it is");
        File::parse(Arc::new(Source::new(*name, *text)), format)
    };
    let rules = vec![rule];
    let report = check(files.iter().map(parse).collect(), &Options { rules, ..Options::default() });
    let found = report.findings.iter().map(|finding| &finding.place);
    found.filter(|at| at.source.name() == files[0].0).map(|at| at.start().line).collect()
}

#[test]
fn the_health_check_of_a_service_may_be_in_its_dockerfile() {
    let checked =
        "FROM a AS base\nHEALTHCHECK CMD [\"/probe\"]\nFROM base AS web\nFROM b AS tool\n";
    for (build, path, dockerfile, expected, reason) in [
        (".", "x/Dockerfile", "FROM a\nHEALTHCHECK CMD /probe\n", &[][..], "beside it"),
        (".", "x/Dockerfile", "FROM a\nHEALTHCHECK NONE\n", &[2], "switched off there"),
        (".", "x/Dockerfile", "FROM a\n", &[2], "none there"),
        (".", "Dockerfile", "FROM a\nHEALTHCHECK CMD /probe\n", &[2], "somebody else's"),
        ("{target: web}", "x/./Dockerfile", checked, &[], "of the stage below"),
        ("{context: .}", "x/Dockerfile", checked, &[2], "of a stage that is not the last"),
        (
            "{context: ../y, dockerfile: a/web.Dockerfile, target: base}",
            "y/a/web.Dockerfile",
            checked,
            &[],
            "elsewhere",
        ),
        ("{dockerfile_inline: FROM a}", "x/Dockerfile", checked, &[2], "inline"),
        ("~", "x/Dockerfile", "FROM a\nHEALTHCHECK CMD /probe\n", &[2], "not built"),
    ] {
        let compose = format!("services:\n  web:\n    image: web:1\n    build: {build}\n");
        let files = [("x/compose.yaml", compose.as_str()), (path, dockerfile)];
        assert_eq!(lines("REL-042", &files), expected, "{reason}");
    }
}

#[test]
fn what_a_compose_file_lacks_may_be_in_an_overlay() {
    const FILE: &str =
        "services:\n  web: {image: web:1, volumes: [data:/data]}\nvolumes: {logs: {}}\n";
    for (name, other, expected, reason) in [
        ("docker-compose.dev.yaml", "y/compose.yaml", &[2, 3][..], "on its own"),
        ("compose.yaml", "compose.dev.yaml", &[], "one beside it"),
        ("compose.yaml", "./compose.dev.yaml", &[], "one beside it, by another path"),
        ("web.yaml", "db.yaml", &[2, 3], "stacks beside each other"),
        ("compose.override.yaml", "y/compose.yaml", &[], "it is one itself"),
    ] {
        assert_eq!(lines("REL-043", &[(name, FILE), (other, FILE)]), expected, "{name}: {reason}");
    }
}

#[test]
fn a_rule_of_ones_own_may_look_at_the_whole_file() {
    const RULE: &str = "code: ORG-001\nseverity: low\nprofile: default\napplies-to: [compose]\n\
        title: &text {en: a, zh: b}\nmessage: *text\nrationale: *text\nremediation: *text\n\
        assert: {properties: {name: {const: shop}}, required: [name]}\n";
    let rule = custom::read(&Arc::new(Source::new("rule.yaml", RULE)), "own").expect("a rule");
    for (text, expected, reason) in [
        ("name: shop\nservices: {web: {image: web:1}}\n", &[][..], "as it should be"),
        ("services: {web: {image: web:1}}\n", &[1], "no name"),
        ("services: {web: {image: web:1}}\nname: other\n", &[2], "another name"),
    ] {
        assert_eq!(lines_of(rule, &[("compose.yaml", text)]), expected, "{reason}");
    }
}
