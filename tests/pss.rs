//! The Pod Security Standards: a group refuses a pod exactly where admission does, and by the same
//! controls. The official fixtures of Kubernetes are read where they are at hand, in `../shared`.
#![expect(clippy::print_stdout, reason = "the test says what it has compared")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seaworthy::config::KubernetesVersion;
use seaworthy::document::{File, Format};
use seaworthy::finding::Finding;
use seaworthy::rule::{RULES, Rule};
use seaworthy::select::{Selection, Selector};
use seaworthy::source::Source;
use seaworthy::{Options, check};

/// A check of Pod Security admission.
struct Check {
    id: &'static str,
    /// The group and the control that rules have for it.
    control: (&'static str, &'static str),
    /// The check that stands in for it at the restricted level.
    overridden_by: &'static str,
}

const CHECKS: [Check; 19] = [
    baseline("appArmorProfile", "AppArmor", ""),
    baseline("capabilities_baseline", "Capabilities", "capabilities_restricted"),
    baseline("hostNamespaces", "Host Namespaces", ""),
    baseline("hostPathVolumes", "HostPath Volumes", "restrictedVolumes"),
    baseline("hostPorts", "Host Ports", ""),
    baseline("hostProbesAndHostLifecycle", "Host Probes / Lifecycle Hooks (v1.34+)", ""),
    baseline("privileged", "Privileged Containers", ""),
    baseline("procMount", "/proc Mount Type", "procMount_restricted"),
    baseline("seLinuxOptions", "SELinux", ""),
    baseline("seccompProfile_baseline", "Seccomp", "seccompProfile_restricted"),
    baseline("sysctls", "Sysctls", ""),
    baseline("windowsHostProcess", "HostProcess", ""),
    restricted("allowPrivilegeEscalation", "Privilege Escalation (v1.8+)"),
    restricted("capabilities_restricted", "Capabilities (v1.22+)"),
    restricted("procMount_restricted", "/proc Mount Type (v1.35+)"),
    restricted("restrictedVolumes", "Volume Types"),
    restricted("runAsNonRoot", "Running as Non-root"),
    restricted("runAsUser", "Running as Non-root user (v1.23+)"),
    restricted("seccompProfile_restricted", "Seccomp (v1.19+)"),
];

const fn baseline(id: &'static str, control: &'static str, overridden_by: &'static str) -> Check {
    Check { id, control: ("pss-baseline", control), overridden_by }
}

const fn restricted(id: &'static str, control: &'static str) -> Check {
    Check { id, control: ("pss-restricted", control), overridden_by: "" }
}

/// A level of the standards, at a version of Kubernetes.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Policy<'a> {
    level: &'a str,
    version: KubernetesVersion,
}

impl Policy<'_> {
    /// What is found in each file, by `seaworthy check --select pss-<level> --target-kubernetes 1.N`.
    fn judge(self, files: impl IntoIterator<Item = File>) -> HashMap<String, Vec<&'static Rule>> {
        let selection = Selection {
            select: vec![Selector::of_option("--select", &format!("pss-{}", self.level))],
            target_kubernetes: Some(self.version),
            ..Selection::default()
        };
        let rules = selection.of(&RULES.iter().collect::<Vec<_>>());
        let target_kubernetes = selection.target_kubernetes;
        let options = Options { rules, target_kubernetes, ..Options::default() };
        let report = check(files.into_iter().collect(), &options);
        assert!(report.errors.is_empty(), "{}", report.errors[0]);
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for Finding { rule, place, .. } in &report.findings {
            found.entry(place.source.name().to_owned()).or_default().push(*rule);
        }
        found
    }

    /// The checks that fail where these rules find something.
    fn failing(self, rules: &[&Rule]) -> BTreeSet<&'static str> {
        let met = |check: &&Check| {
            rules.iter().flat_map(|rule| rule.controls(self.version)).any(|c| c == check.control)
        };
        let counts = |check: &&Check| match self.level {
            "baseline" => check.control.0 == "pss-baseline",
            _ => !self.has(check.overridden_by),
        };
        CHECKS.iter().filter(counts).filter(met).map(|check| check.id).collect()
    }

    /// Whether there is a rule for the check at this version.
    fn has(self, id: &str) -> bool {
        let check = CHECKS.iter().find(|check| check.id == id);
        let mut controls = RULES.iter().flat_map(|rule| rule.controls(self.version));
        check.is_some_and(|check| controls.any(|control| control == check.control))
    }
}

