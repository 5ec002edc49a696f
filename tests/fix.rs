//! `--fix` and `--diff`: what they change, what they leave alone, and what they refuse.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use seaworthy::Options;
use seaworthy::discover::{self, discover};
use seaworthy::fix::Mended;
use seaworthy::lang::Lang;
use seaworthy::rule::{Profile, RULES};
use tempfile::TempDir;

/// Fixes what is in a folder; what remains, and what changed.
fn mend(folder: &Path) -> Mended {
    let rules = RULES.iter().filter(|rule| rule.profile <= Profile::Default).collect();
    let options = Options { rules, ..Options::default() };
    let found = discover(&[folder.to_owned()], &discover::Options::default());
    Mended::new(found, &options, Lang::En).write(&options)
}

/// What becomes of the one file of a folder.
fn fixed(name: &str, bytes: &[u8]) -> (Vec<u8>, Mended) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    let mended = mend(folder.path());
    let after = fs::read(&path).expect("the file");
    let again = mend(folder.path());
    assert!(again.changes.is_empty(), "the second time changes nothing: {:?}", again.changes);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left over");
    (after, mended)
}

fn fixed_text(name: &str, text: &str) -> (String, Mended) {
    let (bytes, mended) = fixed(name, text.as_bytes());
    (String::from_utf8(bytes).expect("text"), mended)
}

/// A pod whose one container has this in it.
fn pod(container: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n  containers:\n  - name: a\n{container}"
    )
}

/// The resources of a pod that asks for so many cards.
fn cards(number: usize) -> String {
    format!("    resources:\n      limits: {{huawei.com/Ascend910: {number}}}\n")
}

#[test]
fn each_fault_with_one_right_answer_is_mended() {
    let variable = "ASCEND_VISIBLE_DEVICES";
    let one = cards(1);
    for (before, after, reason) in [
        (
            "    resources:\n      requests: {huawei.com/Ascend910: \"2\"}\n      limits: {huawei.com/Ascend910: 1} # all\n",
            "    resources:\n      requests: {huawei.com/Ascend910: \"1\"}\n      limits: {huawei.com/Ascend910: 1} # all\n",
            "NPU-001: the limit wins, and the quotes stay",
        ),
        (
            "    resources:\n      requests: {huawei.com/ascend910: 1}\n      limits: {huawei.com/ascend910: 1}\n",
            "    resources:\n      requests: {huawei.com/Ascend910: 1}\n      limits: {huawei.com/Ascend910: 1}\n",
            "NPU-003: at both places",
        ),
        (
            "    resources:\n      limits: {\"Huawei.com/npu\": 1}\n",
            "    resources:\n      limits: {\"huawei.com/npu\": 1}\n",
            "NPU-003: in quotes",
        ),
        (
            "    resources:\n      limits: {ascend.ai/npu: 1}\n",
            "    resources:\n      limits: {ascend.ai/npu: 1}\n",
            "NPU-003: what was meant, nobody knows for sure",
        ),
        (
            "    resources:\n      limits: {huawei.com/ascend910: 1, huawei.com/Ascend910: 1}\n  hostIPC: true\n",
            "    resources:\n      limits: {huawei.com/ascend910: 1, huawei.com/Ascend910: 1}\n  hostIPC: true\n",
            "NPU-003: the right name is taken",
        ),
        (
            &format!("    env: [{{name: A, value: b}}, {{name: {variable}, value: '0'}}]\n{one}"),
            &format!("    env: [{{name: A, value: b}}]\n{one}"),
            "NPU-012: deleted",
        ),
        (
            &format!("    env:\n    # why\n    - name: {variable}\n      value: '0'\n{one}"),
            &format!("    # why\n{one}"),
            "NPU-012: the only variable",
        ),
        (
            &format!("    env:\n    - name: {variable}\n{one}"),
            &one.clone(),
            "NPU-012: without a value",
        ),
        (
            &format!(
                "    env:\n    - name: {variable}\n      value: '0'\n    - name: {variable}\n      value: '1'\n{one}"
            ),
            &one.clone(),
            "NPU-012: twice, in two rounds",
        ),
        (
            &format!(
                "    env:\n    - name: {variable}\n      valueFrom: {{configMapKeyRef: {{name: m, key: k}}}}\n{one}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata: {{k: '0'}}\n"
            ),
            &format!(
                "    env:\n    - name: {variable}\n      valueFrom: {{configMapKeyRef: {{name: m, key: k}}}}\n{one}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata: {{k: '0'}}\n"
            ),
            "NPU-012: the value stands in a ConfigMap",
        ),
        (
            &format!(
                "    env:\n    - name: {variable}\n      valueFrom:\n        fieldRef: {{fieldPath: \"metadata.annotations['huawei.com/npu']\"}}\n{one}  schedulerName: volcano\n"
            ),
            &format!(
                "    env:\n    - name: {variable}\n      valueFrom:\n        fieldRef: {{fieldPath: \"metadata.annotations['huawei.com/Ascend910']\"}}\n{one}  schedulerName: volcano\n"
            ),
            "NPU-013: the key of what is requested",
        ),
        (
            &format!(
                "    env:\n    - {{name: A, value: b}}\n    - name: {variable}\n      valueFrom:\n        fieldRef: {{fieldPath: \"metadata.annotations['huawei.com/AscendReal']\"}}\n    resources:\n      limits: {{huawei.com/Ascend910-2c: 1}}\n"
            ),
            "    env:\n    - {name: A, value: b}\n    resources:\n      limits: {huawei.com/Ascend910-2c: 1}\n",
            "NPU-015: deleted",
        ),
        (
            &format!("{one}  tolerations:\n  - key: huawei.com/ascend910\n    operator: Exists\n"),
            &format!("{one}  tolerations:\n  - key: huawei.com/Ascend910\n    operator: Exists\n"),
            "NPU-027: only case differs",
        ),
        (
            &format!("{one}  tolerations:\n  - key: ascend.ai/npu\n    operator: Exists\n"),
            &format!("{one}  tolerations:\n  - key: ascend.ai/npu\n    operator: Exists\n"),
            "NPU-027: a cluster may call its taint so",
        ),
    ] {
        let (text, _) = fixed_text("x.yaml", &pod(before));
        assert_eq!(text, pod(after), "{reason}");
    }
}

