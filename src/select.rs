//! Choosing rules: the built-in ones, the user's own, and which of them a run uses.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::compliance::{GROUPS, Group};
use crate::config::KubernetesVersion;
use crate::discover;
use crate::error::Error;
use crate::lang::Text;
use crate::nearest::likely;
use crate::rule::{Profile, RULES, Rule, custom};
use crate::source::{Problem, Source, Span};
use crate::yaml;

const UNKNOWN: Text = Text {
    en: "`{selector}` is no rule, family or group",
    zh: "没有名为 `{selector}` 的规则、规则族或规则组",
};
const UNKNOWN_NEAR: Text = Text {
    en: "`{selector}` is no rule, family or group; did you mean `{near}`?",
    zh: "没有名为 `{selector}` 的规则、规则族或规则组；是否应为 `{near}`？",
};
const NO_RULE: Text = Text {
    en: "no such rule; see `seaworthy rules list`",
    zh: "没有这条规则；请查看 `seaworthy rules list`",
};
const NO_RULE_NEAR: Text = Text {
    en: "no such rule; did you mean `{near}`?",
    zh: "没有这条规则；是否应为 `{near}`？",
};
const TAKEN: Text =
    Text { en: "code {code} is taken by {name}", zh: "代码 {code} 已被规则 {name} 使用" };
const NO_RULES: Text = Text {
    en: "no rule files (*.yaml, *.yml) in here",
    zh: "此目录中没有规则文件（*.yaml、*.yml）",
};

/// A rule's code or name, a family or a compliance group, and where it was given.
#[derive(Clone, Debug)]
pub struct Selector {
    /// As it was written.
    pub text: String,
    /// The option or file.
    pub file: String,
    /// The place in the file, if it is one.
    pub place: Option<(Arc<Source>, Span)>,
}

impl Selector {
    /// A value of an option.
    pub fn of_option(option: &str, value: &str) -> Self {
        Self { text: value.trim().to_owned(), file: option.to_owned(), place: None }
    }
}

/// Which rules a run uses.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The profile to start from.
    pub profile: Profile,
    /// These instead of the profile's, if there are any.
    pub select: Vec<Selector>,
    /// Without these.
    pub ignore: Vec<Selector>,
    /// The Kubernetes version that the manifests are for: it decides which controls a group has.
    pub target_kubernetes: Option<KubernetesVersion>,
}

