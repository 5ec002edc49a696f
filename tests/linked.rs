//! What a Dockerfile and those who start its image say of one another.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use seaworthy::discover::{self, discover};
use seaworthy::document::{File, Format};
use seaworthy::report::{Format as ReportFormat, Report, Style, render};
use seaworthy::rule::RULES;
use seaworthy::source::Source;
use seaworthy::{Options, check};

const DOCKERFILE: &str = "\
FROM quay.io/ascend/cann:9.0.1-310p-ubuntu22.04-py3.11
RUN useradd --uid 1000 tern
EXPOSE 8000
USER tern
CMD [\"tern\", \"--port=8000\"]
";

const COMPOSE: &str = "\
services:
  tern:
    image: registry.example.com/llm/tern:dev
    build: ./tern
";

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: { name: tern }
spec:
  template:
    spec:
      securityContext: { runAsNonRoot: true }
      containers:
        - name: server
          image: registry.example.com/llm/tern:2.4.1
          livenessProbe: { httpGet: { path: /health, port: 8080 } }
          resources:
            limits: { huawei.com/Ascend910: 1 }
";

const PROJECT: [(&str, &str); 3] = [
    ("tern/Dockerfile", DOCKERFILE),
    ("compose.yaml", COMPOSE),
    ("deploy/deployment.yaml", DEPLOYMENT),
];

fn run(codes: &[&str], files: &[(&str, &str)], images: &[(&str, &str)]) -> Report {
    let parse = |(name, text): &(&str, &str)| {
        let format = Format::of_name(name).expect("a name that says what it is");
        File::parse(Arc::new(Source::new(*name, *text)), format)
    };
    let rules = RULES.iter().filter(|rule| codes.contains(&rule.code)).collect();
    let images = images.iter().map(|(name, path)| ((*name).to_owned(), PathBuf::from(path)));
    let options = Options { rules, images: images.collect(), ..Options::default() };
    check(files.iter().map(parse).collect(), &options)
}

/// What is found in a folder with these files.
fn discovered(codes: &[&str], files: &[(&str, &str)]) -> Report {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let found = discover(&[dir.path().to_owned()], &discover::Options::default());
    let rules = RULES.iter().filter(|rule| codes.contains(&rule.code)).collect();
    check(found, &Options { rules, ..Options::default() })
}

fn rendered(report: &Report, format: ReportFormat) -> String {
    let mut out = Vec::new();
    render(report, format, &Style::default(), &mut out).expect("a vector takes bytes");
    String::from_utf8(out).expect("text")
}

#[test]
fn reports_show_both_sides() {
    let report = run(&["SEC-001", "REL-014", "NPU-026"], &PROJECT, &[]);
    let mut both: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let related = finding.related.iter().map(|related| &related.place);
            let places = std::iter::once(&finding.place).chain(related);
            let lines = places.map(|at| format!("{}:{}", at.source.name(), at.start().line));
            format!("{} {}", finding.rule.code, lines.collect::<Vec<_>>().join(" "))
        })
        .collect();
    both.sort();
    let manifest = "deploy/deployment.yaml";
    assert_eq!(
        both,
        [
            format!("NPU-026 {manifest}:10 {manifest}:13 tern/Dockerfile:1"),
            format!("REL-014 {manifest}:11 tern/Dockerfile:3"),
            format!("SEC-001 {manifest}:10 tern/Dockerfile:4 {manifest}:7"),
        ]
    );

    let text = rendered(&report, ReportFormat::Text);
    for place in ["tern/Dockerfile:1", "tern/Dockerfile:3", "tern/Dockerfile:4"] {
        assert!(text.contains(place), "{place} in {text}");
    }
    let sarif = rendered(&report, ReportFormat::Sarif);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    let results = sarif.pointer("/runs/0/results").and_then(|results| results.as_array());
    for result in results.expect("results") {
        let related = result["relatedLocations"].as_array().expect("related locations");
        let uri = |related: &serde_json::Value| {
            related.pointer("/physicalLocation/artifactLocation/uri").cloned()
        };
        assert!(related.iter().any(|one| uri(one) == Some("tern/Dockerfile".into())), "{result}");
    }
}

