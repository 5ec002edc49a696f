//! Charts: rendered, and their faults found in their templates.
//!
//! `helm` is a script of the test's own, and the real one where there is one (on the PATH, or named
//! by `SEAWORTHY_HELM`). The environment of a test cannot be changed without unsafe code, so that
//! tests which need another one run themselves again in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use seaworthy::discover::{Found, Options, discover};
use seaworthy::engine;
use seaworthy::error::Error;
use seaworthy::finding::{Finding, Place};
use seaworthy::helm;
use seaworthy::report::{Files, Report};
use seaworthy::rule::{Profile, RULES};
use tempfile::TempDir;

const TEMPLATE: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: web
      image: web:{{ .Values.tag }}
      securityContext:
        readOnlyRootFilesystem: false
    - name: log
      image: log:1
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
";

const RENDERED: &str = "\
---
# Source: web/templates/pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: web:1
      securityContext:
        readOnlyRootFilesystem: false
    - name: log
      image: log:1
      securityContext:
        readOnlyRootFilesystem: false
";

/// A folder with a chart in `charts/web`, and rendered text in `rendered.yaml`.
fn platform() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n"),
        ("charts/web/values.yaml", "tag: 1\nsecurityContext:\n  readOnlyRootFilesystem: false\n"),
        ("charts/web/templates/pod.yaml", TEMPLATE),
        ("charts/lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n"),
        ("charts/lib/templates/_x.tpl", ""),
        ("rendered.yaml", RENDERED),
    ] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    dir
}

/// A report of what rule SEC-002 finds, taken back to the templates.
fn report(found: &Found) -> Report {
    let rules = RULES.iter().filter(|rule| rule.code == "SEC-002").collect();
    let options = seaworthy::Options { rules, ..seaworthy::Options::default() };
    let judged = engine::judge(&found.files, &options);
    let mut report = Report {
        profile: Profile::Default,
        files: Files::default(),
        units: Vec::new(),
        findings: judged.into_iter().flat_map(|unit| unit.findings).collect(),
        suppressed: Vec::new(),
        errors: found.errors.clone(),
        warnings: Vec::new(),
        score: None,
        is_simulated: false,
    };
    helm::name_templates(&mut report, &found.files);
    report
}

/// File, line, text and origin of each finding; `~` if it is only near.
fn shown(findings: &[Finding], dir: &Path) -> Vec<String> {
    let shown = |Place { source, span, origin, .. }: &Place| {
        let name = source.name().replace(&dir.join("").display().to_string(), "");
        let line = source.position(span.start).line;
        let (near, template) = match origin {
            Some(origin) => (if origin.approximate { "~" } else { "=" }, &*origin.template),
            None => ("", ""),
        };
        format!("{name}:{line} {} {near} {template}", source.slice(*span))
    };
    findings.iter().map(|finding| shown(&finding.place)).collect()
}

fn find(path: &Path, values: &[&str]) -> Found {
    let helm_values = values.iter().map(PathBuf::from).collect();
    discover(&[path.to_owned()], &Options { helm_values, ..Options::default() })
}

/// Whether the test runs in the environment that `set` makes; if not, it is run again in it.
fn inside(test: &str, set: impl FnOnce(&mut Command)) -> bool {
    if std::env::var_os("SEAWORTHY_INSIDE").is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture"]).env("SEAWORTHY_INSIDE", "1");
    set(&mut command);
    assert!(command.status().expect("runs").success(), "{test}, inside");
    false
}

/// A folder with a script that stands for `helm`.
#[cfg(unix)]
fn fake(script: &str) -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("helm");
    fs::write(&path, format!("#!/bin/sh\n{script}")).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("executable");
    dir
}

/// Where the faults of the chart are: one as it is written, one put in by a value.
const IN_TEMPLATE: [&str; 2] = [
    "charts/web/templates/pod.yaml:10 false = web/templates/pod.yaml",
    "charts/web/templates/pod.yaml:13 securityContext: ~ web/templates/pod.yaml",
];

#[test]
fn rendered_text_beside_its_chart_is_judged_in_the_templates() {
    let dir = platform();
    let found = find(&dir.path().join("rendered.yaml"), &[]);
    assert_eq!(shown(&report(&found).findings, dir.path()), IN_TEMPLATE);
}

#[test]
fn a_pipe_belongs_to_the_chart_where_it_runs() {
    let dir = platform();
    let rendered = fs::File::open(dir.path().join("rendered.yaml")).expect("a file");
    let test = "a_pipe_belongs_to_the_chart_where_it_runs";
    if !inside(test, |command| _ = command.current_dir(dir.path()).stdin(rendered)) {
        return;
    }
    let found = find(Path::new("-"), &[]);
    assert_eq!(found.files[0].source.name(), "<stdin>");
    assert_eq!(shown(&report(&found).findings, Path::new("")), IN_TEMPLATE);
}