#[test]
fn memory_is_mounted_once_for_all_containers() {
    let four = cards(4);
    let mount = "    volumeMounts:\n      - name: shm\n        mountPath: /dev/shm\n";
    let memory =
        "    - name: shm\n      emptyDir:\n        medium: Memory\n        sizeLimit: 1Gi\n";
    let second = format!("  - name: b\n{four}");
    for (before, after, reason) in [
        (four.clone(), format!("{four}{mount}  volumes:\n{memory}"), "at the end of the file"),
        (
            format!("{four}{second}"),
            format!("{four}{mount}{second}{mount}  volumes:\n{memory}"),
            "two containers, one volume",
        ),
        (
            format!(
                "{four}  volumes:\n    - name: shm\n      emptyDir: {{medium: Memory, sizeLimit: 8Gi}}\n"
            ),
            format!(
                "{four}{mount}  volumes:\n    - name: shm\n      emptyDir: {{medium: Memory, sizeLimit: 8Gi}}\n"
            ),
            "there already",
        ),
        (
            format!(
                "{four}  volumes:\n    - name: shm\n      configMap: {{name: m}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\n"
            ),
            format!(
                "{four}{}  volumes:\n    - name: shm\n      configMap: {{name: m}}\n{}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\n",
                mount.replace("shm\n        m", "dshm\n        m"),
                memory.replace("- name: shm", "- name: dshm"),
            ),
            "the name is taken",
        ),
        (
            format!("{four}    volumeMounts:\n    - {{name: claim, mountPath: /dev/shm}}\n"),
            format!("{four}    volumeMounts:\n    - {{name: claim, mountPath: /dev/shm}}\n"),
            "something is mounted there that is declared elsewhere",
        ),
    ] {
        let (text, _) = fixed_text("x.yaml", &pod(&before));
        assert_eq!(text, pod(&after), "{reason}");
    }
}

#[test]
fn quotas_count_what_is_meant() {
    let quota = |hard: &str| {
        format!(
            "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: x}}\nspec:\n  hard:\n{hard}"
        )
    };
    for (before, after, reason) in [
        (
            "    requests.huawei.com/ascend910: 8\n",
            "    requests.huawei.com/Ascend910: 8\n",
            "NPU-003",
        ),
        ("    huawei.com/Ascend910: 8\n", "    requests.huawei.com/Ascend910: 8\n", "NPU-011"),
        ("    limits.huawei.com/ascend910: 8\n", "    requests.huawei.com/Ascend910: 8\n", "both"),
        (
            "    limits.huawei.com/npu: 8\n    requests.huawei.com/npu: 8\n",
            "    limits.huawei.com/npu: 8\n    requests.huawei.com/npu: 8\n",
            "the right key is taken",
        ),
    ] {
        let (text, _) = fixed_text("x.yaml", &quota(before));
        assert_eq!(text, quota(after), "{reason}");
    }
}

