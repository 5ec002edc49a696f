//! Compliance groups: published sets of controls that rules are chosen by and reported under.

use crate::lang::Text;

/// A published set of controls.
#[derive(Debug)]
pub struct Group {
    /// As in options and rule files.
    pub name: &'static str,
    /// In full.
    pub title: Text,
    /// The version whose controls, and numbers of controls, are meant.
    pub version: &'static str,
    /// Who publishes it.
    pub organization: &'static str,
    /// Where it is.
    pub url: &'static str,
    /// The controls that files can have a part in: what rule files call each, and its title.
    pub controls: &'static [(&'static str, &'static str)],
}

/// All groups. A rule of the user's own may name others, of which only the name is known.
pub static GROUPS: [Group; 4] = [
    Group {
        name: "pss-baseline",
        title: Text {
            en: "Pod Security Standards (baseline)", zh: "Pod 安全标准（baseline）"
        },
        version: NEWEST,
        organization: "Kubernetes",
        url: POD_SECURITY,
        controls: &[
            ("HostProcess", ""),
            ("Host Namespaces", ""),
            ("Privileged Containers", ""),
            ("Capabilities", ""),
            ("HostPath Volumes", ""),
            ("Host Ports", ""),
            ("Host Probes / Lifecycle Hooks (v1.34+)", ""),
            ("AppArmor", ""),
            ("SELinux", ""),
            ("/proc Mount Type", ""),
            ("Seccomp", ""),
            ("Sysctls", ""),
        ],
    },
    Group {
        name: "pss-restricted",
        title: Text {
            en: "Pod Security Standards (restricted)", zh: "Pod 安全标准（restricted）"
        },
        version: NEWEST,
        organization: "Kubernetes",
        url: POD_SECURITY,
        controls: &[
            ("Volume Types", ""),
            ("Privilege Escalation (v1.8+)", ""),
            ("Running as Non-root", ""),
            ("Running as Non-root user (v1.23+)", ""),
            ("Seccomp (v1.19+)", ""),
            ("Capabilities (v1.22+)", ""),
            ("/proc Mount Type (v1.35+)", ""),
        ],
    },
    Group {
        name: "cis",
        title: Text { en: "CIS Kubernetes Benchmark", zh: "CIS Kubernetes 基准" },
        // From 1.11 on the general policies are 5.6; 1.12 counts 5.2 anew.
        version: "1.10.0",
        organization: "Center for Internet Security",
        url: "https://www.cisecurity.org/benchmark/kubernetes",
        controls: CIS,
    },
    Group {
        name: "nsa",
        title: Text {
            en: "NSA/CISA Kubernetes Hardening Guidance",
            zh: "NSA/CISA Kubernetes 加固指南",
        },
        version: "1.2",
        organization: "National Security Agency; Cybersecurity and Infrastructure Security Agency",
        url: "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
        // Its sections have no numbers.
        controls: &[
            ("\"Non-root\" containers and \"rootless\" container engines", ""),
            ("Immutable container file systems", ""),
            ("Building secure container images", ""),
            ("Pod security enforcement", ""),
            ("Protecting Pod service account tokens", ""),
            ("Hardening container environments", ""),
            ("Namespaces", ""),
            ("Network policies", ""),
            ("Resource policies", ""),
            ("Encryption", ""),
            ("Secrets", ""),
            ("Protecting sensitive cloud infrastructure", ""),
            ("Authentication", ""),
            ("Role-based access control", ""),
            ("Audit Logging and Threat Detection", ""),
            ("Upgrading and application security practices", ""),
        ],
    },
];

/// The standards have the versions of Kubernetes.
const NEWEST: &str = "1.37";
const POD_SECURITY: &str = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";

/// Section 5, the policies of a cluster.
const CIS: &[(&str, &str)] = &[
    ("5.1.1", "Ensure that the cluster-admin role is only used where required"),
    ("5.1.2", "Minimize access to secrets"),
    ("5.1.3", "Minimize wildcard use in Roles and ClusterRoles"),
    ("5.1.4", "Minimize access to create pods"),
    ("5.1.5", "Ensure that default service accounts are not actively used"),
    ("5.1.6", "Ensure that Service Account Tokens are only mounted where necessary"),
    ("5.1.7", "Avoid use of system:masters group"),
    ("5.1.8", "Limit use of the Bind, Impersonate and Escalate permissions"),
    ("5.1.9", "Minimize access to create persistent volumes"),
    ("5.1.10", "Minimize access to the proxy sub-resource of nodes"),
    ("5.1.11", "Minimize access to the approval sub-resource of certificatesigningrequests"),
    ("5.1.12", "Minimize access to webhook configuration objects"),
    ("5.1.13", "Minimize access to the service account token creation"),
    ("5.2.1", "Ensure that the cluster has at least one active policy control mechanism in place"),
    ("5.2.2", "Minimize the admission of privileged containers"),
    (
        "5.2.3",
        "Minimize the admission of containers wishing to share the host process ID namespace",
    ),
    ("5.2.4", "Minimize the admission of containers wishing to share the host IPC namespace"),
    ("5.2.5", "Minimize the admission of containers wishing to share the host network namespace"),
    ("5.2.6", "Minimize the admission of containers with allowPrivilegeEscalation"),
    ("5.2.7", "Minimize the admission of root containers"),
    ("5.2.8", "Minimize the admission of containers with the NET_RAW capability"),
    ("5.2.9", "Minimize the admission of containers with added capabilities"),
    ("5.2.10", "Minimize the admission of containers with capabilities assigned"),
    ("5.2.11", "Minimize the admission of Windows HostProcess containers"),
    ("5.2.12", "Minimize the admission of HostPath volumes"),
    ("5.2.13", "Minimize the admission of containers which use HostPorts"),
    ("5.3.1", "Ensure that the CNI in use supports NetworkPolicies"),
    ("5.3.2", "Ensure that all Namespaces have NetworkPolicies defined"),
    ("5.4.1", "Prefer using Secrets as files over Secrets as environment variables"),
    ("5.4.2", "Consider external secret storage"),
    ("5.5.1", "Configure Image Provenance using ImagePolicyWebhook admission controller"),
    ("5.7.1", "Create administrative boundaries between resources using namespaces"),
    ("5.7.2", "Ensure that the seccomp profile is set to docker/default in your Pod definitions"),
    ("5.7.3", "Apply SecurityContext to your Pods and Containers"),
    ("5.7.4", "The default namespace should not be used"),
];

impl Group {
    /// The group of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        GROUPS.iter().find(|group| group.name == name)
    }

    /// Where a control stands among those of the group.
    pub fn position(&self, control: &str) -> Option<usize> {
        self.controls.iter().position(|(id, _)| *id == control)
    }

    /// The title of a control; what it is called, if it has no other one.
    pub fn title_of(&self, control: &'static str) -> &'static str {
        let title = self.position(control).map(|at| self.controls[at].1);
        title.filter(|title| !title.is_empty()).unwrap_or(control)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KubernetesVersion;
    use crate::rule::RULES;

    #[test]
    fn rules_map_to_controls_that_exist() {
        for rule in RULES {
            for (name, control) in rule.compliance {
                let group = Group::named(name);
                assert!(group.is_some(), "{}: {name}", rule.code);
                let position = group.and_then(|group| group.position(control));
                assert!(position.is_some(), "{}: {name} {control}", rule.code);
            }
        }
    }

    #[test]
    fn the_pod_security_standards_are_the_newest() {
        assert_eq!(NEWEST, format!("1.{}", KubernetesVersion::NEWEST.minor));
    }
}
