//! From paths to files: what is found, how it is named, and what is said of the rest.

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::discover::{Found, Options, discover};
use seaworthy::document::Document;
use seaworthy::engine;
use seaworthy::rule::RULES;
use tempfile::TempDir;

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n";

/// A folder with these files in it.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(dir.path(), name, text);
    }
    dir
}

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn find(paths: &[&Path]) -> Found {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    discover(&paths, &Options::default())
}

/// The names of the files, without the folder.
fn names(found: &Found, dir: &Path) -> Vec<String> {
    let prefix = format!("{}/", dir.display());
    found.files.iter().map(|file| file.source.name().replace(&prefix, "")).collect()
}

fn errors(found: &Found, dir: &Path) -> Vec<String> {
    let prefix = format!("{}/", dir.display());
    found.errors.iter().map(|error| error.to_string().replace(&prefix, "")).collect()
}

/// Files read, skipped and failed.
fn counts(found: &Found) -> (usize, usize, usize) {
    (found.counts.read, found.counts.skipped, found.counts.failed)
}

#[test]
fn folders_are_walked_and_the_rest_is_left_alone() {
    let dir = folder(&[
        ("pod.yaml", POD),
        ("b/Dockerfile.dev", "FROM a:1\n"),
        ("b/compose.yml", "services:\n  a:\n    image: b\n"),
        ("values.yaml", "replicas: 1\n"),
        ("empty.yaml", "# nothing\n"),
        ("README.md", "kind: Pod\n"),
        ("tsconfig.json", "{ // a comment\n}\n"),
        (".hidden/pod.yaml", POD),
        ("node_modules/a/pod.yaml", POD),
        ("go/vendor/a/pod.yaml", POD),
        ("rust/Cargo.toml", ""),
        ("rust/target/pod.yaml", POD),
        ("target/pod.yaml", POD),
        ("dist/install.yaml", POD),
        (".gitignore", "/generated/\n*.tmp.yaml\n"),
        ("generated/pod.yaml", POD),
        ("b/pod.tmp.yaml", POD),
        (".ignore", "pod.yaml\n"),
    ]);
    let found = find(&[dir.path()]);
    assert_eq!(
        names(&found, dir.path()),
        ["b/Dockerfile.dev", "b/compose.yml", "dist/install.yaml", "pod.yaml", "target/pod.yaml"]
    );
    assert_eq!(counts(&found), (5, 3, 0), "values, comments and foreign JSON are skipped");
    assert!(found.errors.is_empty(), "{:?}", found.errors);
}

#[test]
fn a_file_is_read_once_and_its_folder_may_be_hidden_if_it_is_named() {
    let dir = folder(&[(".k8s/pod.yaml", POD), ("manifest", POD), ("image", "FROM a:1\n")]);
    let root = dir.path();
    let pod = root.join(".k8s/pod.yaml");
    let found =
        find(&[&root.join(".k8s"), &pod, &root.join(".k8s/./pod.yaml"), &root.join("manifest")]);
    assert_eq!(names(&found, root), [".k8s/pod.yaml", "manifest"]);
    let found = find(&[&root.join("image")]);
    assert!(matches!(found.files[0].documents[..], [Document::Dockerfile(_)]), "by content");
}

#[test]
fn globs_leave_out_what_they_match() {
    let files = [("a/b/pod.yaml", POD), ("a/c/pod.yaml", POD), ("d/pod.yaml", POD)];
    let dir = folder(&files);
    for (globs, expected, reason) in [
        (&["b"][..], &["a/c/pod.yaml", "d/pod.yaml"][..], "a name anywhere"),
        (&["a/**"], &["d/pod.yaml"], "all below a folder"),
        (&["a/c/"], &["a/b/pod.yaml", "d/pod.yaml"], "from the folder that is walked"),
        (&["*.yaml", "!d/pod.yaml"], &["d/pod.yaml"], "and back in"),
    ] {
        let exclude = globs.iter().map(|&glob| glob.to_owned()).collect();
        let options = Options { exclude, ..Options::default() };
        let found = discover(&[dir.path().to_owned()], &options);
        assert_eq!(names(&found, dir.path()), expected, "{reason}");
    }
    let options = Options { exclude: vec!["a{".to_owned()], ..Options::default() };
    let found = discover(&[dir.path().to_owned()], &options);
    assert_eq!(found.files.len(), 3);
    assert!(found.errors[0].to_string().starts_with("--exclude: invalid glob \"a{\": "));
}

#[test]
#[cfg(unix)]
fn links_are_followed_inside_the_tree_only() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("pod.yaml", POD)]);
    let dir = folder(&[("..data/config.yaml", POD), ("a/pod.yaml", POD)]);
    let root = dir.path();
    for (target, link) in [
        (Path::new("..data/config.yaml"), "config.yaml"),
        (&outside.path().join("pod.yaml"), "outside.yaml"),
        (outside.path(), "outside"),
        (Path::new(".."), "a/circle"),
        (Path::new("nowhere"), "broken.yaml"),
        (Path::new("a/pod.yaml"), "again.yaml"),
    ] {
        symlink(target, root.join(link)).expect("a link");
    }
    let found = find(&[root]);
    assert_eq!(names(&found, root), ["..data/config.yaml", "a/pod.yaml"]);
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    let named = find(&[&root.join("outside.yaml")]);
    assert_eq!(names(&named, outside.path()), ["pod.yaml"], "what the user names is taken");
}