const MISSPELT: &str = "    resources:\n      limits: {huawei.com/ascend910: 1}\n";

#[test]
fn files_keep_their_form() {
    let (before, after) = (pod(MISSPELT), pod(&cards(1)));
    let with_mark = |text: &str| format!("\u{feff}{text}");
    let windows = |text: &str| text.replace('\n', "\r\n");
    for (before, after, reason) in [
        (with_mark(&before), with_mark(&after), "a byte order mark"),
        (windows(&before), windows(&after), "CRLF"),
        (before.trim_end().to_owned(), after.trim_end().to_owned(), "no end of the last line"),
        (
            format!("{before}---\na: [\n"),
            format!("{after}---\na: [\n"),
            "what is broken beside it is broken afterwards",
        ),
    ] {
        let (text, _) = fixed_text("x.yaml", &before);
        assert_eq!(text, after, "{reason}");
    }
    let json = |name: &str| {
        format!(
            "{{\n  \"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"x\"}},\n  \"spec\": {{\"containers\": [\n\t{{\"name\": \"a\", \"resources\": {{\"limits\": {{\"{name}\": 1}}}}}}\n  ]}}\n}}\n"
        )
    };
    let (text, _) = fixed_text("x.json", &json("huawei.com/ascend910"));
    assert_eq!(text, json("huawei.com/Ascend910"), "JSON");
    let (text, mended) = fixed_text("x.json", &json("huawei.com/Ascend910").replace("1}", "2}"));
    assert_eq!(mended.changes.len(), 1, "{:?}", mended.report.warnings);
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
}

#[test]
fn what_could_do_harm_is_left_alone() {
    let shared = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: x}\n  spec:\n    containers:\n    - name: a\n      resources: &r\n        limits: {huawei.com/ascend910: 1}\n    - name: b\n      resources: *r\n";
    for (text, said, reason) in [
        (shared.to_owned(), None, "an anchor with an alias"),
        (format!("# Source: web/templates/x.yaml\n{}", pod(MISSPELT)), None, "rendered by Helm"),
        (
            pod(&MISSPELT
                .replace("ascend910: 1", "ascend910: 1 # seaworthy: ignore[NPU-003] ours")
                .replace(
                    "1 # seaworthy: ignore[NPU-003] ours}",
                    "1} # seaworthy: ignore[NPU-003] ours",
                )),
            None,
            "accepted",
        ),
        (
            pod(&MISSPELT.replace("910: 1", "910-2c: 2")),
            Some(
                "x.yaml:8:16: not fixed: with the fixes of this file, this would be found: NPU-006 ",
            ),
            "right, the name leads to another fault",
        ),
    ] {
        let (after, mended) = fixed_text("x.yaml", &text);
        assert_eq!(after, text, "{reason}");
        assert!(mended.changes.is_empty(), "{reason}");
        assert_eq!(mended.report.fixable(), 0, "{reason}");
        let warnings: Vec<_> = mended.report.warnings.iter().map(ToString::to_string).collect();
        let is_said = |said: &str| warnings.iter().any(|warning| warning.contains(said));
        assert!(said.map_or(warnings.is_empty(), is_said), "{reason}: {warnings:?}");
    }
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(pod(MISSPELT).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let (after, mended) = fixed("x.yaml", &utf16);
    assert_eq!(after, utf16, "UTF-16");
    assert!(mended.report.warnings[0].to_string().contains("UTF-16"));
}

#[test]
fn a_file_that_cannot_be_fixed_keeps_no_other_from_it() {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    let bad = pod(&MISSPELT.replace("910: 1", "910-2c: 2"));
    write("bad.yaml", &bad);
    write("good.yaml", &pod(MISSPELT));
    let mended = mend(folder.path());
    let names: Vec<_> = mended.changes.iter().map(|change| change.path.file_name()).collect();
    assert_eq!(names, [Some("good.yaml".as_ref())]);
    assert_eq!(mended.changes[0].faults, 1);
    assert_eq!(fs::read_to_string(folder.path().join("bad.yaml")).expect("a file"), bad);
}

