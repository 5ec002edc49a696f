//! seaworthy tells whether a platform is ready to leave harbour.
//!
//! `discover → parse → check → suppress → score → render`: each step is a plain function on owned
//! data in the module of that name.
#![forbid(unsafe_code)]

pub mod cli;
pub mod clock;
pub mod compliance;
pub mod compose;
pub mod config;
pub mod discover;
pub mod dockerfile;
pub mod document;
pub mod engine;
pub mod error;
mod evidence;
pub mod explain;
pub mod finding;
pub mod fix;
pub mod helm;
mod k8s;
pub mod lang;
mod nearest;
pub mod node;
mod npu;
mod promql;
pub mod report;
pub mod rule;
mod rules;
mod run;
pub mod schema;
pub mod score;
mod secret;
pub mod select;
pub mod source;
pub mod suppress;
pub mod yaml;

use std::path::PathBuf;

use crate::config::{Accept, KubernetesVersion};
use crate::discover::Found;
use crate::document::File;
use crate::node::KnownNode;
use crate::report::Report;
use crate::rule::{Profile, Rule};
use crate::schema::Schemas;

/// What a run is to judge, and how.
#[derive(Debug, Default)]
pub struct Options {
    /// The rules to run.
    pub rules: Vec<&'static Rule>,
    /// The profile that they are from.
    pub profile: Profile,
    /// Rules that nothing may suppress: codes, names, families or groups.
    pub locked: Vec<String>,
    /// Findings that the configuration accepts.
    pub accepted: Vec<Accept>,
    /// Schemas of custom resources.
    pub schemas: Schemas,
    /// Where images may come from: registries, or parts of them; anywhere if there are none.
    pub registries: Vec<String>,
    /// What images are called that Dockerfiles build, and the paths of these.
    pub images: Vec<(String, PathBuf)>,
    /// Names of the cluster's own under which NPUs are requested, beside those of known plugins.
    pub npu_resources: Vec<String>,
    /// The nodes that pods may run on; nothing is known of them if there are none.
    pub nodes: Vec<KnownNode>,
    /// The date as YYYY-MM-DD, by which what is accepted expires; if it is to.
    pub today: Option<String>,
    /// The Kubernetes version that the manifests are for.
    pub target_kubernetes: Option<KubernetesVersion>,
}

/// Judges what was found: `check → suppress → score`.
#[expect(clippy::needless_pass_by_value, reason = "nobody needs it further")]
pub fn check(found: Found, options: &Options) -> Report {
    judge(&found, options)
}

/// Like [`check`], where it is needed further.
pub(crate) fn judge(found: &Found, options: &Options) -> Report {
    let Found { files, counts, errors, .. } = found;
    let mut judgements = engine::judge(files, options);
    let (mut suppressions, mut warnings) =
        suppress::in_config(&options.accepted, options.today.as_deref());
    suppressions.extend(files.iter().flat_map(suppress::in_comments));
    suppressions.extend(suppress::in_notes(&judgements));
    let known: Vec<&Rule> = rule::RULES.iter().chain(options.rules.iter().copied()).collect();
    let (suppressed, without_effect) =
        suppress::apply(&mut judgements, suppressions, &options.locked, &known, &options.rules);
    warnings.extend(without_effect);
    warnings.extend(suppress::idle_attestations(&judgements, &known));
    let mut report = Report::new(judgements, suppressed, options.profile);
    report.files = *counts;
    report.errors.splice(0..0, errors.iter().cloned());
    report.warnings = warnings;
    report.is_simulated = files.iter().any(File::is_simulated);
    helm::name_templates(&mut report, files);
    report
}
