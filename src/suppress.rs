//! Suppressions: findings that somebody accepts, with the reason.
//!
//! - a comment `# seaworthy: ignore[SEC-002] reason` behind a value: what is found on its line;
//! - the same on a line of its own: what is found in the key, list item, document or instruction
//!   that begins on the next line;
//! - an annotation or label `seaworthy.dev/ignore.SEC-002: reason`: what is found in its unit;
//! - an entry under `suppress` in the configuration.
//!
//! One without a reason does nothing, one for a locked rule does nothing, and both are told, as is
//! one that nothing needs any more.

use std::collections::HashMap;
use std::sync::Arc;

use crate::document::{Document, File};
use crate::engine::Judgement;
use crate::error::Error;
use crate::finding::Finding;
use crate::lang::Text;
use crate::rule::Rule;
use crate::source::{Problem, Source, Span};

const MARK: &str = "seaworthy:";

const NO_REASON: Text = Text {
    en: "this suppression has no effect: it gives no reason",
    zh: "此抑制无效：没有说明理由",
};
const UNUSED: Text = Text {
    en: "nothing is found here that {rule} would suppress; remove this suppression",
    zh: "此处没有 {rule} 可抑制的问题；请删除该抑制",
};
const LOCKED: Text = Text {
    en: "{rule} cannot be suppressed: the configuration locks it",
    zh: "{rule} 不可抑制：配置已将其锁定",
};
const UNKNOWN: Text = Text {
    en: "no rule is called \"{rule}\"; this suppression has no effect",
    zh: "没有名为 \"{rule}\" 的规则；此抑制无效",
};
const MALFORMED: Text = Text {
    en: "not understood; write `# seaworthy: ignore[SEC-002] reason`",
    zh: "无法识别；请写成 `# seaworthy: ignore[SEC-002] 理由`",
};

/// A finding that is accepted.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
}

/// One accepted rule in one scope.
pub(crate) struct Suppression {
    /// The rule: its code, name, family or group.
    pub(crate) rule: String,
    pub(crate) reason: String,
    /// Where it is written.
    pub(crate) source: Arc<Source>,
    pub(crate) span: Span,
    pub(crate) scope: Scope,
}

/// What a suppression covers.
pub(crate) enum Scope {
    /// What starts in this part of its own text.
    Region(Span),
    /// The unit with this number.
    Unit(usize),
    /// Whatever this says of the finding and its unit.
    Matching(Box<dyn Fn(&Finding, &Judgement) -> bool>),
}

