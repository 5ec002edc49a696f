//! Things of a run by what is known of them and the namespace that they are in.
//!
//! Rules ask once for each object, so nothing here walks what is not meant. Where a namespace is not
//! written, only the one who applies the manifest knows it: such things may be in any.

use foldhash::{HashMap, HashMapExt};
use std::hash::Hash;

/// A namespace as far as it is written.
pub(crate) type Namespace<'a> = Option<&'a str>;

/// Where things are looked for.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum Scope<'a> {
    Everywhere,
    In(Namespace<'a>),
}

/// Numbers of things, in the order of the run.
pub(super) struct Index<'a, K> {
    numbers: HashMap<(K, Scope<'a>), Numbers>,
}

/// Numbers that share a key. Most have one of their own, for which nothing is allocated.
enum Numbers {
    One(usize),
    Several(Vec<usize>),
}

impl<'a, K: Copy + Eq + Hash> Index<'a, K> {
    pub(super) fn new() -> Self {
        Self { numbers: HashMap::new() }
    }

    /// Adds a thing. Its number is not smaller than those before it.
    pub(super) fn insert(&mut self, key: K, namespace: Namespace<'a>, number: usize) {
        for scope in [Scope::In(namespace), Scope::Everywhere] {
            self.numbers
                .entry((key, scope))
                .and_modify(|numbers| numbers.push(number))
                .or_insert(Numbers::One(number));
        }
    }

    /// Those in all namespaces.
    pub(super) fn everywhere(&self, key: K) -> &[usize] {
        self.list(key, Scope::Everywhere)
    }

    /// Those for which exactly this namespace is written, or none.
    pub(super) fn exactly(&self, key: K, namespace: Namespace<'a>) -> &[usize] {
        self.list(key, Scope::In(namespace))
    }

    /// Those that may be in a namespace; those for which just that is written first.
    pub(super) fn within(&self, key: K, namespace: Namespace<'a>) -> [&[usize]; 2] {
        [self.exactly(key, namespace), self.others(key, namespace)]
    }

    /// The first of those that may be in a namespace.
    pub(super) fn first(&self, key: K, namespace: Namespace<'a>) -> Option<usize> {
        let exact = self.exactly(key, namespace).first();
        exact.or_else(|| self.others(key, namespace).first()).copied()
    }

    /// Those that may be in a namespace without saying so.
    fn others(&self, key: K, namespace: Namespace<'a>) -> &[usize] {
        self.list(key, if namespace.is_none() { Scope::Everywhere } else { Scope::In(None) })
    }

    /// Whether there are any that may be in a namespace.
    pub(super) fn contains(&self, key: K, namespace: Namespace<'a>) -> bool {
        self.first(key, namespace).is_some()
    }

    fn list(&self, key: K, scope: Scope<'a>) -> &[usize] {
        self.numbers.get(&(key, scope)).map_or(&[], Numbers::as_slice)
    }
}

impl Numbers {
    fn push(&mut self, number: usize) {
        match self {
            Self::One(one) if *one != number => *self = Self::Several(vec![*one, number]),
            Self::Several(several) if several.last() != Some(&number) => several.push(number),
            _ => {}
        }
    }

    fn as_slice(&self) -> &[usize] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

/// The numbers of several lists in order, each once, and no further than somebody asks.
pub(super) struct Merged<'s>(Vec<&'s [usize]>);

impl<'s> FromIterator<&'s [usize]> for Merged<'s> {
    fn from_iter<I: IntoIterator<Item = &'s [usize]>>(lists: I) -> Self {
        Self(lists.into_iter().filter(|list| !list.is_empty()).collect())
    }
}

impl Iterator for Merged<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let least = *self.0.iter().filter_map(|list| list.first()).min()?;
        for list in &mut self.0 {
            *list = list.strip_prefix(&[least]).unwrap_or(list);
        }
        Some(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_that_is_not_written_may_be_any() {
        let mut index = Index::new();
        for (number, namespace) in [(0, Some("a")), (1, None), (2, Some("b")), (2, Some("b"))] {
            index.insert("key", namespace, number);
        }
        let within = |key, namespace| -> Vec<usize> {
            index.within(key, namespace).into_iter().collect::<Merged>().collect()
        };
        assert_eq!(within("key", Some("a")), [0, 1], "in a namespace");
        assert_eq!(within("key", Some("c")), [1], "in another");
        assert_eq!(within("key", None), [0, 1, 2], "in any");
        assert_eq!(index.exactly("key", None), [1], "where none is written");
        assert_eq!(index.everywhere("key"), [0, 1, 2], "each once");
        assert!(!index.contains("other", None));
    }

    #[test]
    fn lists_are_merged_in_order_as_far_as_somebody_asks() {
        let lists: [&[usize]; 4] = [&[1, 4, 6], &[], &[0, 4], &[6]];
        assert_eq!(lists.into_iter().collect::<Merged>().collect::<Vec<_>>(), [0, 1, 4, 6]);
        assert_eq!(lists.into_iter().collect::<Merged>().next(), Some(0));
    }
}
