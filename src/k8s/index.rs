//! Selecting by labels among thousands: things by their labels, and selectors by what they select.
//!
//! Both are asked once per object, so neither may walk all of the other side: a lookup looks at what
//! shares the rarest label and at the few things that no label tells apart.
//!
//! Where a namespace is not written, only the one who applies the manifest knows it: such things may
//! be in any.

use std::collections::HashMap;

use super::Selector;
use crate::yaml::Node;

type Label<'a> = (&'a str, &'a str);

/// Things by the namespace that is written, in the order of the run.
type ByNamespace<'a> = HashMap<Option<&'a str>, Vec<usize>>;

/// Things that have labels.
pub(super) struct Labelled<'a, T> {
    all: Vec<(T, Node<'a>)>,
    by_namespace: ByNamespace<'a>,
    by_label: HashMap<Label<'a>, ByNamespace<'a>>,
    /// Those with a template among their labels, of which nobody knows what selects them.
    templated: ByNamespace<'a>,
}

impl<'a, T: Copy> Labelled<'a, T> {
    pub(super) fn new() -> Self {
        let (by_namespace, by_label, templated) = Default::default();
        Self { all: Vec::new(), by_namespace, by_label, templated }
    }

    pub(super) fn insert(&mut self, thing: T, namespace: Option<&'a str>, labels: Node<'a>) {
        let number = self.all.len();
        self.all.push((thing, labels));
        self.by_namespace.entry(namespace).or_default().push(number);
        for label in plain_labels(labels) {
            self.by_label.entry(label).or_default().entry(namespace).or_default().push(number);
        }
        if has_template(labels) {
            self.templated.entry(namespace).or_default().push(number);
        }
    }

    /// All of them, in the order of the run.
    pub(super) fn all(&self) -> impl Iterator<Item = T> {
        self.all.iter().map(|(thing, _)| *thing)
    }

    /// What a selector selects in a namespace, in the order of the run. A template in labels or in
    /// the selector that decides makes it unknown, as always.
    pub(super) fn selected_by(
        &self,
        selector: Selector<'a>,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = T> {
        let nothing = ByNamespace::new();
        let rarest = rarest(selector, |label| self.count(label, namespace));
        let mut numbers = match rarest {
            Some(label) => {
                let mut numbers =
                    numbers_in(self.by_label.get(&label).unwrap_or(&nothing), namespace);
                numbers.extend(numbers_in(&self.templated, namespace));
                numbers
            }
            None => numbers_in(&self.by_namespace, namespace),
        };
        numbers.sort_unstable();
        numbers.dedup();
        let selected = move |number: usize| {
            let (thing, labels) = self.all[number];
            selector.matches(labels).then_some(thing)
        };
        numbers.into_iter().filter_map(selected)
    }

    /// How many have a label.
    fn count(&self, label: Label, namespace: Option<&str>) -> usize {
        self.by_label.get(&label).map_or(0, |of| match namespace {
            Some(_) => [namespace, None].iter().filter_map(|n| of.get(n)).map(Vec::len).sum(),
            None => of.values().map(Vec::len).sum(),
        })
    }
}

/// Selectors, each under the label that tells the most.
pub(super) struct Selectors<'a, T> {
    all: Vec<(T, Selector<'a>)>,
    by_label: HashMap<Label<'a>, ByNamespace<'a>>,
    /// Those that ask for no label that is plainly written.
    broad: ByNamespace<'a>,
}

impl<'a, T: Copy> Selectors<'a, T> {
    pub(super) fn new() -> Self {
        let (by_label, broad) = Default::default();
        Self { all: Vec::new(), by_label, broad }
    }

    /// Adds a selector of `things`, whose number decides under which label it stands.
    pub(super) fn insert<U: Copy>(
        &mut self,
        thing: T,
        namespace: Option<&'a str>,
        selector: Selector<'a>,
        things: &Labelled<'a, U>,
    ) {
        let number = self.all.len();
        self.all.push((thing, selector));
        let by_namespace = match rarest(selector, |label| things.count(label, namespace)) {
            Some(label) => self.by_label.entry(label).or_default(),
            None => &mut self.broad,
        };
        by_namespace.entry(namespace).or_default().push(number);
    }

    /// Those that select what has these labels in a namespace, in the order of the run.
    pub(super) fn of(
        &self,
        namespace: Option<&'a str>,
        labels: Node<'a>,
    ) -> impl Iterator<Item = T> {
        let mut numbers = numbers_in(&self.broad, namespace);
        for label in plain_labels(labels) {
            if let Some(selectors) = self.by_label.get(&label) {
                numbers.extend(numbers_in(selectors, namespace));
            }
        }
        if has_template(labels) {
            let all = self.by_label.values();
            numbers.extend(all.flat_map(|selectors| numbers_in(selectors, namespace)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let selecting = move |number: usize| {
            let (thing, selector) = self.all[number];
            selector.matches(labels).then_some(thing)
        };
        numbers.into_iter().filter_map(selecting)
    }
}

/// The numbers of what may be in a namespace.
fn numbers_in(things: &ByNamespace, namespace: Option<&str>) -> Vec<usize> {
    match namespace {
        Some(_) => {
            [namespace, None].iter().filter_map(|n| things.get(n)).flatten().copied().collect()
        }
        None => things.values().flatten().copied().collect(),
    }
}

/// The label that a selector asks for and the fewest have; none if it asks for none, or for what a
/// template decides.
fn rarest<'a>(selector: Selector<'a>, count: impl Fn(Label<'a>) -> usize) -> Option<Label<'a>> {
    let wanted = selector.labels();
    let rarest = plain_labels(wanted).min_by_key(|label| count(*label));
    rarest.filter(|_| !has_template(wanted))
}

fn plain_labels(labels: Node<'_>) -> impl Iterator<Item = Label<'_>> {
    let plain = |(key, value): (Node<'_>, Node<'_>)| !key.is_template() && !value.is_template();
    labels.entries().filter(move |entry| plain(*entry)).filter_map(text_of)
}

fn text_of<'a>((key, value): (Node<'a>, Node<'a>)) -> Option<Label<'a>> {
    Some((key.text()?, value.text()?))
}

fn has_template(labels: Node) -> bool {
    labels.is_template()
        || labels.entries().any(|(key, value)| key.is_template() || value.is_template())
}
