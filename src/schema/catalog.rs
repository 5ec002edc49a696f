//! The kinds of Kubernetes itself and what they are made of, in one minor version.
//!
//! `schemas/kubernetes.txt` has all versions at once: blocks of a definition's name, the kinds that
//! it is (`= apps/v1 Deployment`) and its fields (`replicas int32`). A `!` stands behind what is
//! demanded, `27-31` behind what is not in all versions. Only definitions that somebody asks for are
//! read.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use memchr::memmem;

use crate::yaml::Sign;

static TEXT: &str = include_str!("../../schemas/kubernetes.txt");

/// The kinds of Kubernetes in one minor version.
pub(crate) struct Catalog {
    minor: u32,
    /// All minor versions in the text.
    all: RangeInclusive<u32>,
    /// By name.
    definitions: Vec<Entry>,
    /// By API version and kind.
    kinds: Vec<Kind>,
    /// The definition of what a container asks for.
    pub(super) of_containers: usize,
}

/// A kind, and the versions that it is in.
pub(crate) struct Kind {
    pub(crate) api_version: &'static str,
    pub(crate) name: &'static str,
    pub(super) definition: usize,
    pub(crate) minors: RangeInclusive<u32>,
}

struct Entry {
    name: &'static str,
    /// The lines of its fields.
    fields: &'static str,
    read: OnceLock<Definition>,
}

/// The fields of a mapping.
pub(super) struct Definition {
    pub(super) fields: Vec<Field>,
    /// Those that are demanded, as bits.
    pub(super) demanded: u64,
    /// The number of the field whose name has this hash, from 1; of another, it is in the next free
    /// place.
    slots: Vec<u8>,
}

pub(super) struct Field {
    pub(super) name: &'static str,
    sign: Sign,
    pub(super) shape: Shape,
}

/// What a value has to be.
#[derive(Debug)]
pub(super) enum Shape {
    Any,
    Text,
    Base64,
    /// One of these texts, which are parted by `|`.
    Choice(&'static str),
    Int32,
    Int64,
    Number,
    Bool,
    IntOrText,
    Quantity,
    List(Box<Shape>),
    Map(Box<Shape>),
    /// A mapping with the fields of a definition.
    Fields(usize),
}

impl Catalog {
    /// The kinds in a minor version, or in the nearest one that the text has.
    pub(crate) fn new(minor: u32) -> Self {
        let (all, blocks) = TEXT.split_once("\n\n").expect("internal: versions come first");
        let mut ends = all.split(" to ").map(|version| number(&version["1.".len()..]));
        let all = ends.next().unwrap_or_default()..=ends.next().unwrap_or_default();
        let mut catalog = Self {
            minor: minor.clamp(*all.start(), *all.end()),
            all,
            definitions: Vec::with_capacity(1024),
            kinds: Vec::with_capacity(256),
            of_containers: 0,
        };
        let mut start = 0;
        for end in memmem::find_iter(blocks.as_bytes(), b"\n\n") {
            catalog.add(&blocks[start..end]);
            start = end + 2;
        }
        catalog.add(blocks[start..].trim_end());
        catalog.of_containers = catalog.index("core.v1.ResourceRequirements");
        catalog.kinds.sort_unstable_by_key(|kind| (kind.api_version, kind.name));
        catalog
    }

    fn add(&mut self, block: &'static str) {
        let (name, mut rest) = block.split_once('\n').expect("internal: a name, then fields");
        while let Some(line) = rest.strip_prefix("= ") {
            let (kind, fields) = line.split_once('\n').expect("internal: a kind has fields");
            let mut parts = kind.split(' ');
            self.kinds.push(Kind {
                api_version: parts.next().unwrap_or_default(),
                name: parts.next().unwrap_or_default(),
                definition: self.definitions.len(),
                minors: self.minors(parts.next()),
            });
            rest = fields;
        }
        self.definitions.push(Entry { name, fields: rest, read: OnceLock::new() });
    }

    /// The minor version that it is of: the target, or the nearest one that is known.
    pub(crate) fn minor(&self) -> u32 {
        self.minor
    }

    /// The kinds in this version.
    pub(crate) fn served(&self) -> impl Iterator<Item = &Kind> + Clone {
        self.kinds.iter().filter(|kind| kind.minors.contains(&self.minor))
    }

    /// A kind, in whichever versions it is.
    pub(crate) fn kind(&self, api_version: &str, name: &str) -> Option<&Kind> {
        let key = (api_version, name);
        let found = self.kinds.binary_search_by(|kind| (kind.api_version, kind.name).cmp(&key));
        found.ok().map(|index| &self.kinds[index])
    }

    /// All kinds, in whichever versions they are.
    pub(crate) fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// A definition as it is in this version.
    pub(super) fn definition(&self, index: usize) -> &Definition {
        let entry = &self.definitions[index];
        entry.read.get_or_init(|| self.read(entry.fields))
    }

    /// The definition of this name.
    pub(super) fn index(&self, name: &str) -> usize {
        let found = self.definitions.binary_search_by_key(&name, |entry| entry.name);
        found.expect("internal: definitions name only such as there are")
    }

    /// The versions in which a definition has a field.
    pub(super) fn minors_of(&self, definition: usize, field: &str) -> Option<RangeInclusive<u32>> {
        let lines = self.definitions[definition].fields.lines();
        let mut found = lines.map(|line| Line::of(line, self)).filter(|line| line.name == field);
        found.next().map(|line| line.minors)
    }