#[test]
fn the_official_fixtures_are_decided_as_by_admission() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("SEAWORTHY_SHARED").map_or(beside, PathBuf::from);
    let corpus = shared.join("corpora/pss");
    let Ok(expectations) = fs::read_to_string(corpus.join("expectations.tsv")) else {
        return println!("skipped: no ../shared");
    };
    let mut by_policy: BTreeMap<Policy, Vec<(&str, BTreeSet<&str>)>> = BTreeMap::new();
    for row in expectations.lines().skip(1) {
        let [file, level, version, _, expected, _, failing] =
            row.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("row {row}")
        };
        let failing: BTreeSet<_> = failing.split(',').filter(|id| *id != "-").collect();
        assert_eq!(expected == "fail", !failing.is_empty(), "{file}");
        let policy = Policy { level, version: version.parse().expect(file) };
        by_policy.entry(policy).or_default().push((file, failing));
    }
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for (policy, expected) in by_policy {
        let read = |file: &&str| {
            let text = fs::read_to_string(corpus.join(file)).expect(file);
            File::parse(Arc::new(Source::new(*file, text)), Format::Yaml)
        };
        let found = policy.judge(expected.iter().map(|(file, _)| read(file)));
        for (file, expected) in expected {
            for id in &expected {
                assert!(policy.has(id), "{file}: no rule is marked with the control of {id}");
            }
            let rules = found.get(file).map_or(&[][..], Vec::as_slice);
            let failing = policy.failing(rules);
            all += 1;
            // A finding without a control of this level would be wrong, too.
            if failing == expected && failing.is_empty() == rules.is_empty() {
                right += 1;
            } else {
                let codes: Vec<_> = rules.iter().map(|rule| rule.code).collect();
                wrong.push(format!("{file}: {failing:?} by {codes:?} instead of {expected:?}\n"));
            }
        }
    }
    println!("{right} of {all}");
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert_eq!(all, 4_537, "the whole set is there");
}

/// The level; a pod, in which `GOOD` is all that the restricted level wants of a container, and `SAFE`
/// is that without a user; the checks that it fails at some versions; the reason.
type Row = (&'static str, &'static str, &'static [(u32, &'static str)], &'static str);