#[test]
fn rendered_text_alone_names_its_template() {
    let dir = platform();
    fs::remove_dir_all(dir.path().join("charts")).expect("removed");
    let found = find(&dir.path().join("rendered.yaml"), &[]);
    assert_eq!(
        shown(&report(&found).findings, dir.path()),
        [
            "rendered.yaml:12 false ~ web/templates/pod.yaml",
            "rendered.yaml:16 false ~ web/templates/pod.yaml",
        ]
    );
}

#[test]
#[cfg(unix)]
fn charts_are_rendered_with_each_set_of_values() {
    let test = "charts_are_rendered_with_each_set_of_values";
    let fake = fake(&format!("echo \"# args: $*\"\ncat <<'END'\n{RENDERED}END\n"));
    for name in ["a.yaml", "b.yaml"] {
        fs::write(fake.path().join(name), "tag: 1\n").expect("a file");
    }
    let set = |command: &mut Command| {
        command.current_dir(fake.path()).env("HELM_BIN", fake.path().join("helm"));
    };
    if !inside(test, set) {
        return;
    }
    let dir = platform();
    fs::remove_file(dir.path().join("rendered.yaml")).expect("removed");
    let charts = dir.path().join("charts");
    for (values, expected, reason) in [
        (&[][..], &[("web", "")][..], "defaults"),
        (&["a.yaml"], &[("web", " --values a.yaml")], "one set needs no name"),
        (
            &["b.yaml", "./a.yaml"],
            &[("web (a.yaml)", " --values ./a.yaml"), ("web (b.yaml)", " --values b.yaml")],
            "each a run of its own",
        ),
    ] {
        let found = find(dir.path(), values);
        assert!(found.errors.is_empty(), "{:?}", found.errors);
        let run = |file: &seaworthy::document::File| {
            let args = file.source.text().lines().next().unwrap_or_default().to_owned();
            (file.source.name().to_owned(), args)
        };
        let runs: Vec<_> = found.files.iter().map(run).collect();
        let chart = charts.join("web").display().to_string();
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, values)| {
                let name = charts.join(name).display().to_string();
                (name, format!("# args: template web {chart}{values}"))
            })
            .collect();
        assert_eq!(runs, expected, "{reason}");
        assert_eq!((found.counts.read, found.counts.skipped), (expected.len(), 1), "the library");
        assert_eq!(shown(&report(&found).findings, dir.path()), IN_TEMPLATE, "once: {reason}");
    }
}

#[test]
#[cfg(unix)]
fn the_values_are_named_that_not_all_have_in_common() {
    let test = "the_values_are_named_that_not_all_have_in_common";
    let fake = fake(&format!(
        "case \"$*\" in *c.yaml) by='s/x/x/';; *) by='16s/false/true/';; esac\n\
         sed \"$by\" <<'END'\n{RENDERED}END\n"
    ));
    for name in ["a.yaml", "b.yaml", "c.yaml"] {
        fs::write(fake.path().join(name), "tag: 1\n").expect("a file");
    }
    let set = |command: &mut Command| {
        command.current_dir(fake.path()).env("HELM_BIN", fake.path().join("helm"));
    };
    if !inside(test, set) {
        return;
    }
    let dir = platform();
    let chart = dir.path().join("charts/web");
    let found = find(&chart, &["a.yaml", "b.yaml", "c.yaml"]);
    let only_c = format!("{} (c.yaml)", IN_TEMPLATE[1]);
    assert_eq!(shown(&report(&found).findings, dir.path()), [IN_TEMPLATE[0], &only_c]);

    for (values, files, reason) in [
        (&["a.yaml", "absent.yaml"][..], 1, "one of two is missing"),
        (&["absent.yaml"], 0, "the chart's own are not what was asked for"),
    ] {
        let found = find(&chart, values);
        let said: Vec<_> = found.errors.iter().map(Error::to_string).collect();
        assert_eq!(said, ["absent.yaml: no such file or directory"], "{reason}");
        assert_eq!(found.files.len(), files, "{reason}");
    }
}

