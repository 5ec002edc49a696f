//! Suppressions in the configuration.

use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Scope, Suppression};
use crate::config::Accept;
use crate::engine::Judgement;
use crate::error::Error;
use crate::finding::Finding;
use crate::lang::Text;
use crate::source::Problem;

const EXPIRED: Text =
    Text { en: "this suppression expired on {date}", zh: "此抑制已于 {date} 到期" };

/// What a finding and its unit must be. What is not said may be anything.
pub(crate) struct Matcher {
    path: Option<Gitignore>,
    kind: Option<String>,
    namespace: Option<String>,
    name: Option<String>,
    container: Option<String>,
}

/// The suppressions in the configuration that still hold, and a word on those that do not.
pub(crate) fn in_config(
    accepted: &[Accept],
    today: Option<&str>,
) -> (Vec<Suppression>, Vec<Error>) {
    let (mut suppressions, mut warnings) = (Vec::new(), Vec::new());
    for accept in accepted {
        let (source, span) = &accept.place;
        let expired =
            accept.expires.as_deref().filter(|last| today.is_some_and(|today| *last < today));
        if let Some(date) = expired {
            let message = EXPIRED.with([("date", &date)]);
            warnings.push(Error::located(source, Problem::new(*span, message)));
            continue;
        }
        let matcher = Arc::new(Matcher::new(accept));
        suppressions.extend(accept.rules.iter().map(|rule| Suppression {
            rule: rule.clone(),
            reason: accept.reason.clone(),
            source: Arc::clone(source),
            span: *span,
            scope: Scope::Matching(Arc::clone(&matcher)),
        }));
    }
    (suppressions, warnings)
}

impl Matcher {
    fn new(accept: &Accept) -> Self {
        let globs = |glob: &String| {
            let mut builder = GitignoreBuilder::new("");
            // A glob that is none was refused when the configuration was read.
            builder
                .add_line(None, glob)
                .and_then(|builder| builder.build())
                .unwrap_or_else(|_| Gitignore::empty())
        };
        Self {
            path: accept.path.as_ref().map(globs),
            kind: accept.kind.clone(),
            namespace: accept.namespace.clone(),
            name: accept.name.clone(),
            container: accept.container.clone(),
        }
    }

    pub(super) fn fits(&self, finding: &Finding, unit: &Judgement) -> bool {
        let is = |wanted: &Option<String>, value: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| value == Some(wanted))
        };
        let file = Path::new(finding.place.source.name());
        let is_covered = |globs: &Gitignore| {
            // What covers a folder covers all that is in it.
            file.ancestors().any(|path| globs.matched(path, path != file).is_ignore())
        };
        is(&self.kind, Some(&unit.kind))
            && is(&self.namespace, unit.namespace.as_deref())
            && is(&self.name, Some(&unit.name))
            && is(&self.container, container_in(&finding.place.path))
            && self.path.as_ref().is_none_or(is_covered)
    }
}

/// The container in a path such as `spec.containers[app].image`.
fn container_in(path: &str) -> Option<&str> {
    let (_, rest) = path.split_once("ontainers[")?;
    rest.split_once(']').map(|(name, _)| name)
}