/// Takes accepted findings out of the judgements. `known` are all rules there are, `run` those that
/// were run: only of these can it be told that a suppression is not used.
pub(crate) fn apply(
    judgements: &mut [Judgement],
    suppressions: Vec<Suppression>,
    locked: &[String],
    known: &[&'static Rule],
    run: &[&'static Rule],
) -> (Vec<Suppressed>, Vec<Error>) {
    let mut warnings = Vec::new();
    let mut warn = |suppression: &Suppression, text: Text| {
        let message = text.with([("rule", &suppression.rule)]);
        warnings.push(Error::located(&suppression.source, Problem::new(suppression.span, message)));
    };
    let mut live = Vec::new();
    for suppression in suppressions {
        let means = |rule: &&Rule| rule.is_selected_by(&suppression.rule);
        let is_locked =
            |rule: &&Rule| means(rule) && locked.iter().any(|name| rule.is_selected_by(name));
        if suppression.rule.is_empty() {
            warn(&suppression, MALFORMED);
        } else if !known.iter().copied().any(|rule| means(&rule)) {
            warn(&suppression, UNKNOWN);
        } else if known.iter().copied().any(|rule| is_locked(&rule)) {
            warn(&suppression, LOCKED);
        } else if suppression.reason.is_empty() {
            warn(&suppression, NO_REASON);
        } else {
            live.push((suppression, false));
        }
    }

    let mut by_text: HashMap<*const Source, Vec<usize>> = HashMap::new();
    let mut by_unit: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut everywhere = Vec::new();
    for (n, (suppression, _)) in live.iter().enumerate() {
        match suppression.scope {
            Scope::Region(_) => {
                by_text.entry(Arc::as_ptr(&suppression.source)).or_default().push(n)
            }
            Scope::Unit(unit) => by_unit.entry(unit).or_default().push(n),
            Scope::Matching(_) => everywhere.push(n),
        }
    }
    let mut suppressed = Vec::new();
    for (unit, judgement) in judgements.iter_mut().enumerate() {
        for finding in std::mem::take(&mut judgement.findings) {
            let of_text = by_text.get(&Arc::as_ptr(&finding.place.source));
            let candidates =
                of_text.into_iter().chain(by_unit.get(&unit)).flatten().chain(&everywhere);
            let mut reason = None;
            for &n in candidates {
                let (suppression, used) = &mut live[n];
                if suppression.covers(&finding, judgement) {
                    *used = true;
                    reason.get_or_insert_with(|| suppression.reason.clone());
                }
            }
            match reason {
                Some(reason) => suppressed.push(Suppressed { finding, reason }),
                None => judgement.findings.push(finding),
            }
        }
    }
    for (suppression, _) in live.iter().filter(|(_, used)| !used) {
        if run.iter().any(|rule| rule.is_selected_by(&suppression.rule)) {
            warn(suppression, UNUSED);
        }
    }
    (suppressed, warnings)
}

impl Suppression {
    fn covers(&self, finding: &Finding, judgement: &Judgement) -> bool {
        finding.rule.is_selected_by(&self.rule)
            && match &self.scope {
                Scope::Region(span) => (span.start..=span.end).contains(&finding.place.span.start),
                Scope::Unit(_) => true,
                Scope::Matching(matches) => matches(finding, judgement),
            }
    }
}

/// The suppressions in the annotations and labels of the units.
pub(crate) fn in_notes(judgements: &[Judgement]) -> Vec<Suppression> {
    let of_unit = |(unit, judgement): (usize, &Judgement)| {
        let ignores = judgement.notes.iter().filter_map(move |note| {
            Some(Suppression {
                rule: note.name.strip_prefix("ignore.")?.to_owned(),
                reason: note.text.clone(),
                source: Arc::clone(&note.place.source),
                span: note.place.span,
                scope: Scope::Unit(unit),
            })
        });
        ignores.collect::<Vec<_>>()
    };
    judgements.iter().enumerate().flat_map(of_unit).collect()
}

/// The suppressions in the comments of a file.
pub(crate) fn in_comments(file: &File) -> Vec<Suppression> {
    let text = file.source.text();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        let line = file.source.position(Span::new(at, at).start).line;
        let Some(line_span) = file.source.line(line) else { continue };
        let Some(hash) = text[line_span.range()][..at - line_span.start as usize].rfind('#') else {
            continue;
        };
        let hash = line_span.start as usize + hash;
        if !text[hash + 1..at].trim().is_empty() || is_content(file, hash) {
            continue;
        }
        let span = Span::new(hash, line_span.end as usize);
        let alone = text[line_span.start as usize..hash].trim().is_empty();
        let region = if alone { next_region(file, line) } else { line_span };
        let said = text[at + MARK.len()..span.end as usize].trim();
        let listed = said.strip_prefix("ignore[").and_then(|rest| rest.split_once(']'));
        let (rules, reason) = listed.unwrap_or_default();
        for rule in rules.split(',').map(str::trim) {
            found.push(Suppression {
                rule: rule.to_owned(),
                reason: reason.trim().to_owned(),
                source: Arc::clone(&file.source),
                span,
                scope: Scope::Region(region),
            });
        }
    }
    found
}

/// Whether what stands here is part of a value, and no comment.
fn is_content(file: &File, byte: usize) -> bool {
    file.documents.iter().any(|document| match document {
        Document::Objects(tree) => tree.scalar_at(byte),
        Document::Compose(compose) => compose.tree.scalar_at(byte),
        Document::Dockerfile(_) => {
            !file.source.text()[..byte].ends_with(['\n', ' ', '\t']) && byte > 0
        }
    })
}

/// What begins on the first line after `line` that is more than a comment.
fn next_region(file: &File, line: usize) -> Span {
    let is_comment = |span: &Span| {
        let text = file.source.slice(*span).trim();
        text.is_empty() || text.starts_with('#')
    };
    let mut lines = (line + 1..).map_while(|n| file.source.line(n));
    let Some(next) = lines.find(|span| !is_comment(span)) else { return Span::default() };
    let begun = file.documents.iter().find_map(|document| match document {
        Document::Objects(tree) => tree.begins_in(next),
        Document::Compose(compose) => compose.tree.begins_in(next),
        Document::Dockerfile(dockerfile) => dockerfile.instruction_in(next),
    });
    begun.unwrap_or(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::lang::Lang;
    use crate::rule::RULES;
    use crate::source::Source;

    fn sec_002() -> &'static Rule {
        RULES.iter().find(|rule| rule.code == "SEC-002").expect("SEC-002")
    }

    /// The lines of open findings, the reasons of accepted ones, and what is warned of.
    fn run(text: &str, locked: &[String]) -> (Vec<usize>, Vec<String>, Vec<String>) {
        let file = File::parse(Arc::new(Source::new("pod.yaml", text)), Format::Yaml);
        let mut suppressions = in_comments(&file);
        let mut judgements = crate::engine::judge(&[file], &[sec_002()]);
        suppressions.extend(in_notes(&judgements));
        let (accepted, warnings) =
            apply(&mut judgements, suppressions, locked, &[sec_002()], &[sec_002()]);
        let open = judgements.iter().flat_map(|judgement| &judgement.findings);
        (
            open.map(|finding| finding.place.start().line).collect(),
            accepted.into_iter().map(|accepted| accepted.reason).collect(),
            warnings.iter().map(|warning| warning.say(Lang::En)).collect(),
        )
    }

    /// A pod whose containers `a` and `b` both break SEC-002, with a comment in one place.
    fn pod(behind_name: &str, above_item: &str, above_spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\n{above_spec}\nspec:\n  containers:\n  {above_item}\n  - name: a {behind_name}\n    image: x\n  - name: b\n"
        )
    }

    #[test]
    fn a_comment_accepts_its_line_or_what_begins_below_it() {
        let comment = "# seaworthy: ignore[SEC-002] it writes a cache";
        for (text, open, reason) in [
            (pod("", "", ""), vec![8, 10], "no comment"),
            (pod(comment, "", ""), vec![10], "behind the value: its line"),
            (pod("", comment, ""), vec![10], "above a list item: the item"),
            (pod("", "", comment), vec![], "above a key: all that is in it"),
            (format!("{comment}\n{}", pod("", "", "")), vec![], "above a document: all of it"),
            (pod("", "# seaworthy: ignore[read-only-root-filesystem] x", ""), vec![10], "by name"),
            (pod("", "# seaworthy: ignore[REL-001, SEC-002] x", ""), vec![10], "one of several"),
        ] {
            assert_eq!(run(&text, &[]).0, open, "{reason}");
        }
        assert_eq!(run(&pod(comment, "", ""), &[]).1, ["it writes a cache"]);
    }

    #[test]
    fn an_annotation_accepts_its_unit() {
        let text = pod("", "", "").replace(
            "{name: x}",
            "{name: x, annotations: {seaworthy.dev/ignore.SEC-002: it writes a cache}}",
        );
        let (open, reasons, warnings) = run(&text, &[]);
        assert_eq!((open.len(), reasons.len(), warnings.len()), (0, 2, 0));
    }

    #[test]
    fn what_has_no_effect_is_told() {
        let said = |comment: &str, locked: &[String]| {
            let (open, _, warnings) = run(&pod("", comment, ""), locked);
            assert_eq!(open, [8, 10], "{comment} has an effect");
            assert_eq!(warnings.len(), 1, "{comment}: {warnings:?}");
            warnings.into_iter().next().expect("a warning")
        };
        assert!(
            said("# seaworthy: ignore[SEC-002]", &[])
                .starts_with("pod.yaml:7:3: this suppression has no effect")
        );
        assert!(
            said("# seaworthy: ignore[SEC-999] x", &[]).contains("no rule is called \"SEC-999\"")
        );
        assert!(said("# seaworthy: ignroe[SEC-002] x", &[]).contains("not understood"));
        assert!(said("# seaworthy: ignore[SEC-002] x", &["SEC".to_owned()]).contains("locks it"));
        let (_, _, warnings) = run(
            &format!("# seaworthy: ignore[SEC-002] x\n{}", "apiVersion: v1\nkind: Service\n"),
            &[],
        );
        assert!(warnings[0].contains("nothing is found here"), "{warnings:?}");
    }

    #[test]
    fn text_that_looks_like_a_comment_is_none() {
        let text =
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    # seaworthy: ignore[SEC-002] x\n";
        assert!(run(text, &[]).2.is_empty());
    }
}