#[test]
fn what_is_broken_hides_nothing_else() {
    let dir = folder(&[("a.yaml", POD), ("templates/x.yaml", "a: {{ .b }}\n")]);
    let root = dir.path();
    write(root, "bad.yaml", b"a: 1\nb: \xff\n");
    write(root, "half.yaml", format!("{POD}---\na: [\n---\n{POD}"));
    let found = find(&[root, &root.join("missing.yaml")]);
    assert_eq!(names(&found, root), ["a.yaml", "bad.yaml", "half.yaml", "templates/x.yaml"]);
    assert_eq!(found.files[2].documents.len(), 2);
    assert_eq!(counts(&found), (2, 0, 4), "a file may be read and broken");
    let errors = errors(&found, root);
    assert_eq!(errors[0], "bad.yaml:2:4: not valid UTF-8: byte 0xff");
    assert!(errors[1].starts_with("half.yaml:6:"), "{}", errors[1]);
    assert!(errors[2].starts_with("templates/x.yaml:1:5: "), "{}", errors[2]);
    assert!(errors[2].contains("helm template"), "{}", errors[2]);
    assert_eq!(errors[3], "missing.yaml: no such file or directory");
}

#[test]
fn a_bad_byte_hides_nothing_else() {
    let pod = |note: &[u8]| [b"# caf", note, b"\n", POD.as_bytes()].concat();
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "latin.yaml", pod(b"\xe9"));
    write(dir.path(), "Dockerfile", b"FROM a:1\nLABEL by=\xe9\nRUN b\n");
    write(dir.path(), "image.yaml", b"\x89PNG\r\n\x1a\n\0: [");
    let found = find(&[dir.path()]);
    assert_eq!(names(&found, dir.path()), ["Dockerfile", "image.yaml", "latin.yaml"]);
    assert_eq!(counts(&found), (2, 0, 3), "judged, and broken");
    assert_eq!(
        errors(&found, dir.path()),
        [
            "Dockerfile:2:10: not valid UTF-8: byte 0xe9",
            "image.yaml:1:1: not valid UTF-8: byte 0x89",
            "latin.yaml:1:6: not valid UTF-8: byte 0xe9",
        ]
    );
}

#[test]
fn what_kustomize_merges_is_no_object_of_its_own() {
    let dir = folder(&[
        ("base/kustomization.yaml", "resources: [pod.yaml]\nconfigurations: [names.yaml]\n"),
        ("base/pod.yaml", POD),
        ("base/names.yaml", POD),
        (
            "prod/kustomize.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\
             resources: [../base]\npatches: [{path: patch.yaml}, {patch: \"kind: Pod\"}]\n\
             patchesStrategicMerge:\n- ../parts/merge.yaml\n- |-\n  kind: Pod\n\
             patchesJson6902: [{path: json.yaml}]\nreplacements: [{path: replace.yaml}]\n",
        ),
        ("prod/patch.yaml", POD),
        ("prod/json.yaml", POD),
        ("prod/replace.yaml", POD),
        ("prod/service.yaml", POD),
        ("parts/merge.yaml", POD),
        ("part/Kustomization", "kind: Component\ntransformers: [labels.yaml]\n"),
        ("part/labels.yaml", POD),
        (
            "flux/apps.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n\
             patches: [{path: pod.yaml}] # kustomize.config.k8s.io\n",
        ),
        ("flux/pod.yaml", POD),
    ]);
    let root = dir.path();
    let found = find(&[root]);
    let whole = [
        "base/pod.yaml",
        "flux/apps.yaml",
        "flux/pod.yaml",
        "prod/kustomize.yaml",
        "prod/service.yaml",
    ];
    assert_eq!(names(&found, root), whole);
    assert_eq!(counts(&found), (5, 8, 0));

    let paths = ["base/kustomization.yaml", "base/names.yaml", "base/pod.yaml"];
    let paths = paths.map(|path| root.join(path));
    let named = discover(&paths, &Options::default());
    assert!(named.errors.is_empty(), "all files are named: {:?}", named.errors);
    let parts = discover(&paths[..2], &Options::default());
    assert_eq!(parts.errors.len(), 2, "parts alone are nothing to check");
}