    fn read(&self, lines: &'static str) -> Definition {
        let lines = lines.lines().map(|line| Line::of(line, self));
        let here = lines.filter(|line| line.minors.contains(&self.minor));
        let mut demanded = 0;
        let fields: Vec<_> = here
            .enumerate()
            .map(|(bit, line)| {
                demanded |= u64::from(line.is_demanded) << bit;
                let sign = Sign::of(line.name.as_bytes());
                Field { name: line.name, sign, shape: self.shape(line.shape) }
            })
            .collect();
        Definition::new(fields, demanded)
    }

    fn shape(&self, text: &'static str) -> Shape {
        let inner = |text: &'static str| Box::new(self.shape(&text[1..text.len() - 1]));
        match text {
            "any" => Shape::Any,
            "text" => Shape::Text,
            "base64" => Shape::Base64,
            "int32" => Shape::Int32,
            "int64" => Shape::Int64,
            "number" => Shape::Number,
            "bool" => Shape::Bool,
            "int-or-text" => Shape::IntOrText,
            "quantity" => Shape::Quantity,
            _ if text.starts_with('[') => Shape::List(inner(text)),
            _ if text.starts_with('{') => Shape::Map(inner(text)),
            _ if text.contains('|') => Shape::Choice(text),
            _ => Shape::Fields(self.index(text)),
        }
    }

    /// `27-31`, `27-`, `-31`, or all of them.
    fn minors(&self, text: Option<&str>) -> RangeInclusive<u32> {
        let Some((since, until)) = text.and_then(|text| text.split_once('-')) else {
            return self.all.clone();
        };
        let end = |text: &str, open: u32| if text.is_empty() { open } else { number(text) };
        end(since, *self.all.start())..=end(until, *self.all.end())
    }
}

/// A line of a field.
struct Line {
    name: &'static str,
    is_demanded: bool,
    shape: &'static str,
    minors: RangeInclusive<u32>,
}

impl Line {
    fn of(line: &'static str, catalog: &Catalog) -> Self {
        let mut parts = line.split(' ');
        let (name, shape) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let minors = catalog.minors(parts.next());
        let bare = name.strip_suffix('!');
        Self { name: bare.unwrap_or(name), is_demanded: bare.is_some(), shape, minors }
    }
}

fn number(text: &str) -> u32 {
    text.parse().expect("internal: versions are numbers")
}

impl Definition {
    fn new(fields: Vec<Field>, demanded: u64) -> Self {
        let mut slots = vec![0; (2 * fields.len()).next_power_of_two().max(2)];
        for (number, field) in (1..).zip(&fields) {
            let mut at = slot(field.sign);
            let mask = slots.len() - 1;
            while slots[at & mask] != 0 {
                at += 1;
            }
            slots[at & mask] = number;
        }
        Self { fields, demanded, slots }
    }

    /// Whether there is a field of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.position(Sign::of(name.as_bytes()), || name.as_bytes()).is_some()
    }

    /// The number of the field whose name has this sign; the name itself is looked at only where its
    /// sign does not say all.
    pub(super) fn position<'n>(&self, sign: Sign, name: impl Fn() -> &'n [u8]) -> Option<usize> {
        let mut at = slot(sign);
        loop {
            let position = usize::from(self.slots[at & (self.slots.len() - 1)]).checked_sub(1)?;
            let field = &self.fields[position];
            if sign.is_same(field.sign, || field.name.as_bytes() == name()) {
                return Some(position);
            }
            at += 1;
        }
    }
}

/// Where the search for a sign starts: there are at most 128 slots.
fn slot(sign: Sign) -> usize {
    usize::from(sign.hash().to_be_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_can_be_read_as_a_whole() {
        let newest = Catalog::new(u32::MAX);
        assert_eq!(newest.minor(), crate::config::KubernetesVersion::NEWEST.minor);
        for minor in newest.all.clone() {
            let catalog = Catalog::new(minor);
            assert!(catalog.definitions.is_sorted_by_key(|entry| entry.name));
            for (index, entry) in catalog.definitions.iter().enumerate() {
                let fields = &catalog.definition(index).fields;
                assert!(fields.len() <= 64, "{}: demands are bits", entry.name);
                let names = fields.iter().map(|field| field.name);
                assert!(names.is_sorted_by(|a, b| a < b), "{} in 1.{minor}", entry.name);
            }
        }
    }

    #[test]
    fn kinds_and_fields_come_and_go() {
        for (minor, kind, field, expected, reason) in [
            (27, ("apps/v1", "Deployment"), "spec", true, "always there"),
            (27, ("v1", "Pod"), "replicas", false, "never there"),
            (35, ("resource.k8s.io/v1alpha3", "DeviceTaintRule"), "spec", true, "came in 1.33"),
            (u32::MAX, ("networking.k8s.io/v1", "Ingress"), "spec", true, "newer than all"),
            (1, ("v1", "Service"), "spec", true, "older than all"),
        ] {
            let catalog = Catalog::new(minor);
            let kind = catalog.kind(kind.0, kind.1).expect(reason);
            let has = catalog.definition(kind.definition).has(field);
            assert_eq!(has, expected, "{reason}");
        }
        let catalog = Catalog::new(31);
        let schemas = catalog.kind("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema");
        assert_eq!(schemas.map(|kind| kind.minors.clone()), Some(26..=31));
        let claims = catalog.index("core.v1.PodSpec");
        assert_eq!(catalog.minors_of(claims, "hostUsers"), Some(25..=37));
        assert_eq!(catalog.minors_of(claims, "resources"), Some(32..=37));
    }
}