#[test]
#[cfg(unix)]
fn a_chart_may_be_named_and_linked_to() {
    let fake = fake(&format!("cat <<'END'\n{RENDERED}END\n"));
    let test = "a_chart_may_be_named_and_linked_to";
    if !inside(test, |command| _ = command.env("HELM_BIN", fake.path().join("helm"))) {
        return;
    }
    let dir = platform();
    std::os::unix::fs::symlink("charts/web", dir.path().join("link")).expect("a link");
    for (path, file, reason) in [
        ("charts/web", "charts/web", "the chart itself"),
        ("link", "link", "by another name"),
        ("charts", "charts/web", "below a folder"),
    ] {
        let found = find(&dir.path().join(path), &[]);
        assert_eq!(found.files.len(), 1, "{reason}: {:?}", found.errors);
        let template = dir.path().join(file).join("templates/pod.yaml").display().to_string();
        let place = &report(&found).findings[0].place;
        assert_eq!(place.source.name(), template, "{reason}");
    }
    let chart = dir.path().join("charts/web");
    let all = [chart.clone(), dir.path().join("charts/lib")];
    let found = discover(&all, &Options::default());
    assert!(found.errors.is_empty(), "a library among charts: {:?}", found.errors);
    let twice = [chart.clone(), chart, dir.path().join("link")];
    assert_eq!(discover(&twice, &Options::default()).files.len(), 1, "once");
}

#[test]
#[cfg(unix)]
fn what_helm_complains_about_is_located() {
    let test = "what_helm_complains_about_is_located";
    let script =
        "echo 'Error: execution error at (web/templates/pod.yaml:8:20): no tag' >&2\nexit 1\n";
    let fake = fake(script);
    if !inside(test, |command| _ = command.env("HELM_BIN", fake.path().join("helm"))) {
        return;
    }
    let dir = platform();
    let found = find(&dir.path().join("charts"), &[]);
    let said: Vec<_> = found.errors.iter().map(Error::to_string).collect();
    let place = dir.path().join("charts/web/templates/pod.yaml:8:21").display().to_string();
    assert_eq!(
        said,
        [format!(
            "{place}: Helm cannot render this chart: execution error at (web/templates/pod.yaml:8:20): no tag"
        )]
    );
    assert_eq!((found.counts.read, found.counts.skipped, found.counts.failed), (0, 1, 1));
}

#[test]
fn without_helm_the_way_around_is_told() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let test = "without_helm_the_way_around_is_told";
    if !inside(test, |command| _ = command.env("PATH", nowhere.path()).env_remove("HELM_BIN")) {
        return;
    }
    let dir = platform();
    let found = find(dir.path(), &[]);
    assert_eq!(found.files.len(), 1, "the rest is judged");
    let said = found.errors[0].to_string();
    let chart = dir.path().join("charts/web").display().to_string();
    let way = format!("`helm template web {chart} | seaworthy check -`");
    assert!(said.starts_with(&chart) && said.ends_with(&way), "{said}");
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn the_real_helm_renders_charts() {
    let helm = std::env::var_os("SEAWORTHY_HELM").map_or("helm".into(), PathBuf::from);
    if Command::new(&helm).arg("version").output().is_err() {
        eprintln!("skipped: there is no helm here");
        return;
    }
    if !inside("the_real_helm_renders_charts", |command| _ = command.env("HELM_BIN", &helm)) {
        return;
    }
    let dir = platform();
    fs::remove_file(dir.path().join("rendered.yaml")).expect("removed");
    let found = find(dir.path(), &[]);
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert_eq!(shown(&report(&found).findings, dir.path()), IN_TEMPLATE);

    for (template, at, reason) in [
        ("a: {{ required \"no x\" .Values.x }}\n", ":1:7: ", "a value that is missing"),
        ("a: b\nc: {{ .Values.x.y }}\n", ":2:14: ", "a value of nothing"),
        ("a: b\nc: {{ if }}\n", ":2:1: ", "a syntax error"),
        ("a: b\n c: d\n", ": ", "broken YAML, whose line is that of the rendered text"),
    ] {
        let path = dir.path().join("charts/web/templates/bad.yaml");
        fs::write(&path, template).expect("a file");
        let found = find(dir.path(), &[]);
        let said = found.errors[0].to_string();
        let file = if at == ": " { dir.path().join("charts/web") } else { path };
        assert!(said.starts_with(&format!("{}{at}", file.display())), "{reason}: {said}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn the_example_charts_are_judged_in_their_templates() {
    let helm = std::env::var_os("SEAWORTHY_HELM").map_or("helm".into(), PathBuf::from);
    if Command::new(&helm).arg("version").output().is_err() {
        eprintln!("skipped: there is no helm here");
        return;
    }
    let test = "the_example_charts_are_judged_in_their_templates";
    if !inside(test, |command| _ = command.env("HELM_BIN", &helm)) {
        return;
    }
    for (name, expected) in [
        ("ready", &[][..]),
        (
            "faulty",
            &[
                "fixtures/chart/faulty/templates/deployment.yaml:40 securityContext: ~ jetty/templates/deployment.yaml",
            ],
        ),
    ] {
        let found = find(&Path::new("fixtures/chart").join(name), &[]);
        assert!(found.errors.is_empty(), "{:?}", found.errors);
        assert_eq!(shown(&report(&found).findings, Path::new("")), expected, "{name}");
    }
}
