//! The compliance groups that rules map to: what SARIF calls taxonomies, and their controls taxa.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compliance::{GROUPS, Group};
use crate::lang::Lang;
use crate::rule::Rule;

/// The groups and controls of some rules, in the order in which they are published; those that only
/// the user knows come last.
pub(super) struct Taxonomies(Vec<(&'static str, Vec<&'static str>)>);

impl Taxonomies {
    pub(super) fn of(rules: &[&'static Rule]) -> Self {
        let place = |name| GROUPS.iter().position(|group| group.name == name).unwrap_or(usize::MAX);
        let mut controls: BTreeMap<(usize, &str), Vec<&str>> = BTreeMap::new();
        for &(group, control) in rules.iter().flat_map(|rule| rule.compliance) {
            controls.entry((place(group), group)).or_default().push(control);
        }
        let ordered = controls.into_iter().map(|((_, name), mut controls)| {
            let place =
                |control: &str| Group::named(name).and_then(|group| group.position(control));
            controls.sort_by_key(|control| (place(control).unwrap_or(usize::MAX), *control));
            controls.dedup();
            (name, controls)
        });
        Self(ordered.collect())
    }

    /// The groups in full, with the controls that are in use.
    pub(super) fn components(&self, lang: Lang) -> Vec<Component> {
        self.0.iter().map(|(name, controls)| Component::new(name, controls, lang)).collect()
    }

    /// That the tool knows them.
    pub(super) fn supported(&self) -> Vec<ComponentReference> {
        self.0.iter().map(|(name, _)| self.reference(name)).collect()
    }

    /// The controls that a rule is part of.
    pub(super) fn relationships(&self, rule: &Rule) -> Vec<Relationship> {
        let relationship = |&(group, id): &(&'static str, &'static str)| Relationship {
            target: Target { id, tool_component: self.reference(group) },
            kinds: ["relevant"],
        };
        rule.compliance.iter().map(relationship).collect()
    }

    fn reference(&self, name: &'static str) -> ComponentReference {
        let index = self.0.iter().position(|(other, _)| *other == name);
        ComponentReference { name, index: index.expect("internal: the groups of rules in use") }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    name: &'static str,
    #[serde(flatten)]
    published: Option<Published>,
    taxa: Vec<Taxon>,
}

/// What is known of a group that is not the user's own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    full_name: String,
    version: &'static str,
    organization: &'static str,
    information_uri: &'static str,
}

#[derive(Serialize)]
struct Taxon {
    id: &'static str,
    name: &'static str,
}

impl Component {
    fn new(name: &'static str, controls: &[&'static str], lang: Lang) -> Self {
        let group = Group::named(name);
        let taxon =
            |&id: &&'static str| Taxon { id, name: group.map_or(id, |group| group.title_of(id)) };
        Self {
            name,
            published: group.map(|group| Published {
                full_name: format!("{} {}", group.title.get(lang), group.version),
                version: group.version,
                organization: group.organization,
                information_uri: group.url,
            }),
            taxa: controls.iter().map(taxon).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ComponentReference {
    name: &'static str,
    index: usize,
}

#[derive(Serialize)]
pub(super) struct Relationship {
    target: Target,
    kinds: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    id: &'static str,
    tool_component: ComponentReference,
}
