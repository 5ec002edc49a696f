//! Values that the command line and the configuration have in common, and how they are written.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::finding::Finding;
use crate::lang::Lang;
use crate::report::{Format, Report};
use crate::rule::{Profile, Severity};
use crate::score::Grade;

/// The least severity of a finding with which a run fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FailOn {
    /// Findings of this severity and worse ones.
    Severity(Severity),
    /// No finding.
    Never,
}

impl Default for FailOn {
    fn default() -> Self {
        Self::Severity(Severity::High)
    }
}

impl FailOn {
    /// Whether a finding of the report is this bad.
    pub fn is_met_by(self, report: &Report) -> bool {
        report.findings.iter().any(|finding| self.is_met_by_one(finding))
    }

    /// Whether this one is.
    pub fn is_met_by_one(self, finding: &Finding) -> bool {
        matches!(self, Self::Severity(least) if finding.severity >= least)
    }
}

/// A report to be written: `text`, or `sarif=report.sarif`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Output {
    /// In which format.
    pub format: Format,
    /// To which file; to standard output if to none.
    pub file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("the file after `=` is missing".to_owned()),
            Some((format, file)) => (format, (file != "-").then(|| file.into())),
            None => (text, None),
        };
        let allowed = Format::ALL.map(Format::as_str).join(", ");
        let format =
            Format::parse(format).ok_or_else(|| format!("`{format}` is none of {allowed}"))?;
        Ok(Self { format, file })
    }
}

/// A version of Kubernetes, `1.31`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct KubernetesVersion {
    /// The number after `1.`.
    pub minor: u32,
}

impl KubernetesVersion {
    /// The newest that seaworthy knows, for which manifests are unless somebody says otherwise.
    pub const NEWEST: Self = Self { minor: 37 };
}

impl FromStr for KubernetesVersion {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let minor = text.trim_start_matches('v').strip_prefix("1.");
        let minor = minor.and_then(|minor| minor.parse().ok());
        minor.map(|minor| Self { minor }).ok_or("write it as 1.31")
    }
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        const {
            &[
                Self::Severity(Severity::High),
                Self::Severity(Severity::Medium),
                Self::Severity(Severity::Low),
                Self::Never,
            ]
        }
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Severity(severity) => severity.as_str(),
            Self::Never => "never",
        }))
    }
}

impl ValueEnum for Profile {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for Grade {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::En, Self::Zh]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::En => "en",
            Self::Zh => "zh",
        }))
    }
}