#[test]
fn images_are_linked_by_what_somebody_says() {
    let service = |image: &str, build: &str| {
        format!("services:\n  a:\n    image: {image}\n    build: {build}\n")
    };
    let skaffold = |artifact: &str| {
        format!(
            "apiVersion: skaffold/v4beta13\nkind: Config\nbuild:\n  artifacts:\n  - {artifact}\n"
        )
    };
    let name = "registry.example.com/llm/tern";
    let ours = (name, "tern/Dockerfile");
    for (path, other, images, expected, reason) in [
        ("compose.yaml", service(name, "tern"), &[][..], true, "Compose"),
        ("compose.yaml", service(&format!("{name}:${{TAG}}"), "tern"), &[], true, "of any tag"),
        ("compose.yaml", service("${REGISTRY}/llm/tern", "tern"), &[], false, "any registry"),
        ("compose.yaml", service("other.example.com/llm/tern", "tern"), &[], false, "another"),
        ("compose.yaml", service(name, "elsewhere"), &[], false, "a Dockerfile that is not here"),
        (
            "skaffold.yaml",
            skaffold(&format!("{{image: {name}, context: tern}}")),
            &[],
            true,
            "Skaffold",
        ),
        (
            "skaffold.yaml",
            skaffold(&format!("{{image: {name}, kaniko: {{dockerfile: tern/Dockerfile}}}}")),
            &[],
            true,
            "Skaffold with Kaniko",
        ),
        (
            "skaffold.yaml",
            skaffold(&format!("{{image: {name}, context: tern, jib: {{}}}}")),
            &[],
            false,
            "Jib needs no Dockerfile",
        ),
        ("other.yaml", "a: 1\n".to_owned(), &[ours], true, "the configuration"),
        ("other.yaml", "a: 1\n".to_owned(), &[(name, "./x/../tern/Dockerfile")], true, "its path"),
        (
            "compose.yaml",
            service(name, "tern"),
            &[(name, "elsewhere/Dockerfile")],
            false,
            "the configuration knows better",
        ),
        ("other.yaml", "a: 1\n".to_owned(), &[], false, "nobody"),
    ] {
        let files = [PROJECT[0], (path, other.as_str()), PROJECT[2]];
        let report = run(&["NPU-026"], &files, images);
        assert_eq!(!report.findings.is_empty(), expected, "{path}: {reason}");
    }
}

#[test]
fn of_several_dockerfiles_the_tag_tells() {
    let compose = "services:\n  a: {image: 'registry.example.com/llm/tern:a2', build: a2}\n  b: {image: 'registry.example.com/llm/tern:duo', build: duo}\n";
    let a2 = "FROM quay.io/ascend/cann:9.0.1-910b-ubuntu22.04-py3.11\n";
    for (tag, expected, reason) in [
        ("a2", 0, "the one that fits"),
        ("duo", 1, "the other one"),
        ("2.4.1", 0, "perhaps either"),
    ] {
        let deployment = DEPLOYMENT.replace("2.4.1", tag);
        let files = [
            ("a2/Dockerfile", a2),
            ("duo/Dockerfile", DOCKERFILE),
            ("compose.yaml", compose),
            ("deployment.yaml", &deployment),
        ];
        assert_eq!(run(&["NPU-026"], &files, &[]).findings.len(), expected, "{reason}");
    }
}

#[test]
fn kustomize_gives_images_their_names() {
    let base = DEPLOYMENT.replace("registry.example.com/llm/tern:2.4.1", "tern");
    let overlay = |name: &str, new_name: &str| {
        format!(
            "resources: [../base]\nimages: [{{name: {name}, newName: {new_name}, newTag: 2.4.1}}]\n"
        )
    };
    let ours = overlay("tern", "registry.example.com/llm/tern");
    let other = overlay("gull", "registry.example.com/llm/tern");
    let elsewhere = overlay("tern", "registry.example.com/llm/gull");
    for (overlays, expected, reason) in [
        (&[&ours][..], 1, "by an overlay"),
        (&[&other], 0, "another image"),
        (&[&elsewhere], 0, "another name"),
        (&[&elsewhere, &ours], 1, "by one of two overlays"),
        (&[], 0, "no overlay"),
    ] {
        let names = ["prod/kustomization.yaml", "test/kustomization.yaml"];
        let overlays = names.into_iter().zip(overlays.iter().map(|text| text.as_str()));
        let files = [
            PROJECT[0],
            PROJECT[1],
            ("base/kustomization.yaml", "resources: [deployment.yaml]\n"),
            ("base/deployment.yaml", base.as_str()),
        ];
        let files: Vec<_> = files.into_iter().chain(overlays).collect();
        assert_eq!(discovered(&["NPU-026"], &files).findings.len(), expected, "{reason}");
    }
}