#[test]
fn what_was_changed_meanwhile_is_not_written_over() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("x.yaml");
    fs::write(&path, pod(MISSPELT)).expect("a file");
    let rules = RULES.iter().filter(|rule| rule.code == "NPU-003").collect();
    let options = Options { rules, ..Options::default() };
    let found = discover(std::slice::from_ref(&path), &discover::Options::default());
    let mended = Mended::new(found, &options, Lang::En);
    assert!(mended.report.findings.is_empty(), "in memory it is fixed");
    fs::write(&path, "mine\n").expect("a file");
    let mended = mended.write(&options);
    assert_eq!(fs::read_to_string(&path).expect("a file"), "mine\n");
    assert!(mended.changes.is_empty());
    assert_eq!(mended.report.findings.len(), 1, "the fault is still there");
    assert!(mended.report.errors[0].to_string().contains("not what was checked any more"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_modes_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = TempDir::new().expect("a folder");
    let real = folder.path().join("real.yaml");
    fs::write(&real, pod(MISSPELT)).expect("a file");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
    let link = folder.path().join("link.yaml");
    symlink("real.yaml", &link).expect("a link");
    mend(&link);
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("a file"), pod(&cards(1)));
    assert_eq!(fs::metadata(&real).expect("a file").permissions().mode() & 0o777, 0o640);
}

/// The command, in a folder; its exit code and what it prints.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .arg("check")
        .args(args)
        .current_dir(folder)
        .env("LANG", "C")
        .output()
        .expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (run.status.code(), text(run.stdout), text(run.stderr))
}

#[test]
fn a_diff_is_what_git_applies() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path();
    let names = ["plain.yaml", "a b/部署.yaml", "crlf.yaml", "no-end.yaml", "mark.yaml"];
    let two = pod(&cards(2));
    let texts = [
        two.clone(),
        pod(MISSPELT),
        two.replace('\n', "\r\n"),
        two.trim_end().to_owned(),
        format!("\u{feff}{}", pod(MISSPELT)),
    ];
    fs::create_dir(path.join("a b")).expect("a folder");
    for (name, text) in names.iter().zip(&texts) {
        fs::write(path.join(name), text).expect("a file");
    }
    let (code, diff, err) = run(path, &["--diff"]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(diff.contains("--- a/plain.yaml\n+++ b/plain.yaml\n@@ -"), "{diff}");
    assert!(diff.contains("\\ No newline at end of file"), "{diff}");
    for (name, text) in names.iter().zip(&texts) {
        assert_eq!(
            fs::read_to_string(path.join(name)).expect("a file"),
            *text,
            "nothing is written"
        );
    }
    let applied = TempDir::new().expect("a folder");
    fs::create_dir(applied.path().join("a b")).expect("a folder");
    for (name, text) in names.iter().zip(&texts) {
        fs::write(applied.path().join(name), text).expect("a file");
    }
    let git = Command::new("git")
        .args(["-c", "core.autocrlf=false", "apply"])
        .current_dir(applied.path())
        .env("GIT_CEILING_DIRECTORIES", applied.path())
        .stdin(Stdio::piped())
        .spawn();
    if let Ok(mut git) = git {
        git.stdin.take().expect("a pipe").write_all(diff.as_bytes()).expect("git reads");
        assert!(git.wait().expect("git ends").success(), "{diff}");
    }
    let (code, out, _) = run(path, &["--fix", "--fail-on", "never"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("a b/部署.yaml: 1 fault fixed\n"), "{out}");
    if Command::new("git").arg("--version").output().is_ok() {
        for name in names {
            let [mine, gits] =
                [path, applied.path()].map(|at| fs::read(at.join(name)).expect("a file"));
            assert_eq!(mine, gits, "{name}");
        }
    }
    let (code, diff, _) = run(path, &["--diff"]);
    assert_eq!((code, diff.as_str()), (Some(0), ""), "nothing is left to fix");
}

#[test]
fn options_and_exit_codes() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path();
    let restore = || fs::write(path.join("x.yaml"), pod(MISSPELT)).expect("a file");
    restore();
    for (args, expected, reason) in [
        (&["--diff"][..], 1, "something to change"),
        (&["--diff", "--ignore", "NPU-003"], 0, "nothing to change"),
        (&["--diff", "absent.yaml", "."], 2, "an error beside it"),
        (&["--diff", "--fix"], 2, "one or the other"),
        (&["--diff", "--format", "json"], 2, "a diff is no report"),
        (&["--fix", "--select", "NPU-003"], 0, "nothing remains"),
        (&["--fix", "--select", "SEC-001"], 1, "what remains counts"),
    ] {
        let (code, out, err) = run(path, args);
        assert_eq!(code, Some(expected), "{reason}: {out}{err}");
    }
    restore();
    let (_, out, err) = run(path, &["--fix", "--format", "json"]);
    assert_eq!(err, "x.yaml: 1 fault fixed\n");
    assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok(), "{out}");
    restore();
    let (code, ..) = run(path, &["--fix", "--ignore", "NO-SUCH"]);
    assert_eq!(code, Some(2));
    assert_eq!(
        fs::read_to_string(path.join("x.yaml")).expect("a file"),
        pod(MISSPELT),
        "what is wrong with the choice of rules keeps all files as they are"
    );
    let (_, out, _) = run(path, &["--color", "never"]);
    assert!(out.ends_with("  fixable   1, by `--fix`; `--diff` shows how\n"), "{out}");
}

