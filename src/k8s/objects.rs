//! All objects of a run, for rules that look across them.

use std::collections::{BTreeMap, HashMap};

use super::{Object, Selector};
use crate::yaml::Node;

/// All objects of a run, indexed once, so that no rule has to walk them.
#[derive(Default)]
pub(crate) struct Objects<'a> {
    /// By kind and namespace, in the order of the run.
    by_kind: BTreeMap<(&'a str, Option<&'a str>), Vec<Object<'a>>>,
    by_name: HashMap<(&'a str, Option<&'a str>, &'a str), Object<'a>>,
    /// Autoscalers by namespace, kind and name of what they scale.
    scalers: HashMap<(Option<&'a str>, &'a str, &'a str), Object<'a>>,
    /// Services by namespace and the first label that they select by: a pod asks for its own labels
    /// and not through all Services.
    services: HashMap<(Option<&'a str>, &'a str, &'a str), Vec<Object<'a>>>,
}

impl<'a> Objects<'a> {
    pub(crate) fn new(all: impl IntoIterator<Item = Object<'a>>) -> Self {
        let mut objects = Self::default();
        for object in all {
            let (kind, namespace) = (object.kind, object.namespace());
            objects.by_kind.entry((kind, namespace)).or_default().push(object);
            objects.by_name.entry((kind, namespace, object.name())).or_insert(object);
            match kind {
                // Knative has a kind of this name too.
                "Service" if object.group().is_empty() => objects.add_service(object),
                "HorizontalPodAutoscaler" | "ScaledObject" => objects.add_scaler(object),
                _ => {}
            }
        }
        objects
    }

    fn add_service(&mut self, service: Object<'a>) {
        let first = service.spec().get("selector").entries().next();
        if let Some((key, value)) = first.and_then(|(key, value)| key.text().zip(value.text())) {
            let label = (service.namespace(), key, value);
            self.services.entry(label).or_default().push(service);
        }
    }

    fn add_scaler(&mut self, scaler: Object<'a>) {
        let target = scaler.spec().get("scaleTargetRef");
        // KEDA scales Deployments unless told otherwise.
        let kind = target.get("kind").text().unwrap_or("Deployment");
        if let Some(name) = target.get("name").text() {
            self.scalers.entry((scaler.namespace(), kind, name)).or_insert(scaler);
        }
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

    /// The `HorizontalPodAutoscaler` or `ScaledObject` that scales an object.
    pub(crate) fn scaler_of(&self, object: Object<'a>) -> Option<Object<'a>> {
        self.scalers.get(&(object.namespace(), object.kind, object.name())).copied()
    }

    /// The Services of a namespace that select pods with these labels.
    pub(crate) fn services_of(
        &self,
        namespace: Option<&'a str>,
        labels: Node<'a>,
    ) -> impl Iterator<Item = Object<'a>> {
        labels
            .entries()
            .filter_map(move |(key, value)| {
                self.services.get(&(namespace, key.text()?, value.text()?))
            })
            .flatten()
            .filter(move |service| Selector::Labels(service.spec().get("selector")).matches(labels))
            .copied()
    }

    /// Whether the run declares this kind in this namespace at all: only then can something be
    /// missing.
    pub(crate) fn declares(&self, kind: &'a str, namespace: Option<&'a str>) -> bool {
        self.by_kind.contains_key(&(kind, namespace))
    }
}
