//! What the options of a run change in what rules find. Their examples are judged as strictly as can
//! be, so they cannot show it.

use std::sync::Arc;

use seaworthy::config::KubernetesVersion;
use seaworthy::document::{File, Format};
use seaworthy::rule::{Profile, RULES};
use seaworthy::source::Source;
use seaworthy::{Options, check};

const SESSION: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\n\
    rules: [{apiGroups: [''], resources: [pods/exec], verbs: [get]}]\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n\
    spec: {containers: [{name: a, image: quay.io/a/b}]}\n";

/// The lines on which a rule finds something, and whether it judged the unit at all.
fn judge(code: &str, text: &str, options: Options) -> (Vec<usize>, bool) {
    let file = File::parse(Arc::new(Source::new("x.yaml", text)), Format::Yaml);
    let rules = RULES.iter().filter(|rule| rule.code == code).collect();
    let report = check([file].into_iter().collect(), &Options { rules, ..options });
    let judged = report.units.iter().any(|unit| !unit.passed.is_empty() || !unit.failed.is_empty());
    (report.findings.iter().map(|finding| finding.place.start().line).collect(), judged)
}

#[test]
fn a_session_needs_create_since_1_35() {
    for (minor, expected) in [(34, &[4][..]), (35, &[])] {
        let target_kubernetes = Some(KubernetesVersion { minor });
        let (found, judged) =
            judge("SEC-032", SESSION, Options { target_kubernetes, ..Options::default() });
        assert!(judged);
        assert_eq!(found, expected, "1.{minor}");
    }
}

#[test]
fn a_namespace_may_be_left_to_the_command_unless_everything_is_asked_for() {
    for (profile, expected) in [(Profile::Default, None), (Profile::All, Some(&[3][..]))] {
        let (found, judged) = judge("SEC-027", POD, Options { profile, ..Options::default() });
        assert_eq!(judged.then_some(&found[..]), expected, "{}", profile.as_str());
    }
}

#[test]
fn images_may_come_from_anywhere_unless_there_is_a_list() {
    for (registries, expected, reason) in [
        (&[][..], None, "no list"),
        (&["quay.io/a"], Some(&[][..]), "allowed"),
        (&["quay.io/b", "docker.io"], Some(&[4][..]), "not allowed"),
    ] {
        let registries = registries.iter().map(|&registry| registry.to_owned()).collect();
        let (found, judged) = judge("SEC-026", POD, Options { registries, ..Options::default() });
        assert_eq!(judged.then_some(&found[..]), expected, "{reason}");
    }
}

#[test]
fn a_cluster_may_call_its_npus_as_it_likes() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  tolerations:\n  - key: {name}\n  \
             containers:\n  - name: a\n    env:\n    - name: ASCEND_VISIBLE_DEVICES\n      value: '0'\n    \
             resources:\n      limits:\n        {name}: 2\n"
        )
    };
    for (code, resource, own, expected, reason) in [
        ("NPU-003", "example.com/my-npu", &[][..], Some(&[14][..]), "nobody registers it"),
        ("NPU-003", "example.com/my-npu", &["example.com/my-npu"], Some(&[]), "the cluster does"),
        ("NPU-003", "example.com/my-npus", &["example.com/my-npu"], Some(&[14]), "misspelt"),
        ("NPU-027", "example.com/my-npu", &[], Some(&[6]), "nobody taints so"),
        ("NPU-027", "example.com/my-npu", &["example.com/my-npu"], Some(&[]), "the cluster does"),
        ("NPU-012", "example.com/card", &[], None, "no NPU as far as anybody knows"),
        ("NPU-012", "example.com/card", &["example.com/card"], Some(&[11]), "an NPU like others"),
        ("NPU-028", "example.com/card", &["example.com/card"], Some(&[14]), "it counts cards"),
    ] {
        let npu_resources = own.iter().map(|&name| name.to_owned()).collect();
        let options = Options { npu_resources, ..Options::default() };
        let (found, judged) = judge(code, &pod(resource), options);
        assert_eq!(judged.then_some(&found[..]), expected, "{code} {resource}: {reason}");
    }
}

/// The rules that find something, in order and each once.
fn codes(text: &str) -> Vec<&'static str> {
    let file = File::parse(Arc::new(Source::new("x.yaml", text)), Format::Yaml);
    let rules = RULES.iter().filter(|rule| rule.family() == "SEC").collect();
    let report = check([file].into_iter().collect(), &Options { rules, ..Options::default() });
    let mut codes: Vec<_> = report.findings.iter().map(|finding| finding.rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn a_baked_variable_is_said_once() {
    let text =
        "FROM quay.io/ascend/cann:9.1.0-910b-ubuntu22.04-py3.11\nENV ASCEND_VISIBLE_DEVICES=all\n";
    let file = File::parse(Arc::new(Source::new("Dockerfile", text)), Format::Dockerfile);
    let rules = RULES.iter().filter(|rule| ["NPU-016", "NPU-050"].contains(&rule.code)).collect();
    let report = check([file].into_iter().collect(), &Options { rules, ..Options::default() });
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.rule.code).collect();
    assert_eq!(codes, ["NPU-050"]);
}

#[test]
fn a_wildcard_is_said_once() {
    for (rule, expected, reason) in [
        ("apiGroups: ['*'], resources: ['*'], verbs: ['*']", &["SEC-028"][..], "everything"),
        ("apiGroups: [''], resources: ['*'], verbs: [get]", &["SEC-030"], "all that can be read"),
        (
            "apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: ['*']",
            &["SEC-028"],
            "every verb",
        ),
        (
            "apiGroups: [''], resources: [secrets], verbs: ['*']",
            &["SEC-028", "SEC-030"],
            "every verb on what somebody has named",
        ),
    ] {
        let role = format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: a}}\n\
             rules: [{{{rule}}}]\n"
        );
        assert_eq!(codes(&role), expected, "{reason}");
    }
}

#[test]
fn a_secret_in_a_configmap_is_said_where_it_stands() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {DB_PASSWORD: Ch4oxi-2025}\n\
        ---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n\
        spec: {containers: [{name: a, envFrom: [{configMapRef: {name: a}}]}]}\n";
    let found = codes(text);
    assert!(found.contains(&"SEC-023") && !found.contains(&"SEC-021"), "{found:?}");
}
