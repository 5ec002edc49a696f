//! Rules: what they say, whom they concern, and the functions that judge.
//!
//! A built-in rule is a file in `rules/` and a function in `src/rules/`; `rules/build.rs` joins them
//! in one static table. A rule of the user's own is the same kind of file with a JSON Schema in place
//! of the function: see [`custom`].

pub mod custom;
mod file;
mod hits;
pub mod testing;

use std::fmt;

use serde::Serialize;

use crate::compose::{Project, Service};
use crate::config::KubernetesVersion;
use crate::k8s::{Container, Manifest, Pod, Workload};
use crate::lang::Text;
use crate::node::Host;
use crate::run::Build;

pub(crate) use hits::{Beside, Hits, Outcome};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// One rule. Rules live as long as the program.
#[derive(Debug)]
pub struct Rule {
    /// The permanent code: `SEC-002`.
    pub code: &'static str,
    /// The name, in kebab case: `read-only-root-filesystem`.
    pub name: &'static str,
    /// How bad a failure is, as a rule.
    pub severity: Severity,
    /// The smallest profile that it belongs to.
    pub profile: Profile,
    /// What it looks at.
    pub subjects: &'static [Subject],
    /// The kinds of objects that it concerns; empty if all.
    pub kinds: &'static [&'static str],
    /// Whether an annotation may say how it is met where a manifest cannot prove it.
    pub attestable: bool,
    /// The codes of rules that say more: where one of them finds something, this one is silent.
    pub yields_to: &'static [&'static str],
    /// The fault, as a heading.
    pub title: Text,
    /// The ways in which it is broken. Most rules have one, without a name.
    pub cases: &'static [Case],
    /// What is said at places that belong to a finding, by name.
    pub related: &'static [(&'static str, Text)],
    /// Why it matters.
    pub rationale: Text,
    /// What to do.
    pub remediation: Text,
    /// Controls that it is part of, each after its group: see [`compliance`](crate::compliance).
    pub compliance: &'static [(&'static str, &'static str)],
    /// Where to read more.
    pub references: &'static [&'static str],
    /// Examples without the fault.
    pub pass: &'static [&'static str],
    /// Examples with the fault on each line that ends in `# <--`.
    pub fail: &'static [&'static str],
    pub(crate) checks: Checks,
}

impl Rule {
    /// The family: `SEC` of `SEC-002`.
    pub fn family(&self) -> &'static str {
        self.code.split('-').next().unwrap_or(self.code)
    }

    /// Whether it is about security, and not about quality.
    pub fn is_security(&self) -> bool {
        self.family() == "SEC"
    }

    /// The cases that are worse than the rule as such, or less bad.
    pub fn exceptions(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.severity != self.severity)
    }

    /// Whether `selector` means this rule: its code, name or family, or a compliance group.
    pub fn is_selected_by(&self, selector: &str) -> bool {
        self.is_selected_for(KubernetesVersion::NEWEST, selector)
    }

    /// The same for manifests of a version of Kubernetes: a group has only the controls of its time.
    pub fn is_selected_for(&self, version: KubernetesVersion, selector: &str) -> bool {
        let named = [self.code, self.name, self.family()];
        named.iter().any(|name| name.eq_ignore_ascii_case(selector))
            || self.controls(version).any(|(group, _)| {
                // The restricted level of the Pod Security Standards contains the baseline level.
                group == selector || (selector == "pss-restricted" && group == "pss-baseline")
            })
    }

    /// The compliance groups, and the control in each, as of a version of Kubernetes.
    pub fn controls(
        &self,
        version: KubernetesVersion,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        let is_there = move |&&(_, control): &&(_, &str)| since(control) <= Some(version);
        self.compliance.iter().filter(is_there).copied()
    }
}

/// The version that brought a control, if its name says so as that of `Capabilities (v1.22+)`.
fn since(control: &str) -> Option<KubernetesVersion> {
    let (_, version) = control.strip_suffix("+)")?.rsplit_once('(')?;
    version.parse().ok()
}

/// One way in which a rule is broken.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What the check calls it; nothing if it is the only one.
    pub name: &'static str,
    /// How bad this is.
    pub severity: Severity,
    /// What is said at the place.
    pub message: Text,
}

/// How bad a failure is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to have in order.
    Low,
    /// Hurts sooner or later.
    Medium,
    /// Breaks, or lets somebody in.
    High,
}

impl Severity {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// In English, as in options and reports.
    pub fn as_str(self) -> &'static str {
        self.text().en
    }

    /// In every language.
    pub fn text(self) -> Text {
        match self {
            Self::High => Text { en: "high", zh: "高危" },
            Self::Medium => Text { en: "medium", zh: "中危" },
            Self::Low => Text { en: "low", zh: "低危" },
        }
    }
}

/// A set of rules. Each contains those before it.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The nine items of the production checklist.
    Checklist,
    /// What everybody wants to know.
    #[default]
    Default,
    /// Everything, matters of taste included.
    All,
}

impl Profile {
    /// All, the smallest first.
    pub const ALL: [Self; 3] = [Self::Checklist, Self::Default, Self::All];

    /// As in options and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checklist => "checklist",
            Self::Default => "default",
            Self::All => "all",
        }
    }
}

/// What one call of a check looks at.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A Kubernetes object.
    Object,
    /// An object that runs pods.
    Workload,
    /// A pod, or a template of pods.
    Pod,
    /// A container of a pod.
    Container,
    /// A Compose file as a whole.
    Compose,
    /// A service of a Compose file.
    Service,
    /// A Dockerfile.
    Image,
    /// What was measured on a node.
    Node,
}

impl Subject {
    /// All, from the outermost.
    pub const ALL: [Self; 8] = [
        Self::Object,
        Self::Workload,
        Self::Pod,
        Self::Container,
        Self::Compose,
        Self::Service,
        Self::Image,
        Self::Node,
    ];

    /// As in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Workload => "workload",
            Self::Pod => "pod",
            Self::Container => "container",
            Self::Compose => "compose",
            Self::Service => "service",
            Self::Image => "image",
            Self::Node => "node",
        }
    }
}

/// The functions of a rule: one for each of its subjects, or a schema for all.
#[derive(Clone, Copy)]
pub(crate) struct Checks {
    pub(crate) object: Option<fn(&Manifest, &mut Hits)>,
    pub(crate) workload: Option<fn(&Workload, &mut Hits)>,
    pub(crate) pod: Option<fn(&Pod, &mut Hits)>,
    pub(crate) container: Option<fn(&Container, &mut Hits)>,
    pub(crate) compose: Option<fn(&Project, &mut Hits)>,
    pub(crate) service: Option<fn(&Service, &mut Hits)>,
    pub(crate) image: Option<fn(&Build, &mut Hits)>,
    pub(crate) node: Option<fn(&Host, &mut Hits)>,
    pub(crate) assert: Option<&'static jsonschema::Validator>,
}

impl Checks {
    pub(crate) const NONE: Self = Self {
        object: None,
        workload: None,
        pod: None,
        container: None,
        compose: None,
        service: None,
        image: None,
        node: None,
        assert: None,
    };
}

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checks")
    }
}