impl Selection {
    /// The chosen ones of `rules`.
    pub fn of(&self, rules: &[&'static Rule]) -> Vec<&'static Rule> {
        let version = self.target_kubernetes.unwrap_or(KubernetesVersion::NEWEST);
        let named = |selectors: &[Selector], rule: &Rule| {
            selectors.iter().any(|selector| rule.is_selected_for(version, &selector.text))
        };
        let chosen = |rule: &&&Rule| {
            let wanted = if self.select.is_empty() {
                rule.profile <= self.profile
            } else {
                named(&self.select, rule)
            };
            wanted && !named(&self.ignore, rule)
        };
        rules.iter().filter(chosen).copied().collect()
    }
}

/// An error for each selector that means none of `rules`.
pub fn unknown<'a>(
    selectors: impl IntoIterator<Item = &'a Selector>,
    rules: &[&'static Rule],
) -> Vec<Error> {
    let known = |selector: &Selector| {
        Group::named(&selector.text).is_some()
            || rules.iter().any(|rule| rule.is_selected_by(&selector.text))
    };
    let error = |selector: &Selector| {
        let text = &selector.text;
        let message = match likely(text, names(rules)) {
            Some(near) => UNKNOWN_NEAR.with([("selector", text), ("near", &near)]),
            None => UNKNOWN.with([("selector", text)]),
        };
        Error { file: selector.file.clone(), place: selector.place.clone(), message }
    };
    selectors.into_iter().filter(|selector| !known(selector)).map(error).collect()
}

/// The rule with this code or name.
pub fn find(text: &str, rules: &[&'static Rule]) -> Result<&'static Rule, Error> {
    let is_meant =
        |rule: &&&Rule| [rule.code, rule.name].iter().any(|n| n.eq_ignore_ascii_case(text));
    rules.iter().find(is_meant).copied().ok_or_else(|| {
        let names = rules.iter().flat_map(|rule| [rule.code, rule.name]);
        let message = match likely(text, names) {
            Some(near) => NO_RULE_NEAR.with([("near", &near)]),
            None => NO_RULE.into(),
        };
        Error::new(text, message)
    })
}

fn names(rules: &[&'static Rule]) -> impl Iterator<Item = &'static str> {
    let groups = GROUPS.iter().map(|group| group.name);
    rules.iter().flat_map(|rule| [rule.code, rule.name, rule.family()]).chain(groups)
}

/// All built-in rules and those in `directories`, and what is wrong with the latter.
pub fn load(directories: &[PathBuf]) -> (Vec<&'static Rule>, Vec<Error>) {
    let mut rules: Vec<&'static Rule> = RULES.iter().collect();
    let mut errors = Vec::new();
    for directory in directories {
        let (own, problems) = load_directory(directory, &rules);
        rules.extend(own);
        errors.extend(problems);
    }
    (rules, errors)
}

/// The rules in one directory, whose codes must not be among those of `others`.
pub fn load_directory(
    directory: &Path,
    others: &[&'static Rule],
) -> (Vec<&'static Rule>, Vec<Error>) {
    let mut rules: Vec<&'static Rule> = Vec::new();
    let mut errors = Vec::new();
    match files(directory) {
        Ok(files) if files.is_empty() => {
            errors.push(Error::new(directory.to_string_lossy(), NO_RULES));
        }
        Ok(files) => {
            for file in files {
                match load_file(&file, others.iter().chain(&rules)) {
                    Ok(rule) => rules.push(rule),
                    Err(problems) => errors.extend(problems),
                }
            }
        }
        Err(error) => errors.push(discover::unreadable(&directory.to_string_lossy(), &error)),
    }
    (rules, errors)
}

/// The rule files in a directory, in order.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let paths: io::Result<Vec<_>> =
        fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let is_yaml =
        |path: &PathBuf| path.extension().is_some_and(|name| name == "yaml" || name == "yml");
    let mut files: Vec<_> = paths?.into_iter().filter(is_yaml).collect();
    files.sort();
    Ok(files)
}

fn load_file<'a>(
    file: &Path,
    mut others: impl Iterator<Item = &'a &'static Rule>,
) -> Result<&'static Rule, Vec<Error>> {
    let source = discover::source(file).map_err(|error| vec![error])?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let rule = custom::read(&source, &name)?;
    let Some(other) = others.find(|other| other.code == rule.code) else { return Ok(rule) };
    let parsed = yaml::parse(&source);
    let code = parsed.trees.first().map(|tree| tree.root().get("code").span());
    let message = TAKEN.with([("code", &rule.code), ("name", &other.name)]);
    Err(vec![Error::located(&source, Problem::new(code.unwrap_or_default(), message))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn selectors_replace_the_profile_and_ignoring_takes_away() {
        let rules: Vec<_> = RULES.iter().filter(|rule| rule.code == "SEC-002").collect();
        let given = |values: &[&str]| -> Vec<Selector> {
            values.iter().map(|value| Selector::of_option("--select", value)).collect()
        };
        for (select, ignore, expected, reason) in [
            (&[][..], &[][..], 1, "the profile has it"),
            (&["SEC"], &[], 1, "by family"),
            (&["sec-002"], &[], 1, "by code, in any case"),
            (&["read-only-root-filesystem"], &[], 1, "by name"),
            (&["pss-baseline"], &[], 0, "by a group that it is not in"),
            (&["REL-001", "SEC-002"], &[], 1, "an unknown one leaves the others"),
            (&[], &["SEC"], 0, "taken away from the profile"),
            (&["SEC-002"], &["nsa"], 0, "taken away from the selection"),
        ] {
            let selection = Selection {
                profile: Profile::Checklist,
                select: given(select),
                ignore: given(ignore),
                ..Selection::default()
            };
            assert_eq!(selection.of(&rules).len(), expected, "{reason}");
        }
    }

    #[test]
    fn a_group_has_the_controls_of_the_version() {
        let rules: Vec<_> = RULES.iter().filter(|rule| rule.code == "SEC-003").collect();
        for (selector, minor, expected, reason) in [
            ("pss-restricted", None, 1, "the newest"),
            ("pss-restricted", Some(22), 1, "the first with this control"),
            ("pss-restricted", Some(21), 0, "before it"),
            ("SEC-003", Some(21), 1, "the rule itself has no version"),
            ("cis", Some(21), 1, "nor do the controls of this group"),
        ] {
            let selection = Selection {
                select: vec![Selector::of_option("--select", selector)],
                target_kubernetes: minor.map(|minor| KubernetesVersion { minor }),
                ..Selection::default()
            };
            assert_eq!(selection.of(&rules).len(), expected, "{reason}");
        }
    }

    #[test]
    fn unknown_selectors_are_errors_but_groups_without_rules_are_not() {
        let rules: Vec<_> = RULES.iter().filter(|rule| rule.code == "SEC-002").collect();
        let given = ["cis", "SEC-003"].map(|value| Selector::of_option("--select", value));
        let errors: Vec<_> =
            unknown(&given, &rules).iter().map(|error| error.say(Lang::En)).collect();
        assert_eq!(
            errors,
            ["--select: `SEC-003` is no rule, family or group; did you mean `SEC-002`?"]
        );
    }
}
