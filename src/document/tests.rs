use super::*;

#[test]
fn files_are_recognised_by_name() {
    for (name, expected) in [
        ("Dockerfile", Some(Format::Dockerfile)),
        ("a/b/Dockerfile.dev", Some(Format::Dockerfile)),
        ("api.Dockerfile", Some(Format::Dockerfile)),
        ("Containerfile", Some(Format::Dockerfile)),
        ("Dockerfile-dev", Some(Format::Dockerfile)),
        ("Dockerfile_dev", Some(Format::Dockerfile)),
        ("Dockerfile-1.21", Some(Format::Dockerfile)),
        ("Dockerfile.alpine3.20", Some(Format::Dockerfile)),
        ("dockerfile.prod", Some(Format::Dockerfile)),
        ("Dockerfile.dockerignore", None),
        ("Dockerfile.md", None),
        ("Dockerfile.j2", None),
        ("Dockerfile.dev.TMPL", None),
        ("Dockerfile.bak", None),
        ("Dockerfile~", None),
        ("Dockerfile.dev~", None),
        (".Dockerfile.swp", None),
        ("Dockerfile.png", None),
        ("dockerfile.vim", None),
        ("dockerfiles", None),
        ("dockerfile-parser.ts", None),
        ("base/Kustomization", Some(Format::Yaml)),
        ("deploy.yaml", Some(Format::Yaml)),
        ("list.json", Some(Format::Yaml)),
        ("README.md", None),
        ("dockerfile_lint.py", None),
    ] {
        assert_eq!(Format::of_name(name), expected, "{name}");
    }
}

#[test]
fn documents_are_recognised_by_content() {
    for (text, expected) in [
        ("apiVersion: v1\nkind: Pod\n", "objects"),
        ("services:\n  a:\n    image: b\n", "compose"),
        ("services:\n- docker:dind\n", "nothing"),
        ("services:\n  a: {port: 1}\n", "nothing"),
        ("services: {a: {build: {dockerfile_inline: FROM b}}}", "compose"),
        ("apiVersion: seaworthy.dev/v1\nkind: NodeFacts\nnode: {name: a}\n", "node"),
        ("a: 1\n", "nothing"),
        ("kind: Pod\nname: x\n", "nothing"),
    ] {
        let file = File::parse(Arc::new(Source::new("x.yaml", text)), Format::Yaml);
        let found = match file.documents.first() {
            Some(Document::Objects(_)) => "objects",
            Some(Document::Compose(_)) => "compose",
            Some(Document::Dockerfile(_)) => "dockerfile",
            Some(Document::Node(_)) => "node",
            None => "nothing",
        };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_is_almost_right_is_told() {
    for (name, text, lines, judged, reason) in [
        (
            "a.yaml",
            "apiVersion: v1\nkind: List\nitems: [{}]\nitems: []\n",
            &[4][..],
            true,
            "a key twice, and no object that could have it as a finding",
        ),
        ("a.yaml", "apiVersion: v1\nkind: Pod\nkind: Pod\n", &[], true, "a finding"),
        ("a.yaml", "apiversion: v1\nkind: Pod\nmetadata: {name: x}\n", &[2], false, "misspelt"),
        ("a.yaml", "apiVersion: v1\nmetadata: {name: x}\n", &[1], false, "no kind"),
        ("a.yaml", "services: {a: {image: b}}\nx: 1\nx: 2\n", &[], true, "a finding"),
        ("compose.yaml", "services: {}\nx: 1\nx: 2\n", &[3], true, "no service to have it"),
        ("compose.yaml", "services:\n  a: {image: b}\n  c: 5\n", &[3], true, "no service"),
        ("compose.override.yaml", "services:\n  a: {privileged: true}\n", &[], true, "an overlay"),
        ("compose.yaml", "services: [a]\n", &[1], true, "a list"),
        ("values.yaml", "services: {a: {port: 1}}\nx: 1\nx: 1\n", &[], false, "none of ours"),
        ("a.yaml", "apiVersion: v1\nkind: Pod\n[a, b]: c\n", &[3], true, "a key that is a list"),
        ("b.yaml", "? [a, b]\n: c\n? {d: e}\n: f\n", &[], false, "such keys are none of ours"),
    ] {
        let file = File::parse(Arc::new(Source::new(name, text)), Format::Yaml);
        let found: Vec<_> =
            file.errors.iter().filter_map(Error::position).map(|at| at.line).collect();
        assert_eq!(found, lines, "{reason}");
        assert_eq!(!file.documents.is_empty(), judged, "{reason}");
    }
}
