//! The command as people meet it: the real binary, in a directory of its own.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const FAULTY: &str = "\
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: app
      image: example.com/web:1
      securityContext:
        readOnlyRootFilesystem: false
";

const OWN_RULE: &str = "\
code: ORG-001
severity: high
profile: checklist
applies-to: [object]
title: { en: No owner, zh: 没有负责人 }
message: { en: 'object \"{name}\" has no owner', zh: '对象 \"{name}\" 没有负责人' }
rationale: { en: Somebody must be called at night., zh: 夜里出事得知道找谁。 }
remediation: { en: Set the label owner., zh: 设置标签 owner。 }
assert:
  properties: { metadata: { properties: { labels: { required: [owner] } }, required: [labels] } }
pass:
  - |
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { owner: team } }
fail:
  - |
    apiVersion: v1
    kind: Pod
    metadata: { name: web } # <--
";

/// A directory with files in it, in which the command runs.
struct Place(TempDir);

impl Place {
    fn with(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().expect("a directory for the test"));
        // The search for a configuration ends here.
        fs::create_dir(place.path().join(".git")).expect("a directory");
        for (name, text) in files {
            place.write(name, text.as_bytes());
        }
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("a file that was written")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
        command.current_dir(self.path()).args(args);
        for name in ["LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        // A day in November 2026.
        command.env("LANG", "C").env("SOURCE_DATE_EPOCH", "1795392000");
        command
    }

    /// The exit code, standard output and standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        said(&mut self.command(args))
    }
}