#[test]
fn to_what_kustomize_adds_is_not_finished() {
    let plain = "resources: [pod.yaml]\nimages: []\n";
    for (base, prod, expected, reason) in [
        (plain, "resources: [../base]\n", &[][..], "nothing is added"),
        ("resources: [pod.yaml]\ncommonLabels: {a: b}\n", "a: b\n", &["base/pod.yaml"], "labels"),
        (
            plain,
            "bases: [../base]\npatches: []\n",
            &["base/pod.yaml"],
            "a patch of what it has as a base",
        ),
        (plain, "resources: [pod.yaml]\ncomponents: [x]\n", &["prod/pod.yaml"], "a base of nobody"),
    ] {
        let dir = folder(&[
            ("base/kustomization.yaml", base),
            ("base/pod.yaml", POD),
            ("prod/kustomization.yaml", prod),
            ("prod/pod.yaml", POD),
        ]);
        let found = find(&[dir.path()]);
        let mut unfinished = found.files;
        unfinished.retain(|file| file.is_unfinished);
        let unfinished: Vec<_> = unfinished
            .iter()
            .map(|file| Path::new(file.source.name()).strip_prefix(dir.path()).expect("below"))
            .collect();
        assert_eq!(unfinished, expected.iter().map(Path::new).collect::<Vec<_>>(), "{reason}");
    }
}

#[test]
fn limits_are_named() {
    let dir = folder(&[("pod.yaml", POD), ("data.json", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]")]);
    let options = Options { max_bytes: 20, ..Options::default() };
    let found = discover(&[dir.path().to_owned()], &options);
    assert_eq!(
        errors(&found, dir.path()),
        ["pod.yaml: larger than the limit of 20 bytes; raise it with `--max-bytes`"]
    );
    assert_eq!(counts(&found), (0, 1, 1), "other people's JSON may be large");
}

#[test]
fn nothing_to_check_is_an_error() {
    let dir = folder(&[("values.yaml", "a: 1\n")]);
    let found = find(&[dir.path()]);
    assert_eq!(counts(&found), (0, 1, 0));
    let [error] = &found.errors[..] else { panic!("{:?}", found.errors) };
    assert!(error.to_string().contains(": nothing to check: "), "{error}");
}

#[test]
fn each_path_without_anything_to_check_is_an_error() {
    let files = [("notes.txt", "hello\n"), ("a/pod.yaml", POD), ("b/values.yaml", "a: 1\n")];
    let dir = folder(&files);
    let root = dir.path();
    fs::create_dir(root.join("empty")).expect("a folder");
    for (paths, expected, reason) in [
        (&["notes.txt", "a"][..], &["notes.txt"][..], "beside something"),
        (&["empty", "a", "b"], &["empty", "b"], "each on its own"),
        (&["a", "a/pod.yaml", "."], &[], "what an earlier path led to counts"),
        (&["a", "missing"], &[], "of what is missing, that is said"),
        (&["a", "b/values.yaml"], &[], "YAML that is none of ours is counted, as in a folder"),
        (&["b/values.yaml"], &["b/values.yaml"], "unless there is nothing else"),
    ] {
        let paths: Vec<_> = paths.iter().map(|path| root.join(path)).collect();
        let found = discover(&paths, &Options::default());
        let said = errors(&found, root);
        let nothing: Vec<_> =
            said.iter().filter_map(|error| error.split_once(": nothing to check: ")).collect();
        let names: Vec<_> = nothing.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, expected, "{reason}");
    }
}

#[test]
fn text_is_decoded() {
    let dir = tempfile::tempdir().expect("a folder");
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        mark.into_iter().chain(POD.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
    };
    write(dir.path(), "le.yaml", utf16([0xFF, 0xFE], u16::to_le_bytes));
    write(dir.path(), "be.json", utf16([0xFE, 0xFF], u16::to_be_bytes));
    write(dir.path(), "mark.yaml", format!("\u{feff}{POD}"));
    let found = find(&[dir.path()]);
    assert_eq!(counts(&found), (3, 0, 0), "{:?}", found.errors);
}

#[test]
fn objects_are_judged_wherever_they_are_wrapped() {
    let pod = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "c", "image": "b"}]}}"#;
    let review = format!(
        r#"{{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {{"uid": "1", "object": {pod}}}}}"#
    );
    let list = format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{pod}, {pod}]}}"#);
    for (name, text, units, reason) in [
        ("review.json", review, 1, "up for admission"),
        ("list.json", list, 2, "a list"),
        ("stream.json", format!("{pod}{pod}\n{pod}"), 3, "a stream"),
        ("pods.yaml", format!("{pod}\n---\n{POD}"), 2, "JSON among YAML"),
    ] {
        let dir = folder(&[(name, &text)]);
        let found = find(&[dir.path()]);
        assert!(found.errors.is_empty(), "{reason}: {:?}", found.errors);
        let rules = RULES.iter().filter(|rule| rule.code == "SEC-002").collect();
        let options = seaworthy::Options { rules, ..seaworthy::Options::default() };
        let judged = engine::judge(&found.files, &options);
        assert_eq!(judged.len(), units, "{reason}");
        assert!(judged.iter().all(|unit| unit.kind == "Pod" && unit.findings.len() == 1));
    }
}
