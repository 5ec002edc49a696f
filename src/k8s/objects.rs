//! All objects of a run, for rules that look across them.

use std::collections::{BTreeMap, HashMap};

use super::Object;

/// All objects of a run, indexed once, so that no rule has to walk them.
#[derive(Default)]
pub struct Objects<'a> {
    /// By kind and namespace, in the order of the run.
    by_kind: BTreeMap<(&'a str, Option<&'a str>), Vec<Object<'a>>>,
    by_name: HashMap<(&'a str, Option<&'a str>, &'a str), Object<'a>>,
}

impl<'a> Objects<'a> {
    pub(crate) fn new(all: impl IntoIterator<Item = Object<'a>>) -> Self {
        let mut objects = Self::default();
        for object in all {
            let (kind, namespace) = (object.kind, object.namespace());
            objects.by_kind.entry((kind, namespace)).or_default().push(object);
            objects.by_name.entry((kind, namespace, object.name())).or_insert(object);
        }
        objects
    }

    /// The objects of a kind in a namespace.
    pub(crate) fn of(
        &self,
        kind: &'a str,
        namespace: Option<&'a str>,
    ) -> std::slice::Iter<'_, Object<'a>> {
        self.by_kind.get(&(kind, namespace)).map_or(&[][..], Vec::as_slice).iter()
    }

    /// The objects of a kind in any namespace.
    pub(crate) fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &Object<'a>> {
        let in_order = self.by_kind.range((kind, None)..);
        in_order.take_while(move |((of, _), _)| *of == kind).flat_map(|(_, objects)| objects)
    }

    /// One object.
    pub(crate) fn find(
        &self,
        kind: &'a str,
        namespace: Option<&'a str>,
        name: &'a str,
    ) -> Option<Object<'a>> {
        self.by_name.get(&(kind, namespace, name)).copied()
    }

    /// Whether the run declares this kind in this namespace at all: only then can something be
    /// missing.
    pub(crate) fn declares(&self, kind: &'a str, namespace: Option<&'a str>) -> bool {
        self.by_kind.contains_key(&(kind, namespace))
    }
}