fn said(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn exit_codes_tell_how_it_went() {
    let place = Place::with(&[
        ("pod.yaml", FAULTY),
        ("good/pod.yaml", &FAULTY.replace("false", "true")),
        ("other/notes.yaml", "a: 1\n"),
    ]);
    let only = ["--select", "SEC-002"];
    for (args, expected, reason) in [
        (&["good"][..], 0, "clean"),
        (&["pod.yaml"], 0, "a medium finding is below the default threshold"),
        (&["pod.yaml", "--fail-on", "medium"], 1, "at the threshold"),
        (&["pod.yaml", "--fail-on", "low"], 1, "above it"),
        (&["pod.yaml", "--fail-on", "never"], 0, "never"),
        (&["pod.yaml", "--min-grade", "C"], 1, "a D"),
        (&["pod.yaml", "--min-grade", "d"], 0, "not below D"),
        (&["pod.yaml", "--fail-on", "low", "absent.yaml"], 2, "an error outweighs findings"),
        (&["pod.yaml", "--target-kubernetes", "1.31"], 0, "a version"),
        (&["pod.yaml", "--target-kubernetes", "2"], 2, "no version"),
        (&["pod.yaml", "--jobs", "1"], 0, "one thread"),
        (&["pod.yaml", "--max-bytes", "10"], 2, "a file that is larger than is allowed"),
        (&["pod.yaml", "--jobs", "0"], 2, "no thread"),
        (&["pod.yaml", "--jobs", "1000000"], 2, "more threads than a machine can bear"),
        (&["pod.yaml", "--ignore", "SEC"], 2, "no rule is left"),
        (&["other"], 2, "nothing to check"),
        (&["pod.yaml", "--no-such-option"], 2, "bad usage"),
        (&["pod.yaml", "--format", "xml"], 2, "an unknown format"),
        (&["pod.yaml", "--format", "text", "--format", "json"], 2, "two on standard output"),
        (&["pod.yaml", "--format", "json=no/such/folder.json"], 2, "a file that cannot be written"),
    ] {
        let args: Vec<_> = ["check"].iter().chain(args).chain(&only).copied().collect();
        let (code, out, err) = place.run(&args);
        assert_eq!(code, expected, "{reason}: {args:?}\n{out}{err}");
    }
}

#[test]
fn nothing_that_is_wrong_hides_the_rest() {
    let place = Place::with(&[
        ("pod.yaml", FAULTY),
        ("syntax.yaml", "apiVersion: v1\nkind: [\n"),
        ("bad-config.yaml", "ignore: []\nprofle: all\n"),
        ("rules/own.yaml", OWN_RULE),
        ("clash/own.yaml", &OWN_RULE.replace("ORG-001", "SEC-002")),
        ("broken/own.yaml", &OWN_RULE.replace("severity: high", "severity: awful")),
    ]);
    place.write("latin1.yaml", b"apiVersion: v1\nkind: Pod\nname: caf\xe9\n");
    for (args, expected, reason) in [
        (&["absent.yaml"][..], "absent.yaml: no such file", "a missing path"),
        (&["syntax.yaml"], "syntax.yaml:", "a syntax error, with its place"),
        (&["latin1.yaml"], "latin1.yaml:3:", "invalid UTF-8, with its place"),
        (&["--select", "SEC-02"], "did you mean `SEC-002`?", "an unknown rule"),
        (&["--ignore", "wibble"], "--ignore: `wibble` is no rule", "nothing like a rule"),
        (
            &["--config", "bad-config.yaml"],
            "bad-config.yaml:2:1: unknown key `profle`; did you mean `profile`?",
            "an invalid configuration",
        ),
        (&["--config", "absent.yaml"], "absent.yaml: no such file", "a missing configuration"),
        (&["--rules", "absent"], "absent: no such file", "a missing folder of rules"),
        (&["--rules", "clash"], "clash/own.yaml:1:7: code SEC-002 is taken", "a code twice"),
        (&["--rules", "broken"], "broken/own.yaml:2:11: `awful` is none of", "a broken rule"),
    ] {
        let mut all = vec!["check", "pod.yaml", "--select", "SEC-002", "--format", "json"];
        all.extend(args);
        let (code, out, err) = place.run(&all);
        assert_eq!(code, 2, "{reason}: {out}{err}");
        assert!(err.contains(expected), "{reason}: {err}");
        assert!(json(&out).to_string().contains("SEC-002"), "{reason}: still judged: {out}");
        let (code, out, err) =
            place.run(&[&["check", "pod.yaml", "--select", "SEC-002"], args].concat());
        assert_eq!(code, 2, "{reason}");
        let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
        let last = expected.rsplit(": ").next().unwrap_or(expected);
        assert!(flat.contains(last), "{reason}: in the text: {out}");
        assert_eq!(err, "", "{reason}: said once");
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_an_error() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::with(&[("pod.yaml", FAULTY), ("secret.yaml", FAULTY)]);
    let path = place.path().join("secret.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(&path).is_ok() {
        return; // Nothing is unreadable to root.
    }
    let (code, out, _) = place.run(&["check", "."]);
    assert_eq!(code, 2);
    assert!(out.contains("secret.yaml") && out.contains("permission denied"), "{out}");
    assert!(out.contains("SEC-002"), "{out}");
}

#[test]
fn the_configuration_is_found_upwards_and_options_win() {
    let config = "profile: checklist\nselect: [SEC-002]\nfail-on: medium\nlang: zh\n";
    let place = Place::with(&[("seaworthy.yaml", config), ("app/k8s/pod.yaml", FAULTY)]);
    let (code, out, _) = place.run(&["check", "app/k8s"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("可以写入自身的根文件系统"), "{out}");
    let (code, out, _) = place.run(&["check", "app/k8s", "--fail-on", "high", "--lang", "en"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("can write to its own root filesystem"), "{out}");

    fs::create_dir(place.path().join("app/.git")).expect("a directory");
    let (_, out, _) = place.run(&["check", "app/k8s"]);
    assert!(!out.contains("可以写入"), "not beyond the repository: {out}");
}

#[test]
fn rules_of_the_configuration_are_beside_it() {
    let place = Place::with(&[
        ("app/seaworthy.yml", "rules: [rules]\nselect: [ORG]\n"),
        ("app/rules/own.yaml", OWN_RULE),
        ("app/pod.yaml", FAULTY),
    ]);
    let (code, out, _) = place.run(&["check", "app/pod.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("ORG-001"), "{out}");
}

#[test]
fn the_configuration_names_npus() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    \
               resources: {limits: {example.com/my-npu: 1}}\n";
    let place = Place::with(&[("pod.yaml", pod), ("seaworthy.yaml", "select: [NPU-003]\n")]);
    assert_eq!(place.run(&["check", "."]).0, 1, "nobody registers it");
    let config = "select: [NPU-003]\nnpu-resources: [example.com/my-npu]\n";
    place.write("seaworthy.yaml", config.as_bytes());
    assert_eq!(place.run(&["check", "."]).0, 0, "the cluster does");
}

#[test]
fn the_configuration_accepts_findings_until_they_expire() {
    let place = Place::with(&[("k8s/pod.yaml", FAULTY)]);
    let options = "select: [SEC-002]\nfail-on: low\n";
    for (entry, expected, reason) in [
        ("rules: [SEC-002]", 0, "everywhere"),
        ("rules: [SEC], path: k8s/*.yaml, kind: Pod, name: web, container: app", 0, "all hold"),
        ("rules: [SEC-002], expires: 9999-12-31", 0, "not yet"),
        ("rules: [SEC-002], expires: 2001-01-01", 1, "no longer"),
        ("rules: [SEC-002], path: app/**", 1, "elsewhere"),
        ("rules: [SEC-002], namespace: prod", 1, "in another namespace"),
        ("rules: [SEC-002], container: sidecar", 1, "another container"),
        ("rules: [SEC-002], wibble: 1", 2, "not understood"),
    ] {
        let config = format!("{options}suppress:\n- {{ {entry}, reason: legacy }}\n");
        place.write("seaworthy.yaml", config.as_bytes());
        let (code, out, _) = place.run(&["check", "k8s"]);
        assert_eq!(code, expected, "{reason}: {out}");
    }
}

#[test]
fn values_without_a_chart_are_an_error_if_they_were_asked_for() {
    let place = Place::with(&[("pod.yaml", FAULTY), ("prod.yaml", "a: 1\n")]);
    let (code, out, _) = place.run(&["check", "pod.yaml", "--helm-values", "prod.yaml"]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("prod.yaml") && out.contains("no chart takes these values"), "{out}");
    assert!(out.contains("SEC-002"), "the rest is judged: {out}");
    place.write("seaworthy.yaml", b"helm-values: [prod.yaml]\nfail-on: never\n");
    assert_eq!(place.run(&["check", "pod.yaml"]).0, 0, "the configuration is for other runs, too");
}

#[test]
fn the_configuration_is_no_input() {
    let place = Place::with(&[("seaworthy.yaml", "lang: [\n"), ("pod.yaml", FAULTY)]);
    let (code, out, _) = place.run(&["check", "."]);
    assert_eq!(code, 2, "{out}");
    assert_eq!(out.matches("seaworthy.yaml:").count(), 1, "{out}");
    let (_, out, _) = place.run(&["check", ".", "--format", "json"]);
    assert_eq!(json(&out)["summary"]["files"]["read"], 1, "{out}");
    assert_eq!(json(&out)["summary"]["files"]["failed"], 0, "{out}");
}

#[test]
fn excluded_files_are_left_out_wherever_the_command_runs() {
    let place = Place::with(&[
        ("seaworthy.yaml", "exclude: [app/old/**]\nselect: [SEC-002]\nfail-on: medium\n"),
        ("app/pod.yaml", &FAULTY.replace("false", "true")),
        ("app/old/pod.yaml", FAULTY),
    ]);
    assert_eq!(place.run(&["check"]).0, 0, "beside the configuration");
    assert_eq!(place.run(&["check", "app"]).0, 0, "above what is checked");
    let mut below = place.command(&["check"]);
    assert_eq!(said(below.current_dir(place.path().join("app"))).0, 0, "below it");
}

#[test]
fn reports_go_to_files_and_to_standard_output() {
    let place = Place::with(&[("pod.yaml", FAULTY)]);
    let formats = ["--format", "sarif=a.sarif", "--format", "json=b.json", "--format", "text"];
    let (_, out, err) =
        place.run(&[&["check", "pod.yaml", "--select", "SEC-002"], &formats[..]].concat());
    assert!(out.contains("SEC-002") && err.is_empty(), "{out}{err}");
    assert_eq!(json(&place.read("a.sarif"))["version"], "2.1.0");
    assert!(place.read("b.json").contains("SEC-002"));
    json(&place.read("b.json"));

    let twice = ["check", "pod.yaml", "--format", "json=c", "--format", "sarif=./c"];
    let (code, _, err) = place.run(&twice);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("c: two reports go to this file"), "{err}");
    assert!(json(&place.read("c"))["findings"].is_array(), "the first of them");

    let (code, out, err) = place.run(&["check", "absent.yaml", "--format", "json=b.json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("absent.yaml: no such file"), "{err}");
}

#[test]
fn every_run_says_the_same_bytes_with_any_number_of_threads() {
    for format in ["text", "json", "sarif"] {
        let run = |jobs: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
            command.current_dir(env!("CARGO_MANIFEST_DIR"));
            command.args(["check", "fixtures", "--profile", "all", "--format", format]);
            let output = command.args(["--jobs", jobs]).output().expect("it runs");
            assert!(output.stdout.len() > 10_000, "{format}: there is something to compare");
            output.stdout
        };
        let first = run("1");
        for jobs in ["1", "2", "2", "7"] {
            assert!(first == run(jobs), "{format} with {jobs} threads");
        }
    }
}

#[test]
fn colours_follow_the_conventions() {
    let place = Place::with(&[("pod.yaml", FAULTY)]);
    for (option, variable, expected, reason) in [
        ("auto", None, false, "not a terminal"),
        ("always", None, true, "asked for"),
        ("always", Some("NO_COLOR"), true, "the option is nearer than the environment"),
        ("auto", Some("CLICOLOR_FORCE"), true, "forced"),
        ("never", Some("CLICOLOR_FORCE"), false, "not asked for"),
        ("auto", Some("NO_COLOR"), false, "refused"),
    ] {
        let args = ["check", "pod.yaml", "--select", "SEC-002", "--color", option];
        let mut command = place.command(&args);
        variable.map(|name| command.env(name, "1"));
        assert_eq!(said(&mut command).1.contains('\u{1b}'), expected, "{reason}");
    }
}

#[test]
fn everything_is_said_in_chinese_too() {
    let place = Place::with(&[("pod.yaml", FAULTY)]);
    for (args, expected, reason) in [
        (&["check", "pod.yaml"][..], "可以写入自身的根文件系统", "findings"),
        (&["check", "absent.yaml"], "文件或目录不存在", "errors"),
        (&["check", "--help"], "用法：", "help"),
        (&["chekc"], "未知的命令 chekc；是否应为：check", "bad usage"),
        (&["explain", "SEC-002"], "为什么重要", "explanations"),
        (&["explain", "SEC-02"], "是否应为 `SEC-002`？", "unknown rules"),
        (&["rules", "list"], "容器根文件系统可写", "lists"),
    ] {
        let (_, out, err) = place.run(&[args, &["--lang", "zh"]].concat());
        assert!(format!("{out}{err}").contains(expected), "{reason}: {out}{err}");
        let (_, out, err) = said(place.command(args).env("LANG", "zh_CN.UTF-8"));
        assert!(format!("{out}{err}").contains(expected), "{reason}, by locale: {out}{err}");
    }
}

#[test]
fn standard_input_is_a_path() {
    let place = Place::with(&[]);
    let args = ["check", "-", "--select", "SEC-002", "--fail-on", "medium"];
    let (code, out, _) = said(place.command(&args).write_stdin(FAULTY));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("SEC-002"), "{out}");
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let place = Place::with(&[]);
    let script = format!("{} rules list --format json | true", env!("CARGO_BIN_EXE_seaworthy"));
    let mut shell = Command::new("bash");
    let output = shell.args(["-c", &format!("set -o pipefail; {script}")]);
    let (code, _, err) = said(output.current_dir(place.path()));
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn completions_are_scripts() {
    let place = Place::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = place.run(&["completions", shell]);
        assert!(code == 0 && out.contains("fail-on"), "{shell}");
    }
}

#[test]
fn a_rule_is_explained_by_code_or_name() {
    let place = Place::with(&[("rules/own.yaml", OWN_RULE)]);
    for (args, expected, reason) in [
        (&["SEC-002"][..], (0, "readOnlyRootFilesystem: false # <--"), "by code, with examples"),
        (&["sec-002"], (0, "https://kubernetes.io/docs/"), "in any case, with references"),
        (
            &["privileged-container"],
            (
                0,
                "CIS Kubernetes Benchmark 1.10.0 (cis): 5.2.2 Minimize the admission of privileged",
            ),
            "by name, with compliance",
        ),
        (
            &["SEC-002", "--lang", "zh"],
            (0, "NSA/CISA Kubernetes 加固指南 1.2 (nsa): Immutable container file systems"),
            "in Chinese",
        ),
        (&["ORG-001", "--rules", "rules"], (0, "Set the label owner."), "a rule of one's own"),
        (&["SEC-02"], (2, "did you mean `SEC-002`?"), "unknown"),
    ] {
        let (code, out, err) = place.run(&[&["explain"], args].concat());
        assert_eq!(code, expected.0, "{reason}: {err}");
        assert!(format!("{out}{err}").contains(expected.1), "{reason}: {out}{err}");
    }
}

#[test]
fn rules_are_listed_in_three_formats() {
    let place = Place::with(&[("rules/own.yaml", OWN_RULE)]);
    let list = |args: &[&str]| place.run(&[&["rules", "list"], args].concat()).1;
    assert!(list(&[]).starts_with("CODE"));
    let markdown = list(&["--format", "markdown"]);
    let row = "\n| SEC-002 | read-only-root-filesystem | medium | checklist | container, service |";
    assert!(markdown.contains("<summary>SEC: security (") && markdown.contains(row), "{markdown}");
    let all = json(&list(&["--format", "json"]));
    let codes = all.as_array().expect("a list").iter().map(|rule| rule["code"].as_str());
    assert!(codes.eq(seaworthy::rule::RULES.iter().map(|rule| Some(rule.code))));
    let own = list(&["--rules", "rules", "--select", "ORG-001"]);
    assert!(own.contains("No owner") && own.lines().count() == 2, "{own}");
    assert_eq!(place.run(&["rules", "list", "--select", "SEC-02"]).0, 2);
}

#[test]
fn rules_of_ones_own_are_tested() {
    let place = Place::with(&[
        ("good/own.yaml", OWN_RULE),
        ("bad/own.yaml", &OWN_RULE.replace(", labels: { owner: team }", "")),
        ("missed/own.yaml", &OWN_RULE.replace(", required: [labels]", "")),
        (
            "cases/own.yaml",
            &OWN_RULE.replace("message: {", "message: { a: {").replace("负责人' }", "负责人' } }"),
        ),
        ("unfilled/own.yaml", &OWN_RULE.replacen("{name}", "{nmae}", 1)),
        ("bare/own.yaml", OWN_RULE.split("pass:").next().expect("a rule")),
    ]);
    fs::create_dir(place.path().join("empty")).expect("a directory");
    for (folder, code, expected, reason) in [
        ("good", 0, "ORG-001 own: ok", "it does what it says"),
        ("bad", 1, "pass-1:3: not expected: object \"web\" has no owner", "an innocent line"),
        ("missed", 1, "fail-1:3: nothing is found here", "a fault that it does not see"),
        (
            "cases",
            2,
            "own.yaml:6:10: a rule of your own has one message",
            "only a function has cases",
        ),
        ("unfilled", 2, "own.yaml:6:16: nothing fills the placeholder `{nmae}`", "raw braces"),
        ("bare", 2, "ORG-001 own: no examples", "nothing to test"),
        ("empty", 2, "empty: no rule files", "no rules"),
        ("absent", 2, "absent: no such file", "no folder"),
    ] {
        let (is, out, err) = place.run(&["rules", "test", folder]);
        assert_eq!(is, code, "{reason}: {out}{err}");
        assert!(format!("{out}{err}").contains(expected), "{reason}: {out}{err}");
    }
}

#[test]
fn a_finding_is_as_bad_as_its_case() {
    let claim = "apiVersion: resource.k8s.io/v1beta1\nkind: ResourceClaim\nmetadata: {name: npu}\n";
    let place = Place::with(&[("claim.yaml", claim)]);
    for (target, options, code, said, reason) in [
        ("1.38", &[][..], 1, "high[REL-032]", "it is gone there"),
        ("1.37", &[], 0, "low[REL-032]", "it is deprecated there, which no threshold is for"),
        ("1.37", &["--fail-on", "low"], 1, "low[REL-032]", "unless it is"),
        ("1.33", &["--fail-on", "low"], 0, "", "all is well there"),
    ] {
        let args =
            ["check", "claim.yaml", "-q", "--select", "REL-032", "--target-kubernetes", target];
        let (status, out, _) = place.run(&[&args, options].concat());
        assert_eq!(status, code, "{reason}: {out}");
        assert!(out.contains(said) && out.is_empty() == said.is_empty(), "{reason}: {out}");
    }
}

#[test]
fn custom_resources_are_held_against_schemas_that_are_named() {
    let place = Place::with(&[]);
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: buoys.example.com}\nspec:\n  group: example.com\n  names: {kind: Buoy}\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n          spec: {type: object, properties: {light: {type: string}}}\n";
    let buoy = "apiVersion: example.com/v1\nkind: Buoy\nmetadata: {name: x}\nspec: {lihgt: red}\n";
    place.write("crds/deep/buoy.yaml", definition.as_bytes());
    place.write("buoy.yaml", buoy.as_bytes());
    place.write("empty/x.yaml", b"a: 1\n");
    place.write("bad/x.yaml", b"a: [\n");
    for (args, code, said, reason) in [
        (&["--schema", "crds"][..], 1, "did you mean \"light\"?", "a folder"),
        (&["--schema", "crds/deep/buoy.yaml"], 1, "did you mean \"light\"?", "a file"),
        (&["--schema", "empty"], 2, "no schemas in here", "none in there"),
        (&["--schema", "absent"], 2, "absent", "no such folder"),
        (&["--schema", "bad"], 2, "bad/x.yaml:1:", "a broken file"),
    ] {
        let (status, out, err) = place.run(&[&["check", "buoy.yaml"], args].concat());
        assert_eq!(status, code, "{reason}: {out}{err}");
        assert!(format!("{out}{err}").contains(said), "{reason}: {out}{err}");
    }
    place.write("seaworthy.yaml", b"schemas: [crds]\n");
    let (status, out, _) = place.run(&["check", "buoy.yaml"]);
    assert_eq!(status, 1, "by the configuration: {out}");
    // What the run defines itself needs not be named.
    place.write("seaworthy.yaml", b"profile: default\n");
    let (status, out, _) = place.run(&["check", "buoy.yaml", "crds"]);
    assert_eq!(status, 1, "defined in the run: {out}");
}