/// Pieces of a container, in block and in flow style, with and without a fault.
const PIECES: [&str; 12] = [
    "    # one's own comment\n",
    "\n",
    "    image: example.com/a:1 # image\n",
    "    env:\n    # cards\n    - name: ASCEND_VISIBLE_DEVICES\n      value: '0,1' # goes\n",
    "    env:\n    - name: A\n      value: |\n        b\n\n    - name: ASCEND_VISIBLE_DEVICES\n      value: \"0\"\n",
    "    env: [{name: ASCEND_VISIBLE_DEVICES, value: '0'}, {name: B, value: c}] # env\n",
    "    volumeMounts: [{name: data, mountPath: /data}] # mounts\n",
    "    volumeMounts:\n    - name: data # data\n      mountPath: /data\n",
    "    resources: {limits: {huawei.com/ascend910: 2}, requests: {huawei.com/ascend910: '1'}} # two\n",
    "    resources: # four\n      requests:\n        \"huawei.com/Ascend910\": 1 # one\n      limits:\n        huawei.com/Ascend910: 4\n",
    "    resources:\n      limits: {ascend.ai/npu: 2} # two\n",
    "    securityContext: &s {privileged: false}\n",
];
const ENDS: [&str; 4] = [
    "  volumes: [{name: data, emptyDir: {sizeLimit: 1Gi}}]\n",
    "  volumes:\n    - {name: data, emptyDir: {sizeLimit: 1Gi}} # data\n",
    "  tolerations:\n  - key: huawei.com/ascend910 # taint\n  # the end\n",
    "# behind\n",
];

/// The lines of a text that are comments and nothing else.
fn comments(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| line.starts_with('#')).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_not_edited_stays(
        containers in prop::collection::vec(prop::collection::vec(0..PIECES.len(), 0..5), 1..3),
        end in prop::collection::vec(0..ENDS.len(), 0..3),
        windows in any::<bool>(),
        cut in any::<bool>(),
    ) {
        let mut text = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n".to_owned();
        for (number, pieces) in containers.iter().enumerate() {
            let name = format!("  - name: c{number}\n");
            text += &name;
            text.extend(pieces.iter().map(|&piece| PIECES[piece]));
        }
        text.extend(end.iter().map(|&piece| ENDS[piece]));
        let text = if cut { text.trim_end().to_owned() } else { text };
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        let (after, mended) = fixed_text("x.yaml", &text);
        prop_assert_eq!(comments(&after), comments(&text), "comments stay");
        prop_assert_eq!(mended.changes.is_empty(), after == text);
        let gone = "ASCEND_VISIBLE_DEVICES|ascend910|Ascend910|'0,1'|\"0\"|env:";
        let come = "shm|Memory|1Gi|volume|emptyDir|Ascend910|B, value: c";
        for change in similar::TextDiff::from_lines(&text, &after).iter_all_changes() {
            let expected = match change.tag() {
                similar::ChangeTag::Equal => continue,
                similar::ChangeTag::Delete => gone,
                similar::ChangeTag::Insert => come,
            };
            let line = change.value();
            let is_edit = expected.split('|').any(|word| line.contains(word));
            // Its end may be new, or its list goes on.
            let stem = line.split(']').next().unwrap_or_default().trim_end();
            let is_same = text.contains(stem) && after.contains(stem);
            prop_assert!(is_edit || is_same, "{line}\n{text}\n{after}");
        }
    }
}
