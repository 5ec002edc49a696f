//! The report for people: every finding with its lines, then the grades, then the sums.

mod card;
mod frame;
mod wrap;

use std::collections::HashSet;
use std::io;

use annotate_snippets::{Group, Level, Message, Origin, Renderer, Title};
use unicode_width::UnicodeWidthStr;

use self::frame::{Secrets, clean};
use super::{Report, Style};
use crate::error::Error;
use crate::finding::{Finding, Place};
use crate::lang::{Lang, Text};
use crate::rule::Severity;

pub(crate) use self::wrap::{pad, wrap};

/// Text is not broken into shorter lines than this, however narrow the terminal.
const NARROWEST: usize = 24;

const ERROR: Text = Text { en: "error", zh: "错误" };
const WARNING: Text = Text { en: "warning", zh: "警告" };
const SUPPRESSED: Text = Text { en: "suppressed", zh: "已抑制" };
const HELP: Text = Text { en: "help", zh: "修复" };
const MORE: Text = Text { en: "more", zh: "详情" };
const NOTE: Text = Text { en: "note", zh: "注" };
const REASON: Text = Text { en: "reason", zh: "理由" };

const BACKEND: Text = Text {
    en: "backend: simulator (nothing here was measured on hardware)",
    zh: "backend: simulator（以下内容并非在真实硬件上测得）",
};
const RENDERED: Text =
    Text { en: "rendered from {template}", zh: "由模板 {template} 渲染而来" };
const APPROXIMATE: Text = Text {
    en: "rendered from {template}; the line is approximate",
    zh: "由模板 {template} 渲染而来；行号为近似值",
};

/// Writes the report.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if report.is_simulated {
        writeln!(out, "{}\n", BACKEND.get(style.lang))?;
    }
    if style.quiet {
        return write_lines(report, style.lang, out);
    }
    let mut text = Frames {
        style,
        renderer: renderer(style),
        secrets: Secrets::of(report),
        explained: HashSet::new(),
        out,
    };
    for finding in &report.findings {
        text.finding(finding)?;
    }
    for accepted in report.suppressed.iter().filter(|_| style.show_suppressed) {
        text.suppressed(&accepted.finding, &accepted.reason)?;
    }
    for error in &report.errors {
        text.error(error, Level::ERROR.with_name(ERROR.get(style.lang)))?;
    }
    for warning in &report.warnings {
        text.error(warning, Level::WARNING.with_name(WARNING.get(style.lang)))?;
    }
    card::write(report, style, out)
}

/// Only findings and errors, one a line.
fn write_lines(report: &Report, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        let at = finding.place.start();
        let (file, severity) = (finding.place.source.name(), finding.severity.text());
        let (code, message) = (finding.rule.code, finding.message(lang));
        let place = format!("{file}:{}:{}", at.line, at.column);
        let line = format!("{place}: {}[{code}]: {message}", severity.get(lang));
        writeln!(out, "{}", clean(&line))?;
    }
    for error in &report.errors {
        let (place, message) = (error_place(error), error.message.say(lang));
        writeln!(out, "{}", clean(&format!("{place}: {}: {message}", ERROR.get(lang))))?;
    }
    Ok(())
}

fn error_place(error: &Error) -> String {
    match error.position() {
        Some(at) => format!("{}:{}:{}", error.file, at.line, at.column),
        None => error.file.clone(),
    }
}

fn renderer(style: &Style) -> Renderer {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width)
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    let level = match severity {
        Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::NOTE,
    };
    level.with_name(severity.text().get(lang))
}

/// The findings and errors, each with its lines.
struct Frames<'a> {
    style: &'a Style,
    renderer: Renderer,
    secrets: Secrets,
    /// The rules whose remediation has been shown: the first time is enough.
    explained: HashSet<&'static str>,
    out: &'a mut dyn io::Write,
}

impl Frames<'_> {
    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let lang = self.style.lang;
        let title = level(finding.severity, lang)
            .primary_title(clean(&finding.message(lang)))
            .id(finding.rule.code);
        let is_first = self.explained.insert(finding.rule.code);
        if !self.style.lines && !is_first {
            // Nothing is new but what the message says: the same of another device.
            return self.show(Group::with_title(title));
        }
        let mut notes = Vec::new();
        if !self.style.lines {
            notes.extend(finding.related.iter().map(|related| {
                let text = format!("{} ({})", related.message.say(lang), related.place.path);
                self.note(Level::NOTE, NOTE, &text)
            }));
        }
        if let Some(origin) = &finding.place.origin {
            let text = if origin.approximate { APPROXIMATE } else { RENDERED };
            let text = text.with([("template", &origin.template)]).say(lang);
            notes.push(self.note(Level::NOTE, NOTE, &text));
        }
        if is_first {
            notes.push(self.note(Level::HELP, HELP, &finding.remediation(lang)));
            let more = format!("seaworthy explain {}", finding.rule.code);
            notes.push(self.note(Level::NOTE, MORE, &more));
        }
        self.show(self.placed(title, finding).elements(notes))
    }

    fn suppressed(&mut self, finding: &Finding, reason: &str) -> io::Result<()> {
        let lang = self.style.lang;
        let title = Level::NOTE
            .with_name(SUPPRESSED.get(lang))
            .primary_title(clean(&finding.message(lang)))
            .id(finding.rule.code);
        let reason = self.note(Level::NOTE, REASON, reason);
        self.show(self.placed(title, finding).element(reason))
    }

    /// A title with the place of its finding: its lines, or its name.
    fn placed<'f>(&self, title: Title<'f>, finding: &'f Finding) -> Group<'f> {
        if self.style.lines {
            return title.elements(frame::of_finding(finding, &self.secrets, self.style.lang));
        }
        let Place { source, path, .. } = &finding.place;
        title.element(Origin::path(clean(&format!("{}: {path}", source.name()))))
    }

    fn error(&mut self, error: &Error, level: Level<'static>) -> io::Result<()> {
        let title = level.primary_title(clean(&error.message.say(self.style.lang)));
        self.show(match &error.place {
            Some((source, span)) => title.element(frame::of_place(source, *span, &self.secrets)),
            None => title.element(Origin::path(clean(&error.file))),
        })
    }

    /// A remark below the lines.
    fn note(&self, level: Level<'static>, name: Text, text: &str) -> Message<'static> {
        let name = name.get(self.style.lang);
        // Line numbers of four digits, ` = `, and `: ` are room enough for the margin.
        let margin = 4 + 3 + name.width() + 2;
        let lines = wrap(&clean(text), self.style.width.saturating_sub(margin).max(NARROWEST));
        level.with_name(name).message(lines.join("\n"))
    }

    fn show(&mut self, group: Group) -> io::Result<()> {
        writeln!(self.out, "{}\n", self.renderer.render(&[group]))
    }
}
