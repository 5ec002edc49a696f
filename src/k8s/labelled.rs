//! Selecting by labels among thousands: things by their labels, and selectors by what they select.
//!
//! A lookup looks at what has the label that the selector asks for and the fewest have. Templates
//! among the labels never match: they are looked at last, and make the answer unknown.

use foldhash::{HashSet, HashSetExt};

use super::Selector;
use super::index::{Index, Merged, Namespace};
use super::selector::{Clause, Label};
use crate::yaml::{self, Node};

#[cfg(test)]
mod tests;

/// Things that have labels.
pub(super) struct Labelled<'a, T> {
    things: Vec<(T, Node<'a>)>,
    all: Index<'a, ()>,
    by_label: Index<'a, Label<'a>>,
    /// By a key that has a template for its value; by none, where the key may be any.
    unclear: Index<'a, Option<&'a str>>,
    keys: HashSet<&'a str>,
}

impl<'a, T: Copy> Labelled<'a, T> {
    pub(super) fn new() -> Self {
        let (all, by_label, unclear) = (Index::new(), Index::new(), Index::new());
        Self { things: Vec::new(), all, by_label, unclear, keys: HashSet::new() }
    }

    pub(super) fn insert(&mut self, thing: T, namespace: Namespace<'a>, labels: Node<'a>) {
        let number = self.things.len();
        self.things.push((thing, labels));
        self.all.insert((), namespace, number);
        for label in clear(labels) {
            self.by_label.insert(label, namespace, number);
            self.keys.insert(label.0);
        }
        for key in unclear(labels) {
            self.unclear.insert(key, namespace, number);
        }
    }

    /// All of them, in the order of the run.
    pub(super) fn all(&self) -> impl Iterator<Item = T> {
        self.things.iter().map(|(thing, _)| *thing)
    }

    /// What a selector selects in some namespaces, in the order of the run.
    pub(super) fn selected_by<'s>(
        &'s self,
        selector: Selector<'a>,
        namespaces: &[Namespace<'a>],
    ) -> impl Iterator<Item = T> + use<'s, 'a, T> {
        let (mut clear, mut unclear) = (Vec::new(), Vec::new());
        let clause = self.rarest(selector, namespaces);
        for &namespace in namespaces {
            if let Some(Clause { key, labels }) = &clause {
                clear.extend(labels.iter().flat_map(|l| self.by_label.within(*l, namespace)));
                let keys = [Some(*key), None];
                unclear.extend(keys.into_iter().flat_map(|k| self.unclear.within(k, namespace)));
            } else {
                clear.extend(self.all.within((), namespace));
            }
        }
        first_clear(clear, unclear).filter_map(move |number| {
            let (thing, labels) = self.things[number];
            selector.matches(labels).then_some(thing)
        })
    }

    /// Those that a selector may have been meant for, with their labels: what has one of the labels
    /// that it asks for, the rarest first; else all.
    pub(super) fn candidates(
        &self,
        selector: Selector<'a>,
        namespaces: &[Namespace<'a>],
    ) -> impl Iterator<Item = (T, Node<'a>)> {
        let within = |label| namespaces.iter().flat_map(move |n| self.by_label.within(label, *n));
        let labels = selector.clauses().flat_map(|clause| clause.labels);
        let mut lists: Vec<_> = labels.flat_map(within).filter(|list| !list.is_empty()).collect();
        lists.sort_by_key(|list| list.len());
        if lists.is_empty() {
            lists.extend(namespaces.iter().flat_map(|namespace| self.all.within((), *namespace)));
        }
        lists.into_iter().flatten().map(|number| self.things[*number])
    }

    /// Whether anything has a label of this key.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// What a selector asks for and the fewest have; nothing if it asks for no label that is known.
    fn rarest(&self, selector: Selector<'a>, namespaces: &[Namespace<'a>]) -> Option<Clause<'a>> {
        let count = |label: &Label<'a>| -> usize {
            let lists = namespaces.iter().flat_map(|n| self.by_label.within(*label, *n));
            lists.map(<[_]>::len).sum()
        };
        selector.clauses().min_by_key(|clause| clause.labels.iter().map(count).sum::<usize>())
    }
}

/// Selectors, each under what tells the most.
pub(super) struct Selectors<'a, T> {
    all: Vec<(T, Selector<'a>)>,
    by_label: Index<'a, Label<'a>>,
    /// By the key of the labels under which they stand; all of those by none.
    by_key: Index<'a, Option<&'a str>>,
    /// Those that ask for no label that is known.
    broad: Index<'a, ()>,
}

impl<'a, T: Copy> Selectors<'a, T> {
    pub(super) fn new() -> Self {
        let (by_label, by_key, broad) = (Index::new(), Index::new(), Index::new());
        Self { all: Vec::new(), by_label, by_key, broad }
    }

    /// Adds a selector of `things` in some namespaces. How many of them have a label decides under
    /// which it stands.
    pub(super) fn insert<U: Copy>(
        &mut self,
        thing: T,
        namespaces: &[Namespace<'a>],
        selector: Selector<'a>,
        things: &Labelled<'a, U>,
    ) {
        if selector.is_nothing() {
            return;
        }
        let number = self.all.len();
        self.all.push((thing, selector));
        let clause = things.rarest(selector, namespaces);
        for &namespace in namespaces {
            let Some(Clause { key, labels }) = &clause else {
                self.broad.insert((), namespace, number);
                continue;
            };
            for label in labels {
                self.by_label.insert(*label, namespace, number);
            }
            for key in [Some(*key), None] {
                self.by_key.insert(key, namespace, number);
            }
        }
    }

    /// Those that select what has these labels in a namespace, in the order of the run.
    pub(super) fn of(&self, namespace: Namespace<'a>, labels: Node<'a>) -> impl Iterator<Item = T> {
        let by_label = clear(labels).flat_map(move |label| self.by_label.within(label, namespace));
        let clear = self.broad.within((), namespace).into_iter().chain(by_label);
        let unclear = unclear(labels).flat_map(move |key| self.by_key.within(key, namespace));
        first_clear(clear, unclear).filter_map(move |number| {
            let (thing, selector) = self.all[number];
            selector.matches(labels).then_some(thing)
        })
    }
}

/// What may match, and then what can only make the answer unknown: the first that does is enough.
fn first_clear<'s>(
    clear: impl IntoIterator<Item = &'s [usize]>,
    unclear: impl IntoIterator<Item = &'s [usize]>,
) -> impl Iterator<Item = usize> {
    let unclear = unclear.into_iter().collect::<Merged>();
    let clear = clear.into_iter().collect::<Merged>();
    clear.chain(unclear.take_while(|_| !yaml::is_unresolved()))
}

fn clear(labels: Node<'_>) -> impl Iterator<Item = Label<'_>> {
    let known = |(key, value): &(Node<'_>, Node<'_>)| !key.is_template() && !value.is_template();
    labels.entries().filter(known).filter_map(|(key, value)| Some((key.text()?, value.text()?)))
}

/// The keys that have templates for their values; none for a key, or all labels, that are one.
fn unclear(labels: Node<'_>) -> impl Iterator<Item = Option<&str>> {
    let whole = labels.is_template().then_some(None);
    let keys = labels.entries().filter_map(|(key, value)| {
        let is_any = key.is_template().then_some(None);
        is_any.or_else(|| value.is_template().then(|| key.text()))
    });
    whole.into_iter().chain(keys)
}