/// What the fixtures leave open.
const PODS: [Row; 23] = [
    (
        "baseline",
        "spec: {containers: [{name: a, livenessProbe: {tcpSocket: {port: 80, host: localhost}}}]}",
        &[(33, ""), (34, "hostProbesAndHostLifecycle")],
        "a new control",
    ),
    (
        "baseline",
        "spec: {containers: [{name: a, lifecycle: {preStop: {httpGet: {port: 80, host: ''}}}}]}",
        &[(34, "")],
        "an empty host is none",
    ),
    (
        "baseline",
        "spec: {securityContext: {seLinuxOptions: {type: container_engine_t}}, containers: [{name: a}]}",
        &[(30, "seLinuxOptions"), (31, "")],
        "a new type",
    ),
    (
        "baseline",
        "spec: {securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports}]}, containers: [{name: a}]}",
        &[(26, "sysctls"), (27, "")],
        "a sysctl that became safe",
    ),
    (
        "baseline",
        "spec: {securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time}]}, containers: [{name: a}]}",
        &[(28, "sysctls"), (29, "")],
        "another",
    ),
    (
        "baseline",
        "spec: {securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}]}, containers: [{name: a}]}",
        &[(31, "sysctls"), (32, "")],
        "another",
    ),
    (
        "baseline",
        "spec: {securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat}]}, containers: [{name: a}]}",
        &[(36, "sysctls"), (37, "")],
        "another",
    ),
    (
        "baseline",
        "spec: {hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}",
        &[(34, "procMount"), (35, "")],
        "relaxed for users of its own",
    ),
    (
        "restricted",
        "spec: {hostUsers: false, containers: [{name: a, securityContext: {GOOD, procMount: Unmasked}}]}",
        &[(34, "procMount"), (35, "procMount_restricted")],
        "but not here",
    ),
    (
        "restricted",
        "spec: {hostUsers: false, containers: [{name: a, securityContext: {SAFE, runAsUser: 0}}]}",
        &[
            (22, "runAsNonRoot"),
            (23, "runAsNonRoot,runAsUser"),
            (34, "runAsNonRoot,runAsUser"),
            (35, ""),
        ],
        "root of its own",
    ),
    (
        "restricted",
        "spec: {securityContext: {runAsUser: 0}, containers: [{name: a, securityContext: {GOOD, runAsUser: 1}}]}",
        &[(22, ""), (37, "runAsUser")],
        "a zero that no container has",
    ),
    (
        "restricted",
        "spec: {securityContext: {runAsNonRoot: false}, containers: [{name: a, securityContext: {GOOD}}]}",
        &[(37, "runAsNonRoot")],
        "a setting that no container has",
    ),
    (
        "restricted",
        "spec: {securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a, securityContext: {GOOD}}]}",
        &[(18, ""), (19, "seccompProfile_restricted")],
        "a profile that no container has",
    ),
    (
        "restricted",
        "spec: {containers: [{name: a, securityContext: {runAsNonRoot: true}}]}",
        &[
            (7, ""),
            (8, "allowPrivilegeEscalation"),
            (19, "allowPrivilegeEscalation,seccompProfile_restricted"),
            (22, "allowPrivilegeEscalation,capabilities_restricted,seccompProfile_restricted"),
        ],
        "controls one by one",
    ),
    (
        "restricted",
        "spec: {os: {name: windows}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]}",
        &[
            (24, "allowPrivilegeEscalation,capabilities_restricted,seccompProfile_restricted"),
            (25, ""),
        ],
        "what only Linux has",
    ),
    (
        "restricted",
        "spec: {containers: [{name: a, securityContext: {GOOD}}], ephemeralContainers: [{name: b, securityContext: {SAFE}}]}",
        &[(37, "runAsNonRoot")],
        "a container for debugging",
    ),
    (
        "restricted",
        "spec: {containers: [{name: a, securityContext: {GOOD}}], volumes: [{name: v, image: {}}, {name: w, csi: {}}, {name: x}]}",
        &[(37, "")],
        "volumes for everybody",
    ),
    (
        "baseline",
        "spec: {securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: a}]}",
        &[(30, "appArmorProfile")],
        "the field",
    ),
    (
        "baseline",
        "metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/gone: unconfined}}\nspec: {containers: [{name: a}]}",
        &[(37, "appArmorProfile")],
        "the annotation of whatever container",
    ),
    (
        "baseline",
        "metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/a: ''}}\nspec: {containers: [{name: a}]}",
        &[(37, "")],
        "an empty annotation",
    ),
    (
        "baseline",
        "metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: unconfined}}\nspec: {containers: [{name: a}]}",
        &[(18, "seccompProfile_baseline"), (26, "seccompProfile_baseline"), (27, "")],
        "an annotation that the API server copied to the field",
    ),
    (
        "restricted",
        "metadata: {annotations: {container.seccomp.security.alpha.kubernetes.io/a: runtime/default}}\nspec: {containers: [{name: a, securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}",
        &[(18, ""), (26, ""), (27, "seccompProfile_restricted")],
        "and a good one",
    ),
    (
        "baseline",
        "spec: {hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]}",
        &[(37, "hostNamespaces,hostPorts")],
        "two faults",
    ),
];

#[test]
fn what_the_fixtures_leave_open_is_decided_as_by_admission() {
    let safe = "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}";
    for (level, pod, by_version, reason) in PODS {
        let pod = pod.replace("GOOD", "SAFE, runAsNonRoot: true").replace("SAFE", safe);
        for &(minor, expected) in by_version {
            let policy = Policy { level, version: KubernetesVersion { minor } };
            let text = format!("apiVersion: v1\nkind: Pod\n{pod}\n");
            let file = File::parse(Arc::new(Source::new("pod.yaml", text)), Format::Yaml);
            let found = policy.judge([file]);
            let rules = found.get("pod.yaml").map_or(&[][..], Vec::as_slice);
            let failing: Vec<_> = policy.failing(rules).into_iter().collect();
            assert_eq!(failing.join(","), expected, "1.{minor}: {reason}");
        }
    }
}
