//! The lines of a file that something is about, with the place in them underlined.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::finding::Finding;
use crate::lang::Lang;
use crate::report::Report;
use crate::secret;
use crate::source::{Source, Span};

/// Of a longer place only the first line is shown, and related places farther away stand apart.
const NEAR: usize = 8;

/// The parts of the texts of a run that must not be shown, whichever finding is near them.
pub(super) struct Secrets(HashMap<*const Source, Vec<Span>>);

impl Secrets {
    pub(super) fn of(report: &Report) -> Self {
        let mut spans: HashMap<_, Vec<Span>> = HashMap::new();
        let suppressed = report.suppressed.iter().map(|accepted| &accepted.finding);
        for finding in report.findings.iter().chain(suppressed) {
            let related = finding.related.iter().map(|related| &related.place);
            for place in std::iter::once(&finding.place).chain(related).filter(|place| place.secret)
            {
                spans.entry(Arc::as_ptr(&place.source)).or_default().push(place.span);
            }
        }
        Self(spans)
    }

    /// A few lines of a source, their secrets as so many asterisks: spans stay right. What looks like
    /// one is hidden too, since no rule has looked at a line that cannot be parsed.
    fn masked<'a>(&self, source: &'a Arc<Source>, shown: Range<usize>) -> Cow<'a, str> {
        let text = &source.text()[shown.clone()];
        let start = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
        let likely = text.lines().flat_map(|line| {
            let at = start(line);
            secret::in_line(line).into_iter().map(move |range| at + range.start..at + range.end)
        });
        let found = self.0.get(&Arc::as_ptr(source)).into_iter().flatten().map(|span| {
            let within = |byte: u32| (byte as usize).clamp(shown.start, shown.end) - shown.start;
            within(span.start)..within(span.end)
        });
        let hidden: Vec<Range<usize>> = likely.chain(found).collect();
        if hidden.is_empty() {
            return text.into();
        }
        let mut masked = text.as_bytes().to_vec();
        for range in hidden {
            masked[range].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
        }
        String::from_utf8(masked).expect("internal: secrets end where characters do").into()
    }
}

/// The lines of a finding and of what belongs to it.
pub(super) fn of_finding<'f>(
    finding: &'f Finding,
    secrets: &Secrets,
    lang: Lang,
) -> Vec<Snippet<'f, Annotation<'f>>> {
    let place = &finding.place;
    let mut windows = vec![Window::new(&place.source, place.span)];
    for related in &finding.related {
        let text = clean(&related.message.say(lang));
        let mut window = Window::new(&related.place.source, related.place.span);
        window.marks[0].label = Some(text);
        match windows.iter_mut().find(|other| other.is_near(&window)) {
            Some(other) => other.absorb(window),
            None => windows.push(window),
        }
    }
    windows.into_iter().map(|window| window.snippet(secrets)).collect()
}

/// The lines of one place.
pub(super) fn of_place<'s>(
    source: &'s Arc<Source>,
    span: Span,
    secrets: &Secrets,
) -> Snippet<'s, Annotation<'s>> {
    Window::new(source, span).snippet(secrets)
}

/// A text as one line that a terminal takes for nothing but text.
pub(super) fn clean(text: &str) -> String {
    without_c1(annotate_snippets::normalize_untrusted_str(text).into()).replace('\n', "␤")
}

/// The control characters past ASCII, some of which terminals obey. What takes their place is as
/// long as they are, so that spans stay right.
fn without_c1(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_c1 = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(is_c1) { text.replace(is_c1, "·").into() } else { text }
}

/// A few whole lines of a source. Only these are given to the renderer, which would read through a
/// whole file for every finding.
struct Window<'a> {
    source: &'a Arc<Source>,
    first: usize,
    last: usize,
    marks: Vec<Mark>,
}

struct Mark {
    range: Range<usize>,
    label: Option<String>,
}

impl<'a> Window<'a> {
    fn new(source: &'a Arc<Source>, span: Span) -> Self {
        // A block ends with a line break; the line after it does not belong to it.
        let shown = source.slice(span).trim_end().len();
        let end = Span::new(span.start as usize, span.start as usize + shown).end;
        let first = source.position(span.start).line;
        let last = source.position(end).line;
        let last = if last - first < NEAR { last } else { first };
        // What points at a line break points past the last character of its line.
        let limit = line(source, last).end;
        let range = limit.min(span.start as usize)..limit.min(end as usize);
        Self { source, first, last, marks: vec![Mark { range, label: None }] }
    }

    fn is_near(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.source, other.source)
            && self.first.min(other.first) + NEAR > self.last.max(other.last)
    }

    fn absorb(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.marks.extend(other.marks);
    }

    fn snippet(self, secrets: &Secrets) -> Snippet<'a, Annotation<'a>> {
        let shown = line(self.source, self.first).start..line(self.source, self.last).end;
        let marks = self.marks.into_iter().map(|mark| {
            let kind = if mark.label.is_some() {
                AnnotationKind::Context
            } else {
                AnnotationKind::Primary
            };
            kind.span(mark.range.start - shown.start..mark.range.end - shown.start)
                .label(mark.label)
        });
        Snippet::source(without_c1(secrets.masked(self.source, shown.clone())))
            .line_start(self.first)
            .path(clean(self.source.name()))
            .annotations(marks)
    }
}

fn line(source: &Source, number: usize) -> Range<usize> {
    source.line(number).expect("internal: a place is in a line of its source").range()
}
