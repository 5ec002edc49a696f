//! A node that was judged: its facts, what was found, and whether it is fit to serve.

use std::process::ExitCode;

use seaworthy::cli::terminal::{FAILED, NOT_GOOD};
use seaworthy::config::FailOn;
use seaworthy::error::Error;
use seaworthy::finding::Finding;
use seaworthy::lang::Text;
use seaworthy::node::{Backend, NodeFacts};
use seaworthy::report::{Report, Unit};
use seaworthy::rule::{Rule, Severity};
use seaworthy::score::{Grade, Score};

const NOTHING: Text = Text {
    en: "no NPU was found here, neither on the PCI bus nor in /dev, and no driver that could be asked, so that nothing could be judged; a container must be given the devices and the driver",
    zh: "此处没有找到 NPU（PCI 总线和 /dev 中都没有），也没有可查询的驱动，因此无法评判；在容器中运行时，须把设备和驱动挂载给容器",
};
const REFUSED: Text = Text {
    en: "{count} places could not be looked at, among them {path}: {reason}",
    zh: "有 {count} 处无法查看，其中包括 {path}：{reason}",
};

/// A node that was judged.
pub(crate) struct Judged {
    pub(crate) facts: NodeFacts,
    pub(crate) report: Report,
    /// With which findings it is not fit.
    pub(crate) fail_on: FailOn,
    /// Below which grade it is not fit.
    pub(crate) min_grade: Option<Grade>,
}

/// Whether a node is fit to serve.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Fit,
    NotFit,
    Unknown,
}

impl Verdict {
    pub(crate) fn exit_code(self) -> ExitCode {
        match self {
            Self::Fit => ExitCode::SUCCESS,
            Self::NotFit => NOT_GOOD.into(),
            Self::Unknown => FAILED.into(),
        }
    }
}

impl Judged {
    /// What is not known is never passed as fit: neither if a high rule could not be judged, nor if
    /// something else went wrong.
    pub(crate) fn verdict(&self) -> Verdict {
        let report = &self.report;
        let is_below = || self.grade().zip(self.min_grade).is_some_and(|(is, least)| is < least);
        if !report.errors.is_empty() || self.unit().is_none() {
            Verdict::Unknown
        } else if self.fail_on.is_met_by(report) || is_below() {
            Verdict::NotFit
        } else if self.unknown().next().is_some() {
            Verdict::Unknown
        } else {
            Verdict::Fit
        }
    }

    /// The node as it was judged, if anything could be.
    pub(crate) fn unit(&self) -> Option<&Unit> {
        self.report.units.first()
    }

    /// The broken rules for which the node is not fit: all if it is for its grade alone.
    pub(crate) fn decisive(&self, unit: &Unit) -> Vec<&'static Rule> {
        let is_bad = |finding: &&Finding| self.fail_on.is_met_by_one(finding);
        let bad: Vec<_> = self.report.findings.iter().filter(is_bad).collect();
        let failed = unit.failed.iter().copied();
        let is_decisive =
            |rule: &&Rule| bad.is_empty() || bad.iter().any(|one| one.rule.code == rule.code);
        failed.filter(is_decisive).collect()
    }

    /// The high rules that could not be judged.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &'static Rule> {
        let unknown = self.unit().into_iter().flat_map(|unit| unit.unknown.iter().copied());
        unknown.filter(|rule| rule.severity == Severity::High)
    }

    pub(crate) fn grade(&self) -> Option<Grade> {
        self.report.score.map(Score::grade)
    }

    pub(crate) fn is_simulated(&self) -> bool {
        self.facts.measurement.backend == Backend::Simulator
    }

    /// `driver`, `simulator`, or `none`.
    pub(crate) fn backend(&self) -> &'static str {
        match self.facts.measurement.backend {
            Backend::None => "none",
            Backend::Driver => "driver",
            Backend::Simulator => seaworthy::report::SIMULATOR,
        }
    }

    /// How many NPUs there are: as the driver says, else CANN, else the PCI bus.
    pub(crate) fn npus(&self) -> usize {
        let facts = &self.facts;
        let managed = facts.dcmi.as_ref().map(|dcmi| dcmi.devices.len());
        let counted = facts.acl.as_ref().and_then(|acl| acl.devices).map(|count| count as usize);
        let on_bus = || facts.pci.iter().map(|function| function.dies.max(1) as usize).sum();
        let found = managed.filter(|&count| count > 0).or(counted.filter(|&count| count > 0));
        found.unwrap_or_else(on_bus)
    }
}

/// What to say where there is neither an NPU nor a driver; nothing where there is.
pub(crate) fn nothing_measured(facts: &NodeFacts) -> Vec<Error> {
    let dcmi = facts.dcmi.as_ref();
    let answered = dcmi.is_some_and(|dcmi| !dcmi.devices.is_empty() || dcmi.version.is_some());
    let counted = facts.acl.as_ref().and_then(|acl| acl.devices).is_some_and(|count| count > 0);
    let has_npu = !facts.pci.is_empty() || !facts.device_nodes.is_empty() || answered || counted;
    let has_driver = facts.driver.is_some() || !facts.modules.is_empty();
    if has_npu || has_driver {
        return Vec::new();
    }
    let mut said = vec![Error::new(&facts.node.name, NOTHING)];
    if let Some(first) = facts.unreadable.first() {
        let args: [(_, &dyn std::fmt::Display); 3] =
            [("count", &facts.unreadable.len()), ("path", &first.path), ("reason", &first.reason)];
        said.push(Error::new(&facts.node.name, REFUSED.with(args)));
    }
    said
}
