//! The edits that mend a result.

use serde::Serialize;

use super::uri::ArtifactLocation;
use super::{Message, Region};
use crate::finding::Finding;
use crate::fix::Edit;
use crate::lang::Lang;

/// All that is to be done, in the one file that it is done in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fix<'a> {
    description: Message,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Content<'a>>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

impl<'a> Fix<'a> {
    pub(super) fn of(finding: &'a Finding, lang: Lang) -> Option<Self> {
        let source = &finding.fix.first()?.source;
        let replacement = |edit: &'a Edit| Replacement {
            deleted_region: Region::new(&edit.source, edit.span),
            inserted_content: (!edit.text.is_empty()).then_some(Content { text: &edit.text }),
        };
        Some(Self {
            description: Message { text: finding.remediation(lang) },
            artifact_changes: [ArtifactChange {
                artifact_location: ArtifactLocation::new(source.name()),
                replacements: finding.fix.iter().map(replacement).collect(),
            }],
        })
    }
}
