//! All objects of a run, for rules that look across them.

use std::collections::{BTreeMap, HashMap};

use super::account::Accounts;
use super::index::{Labelled, Selectors};
use super::{Object, Selector, monitor, templates};
use crate::yaml::Node;

/// All objects of a run, indexed once, so that no rule has to walk them.
pub(crate) struct Objects<'a> {
    /// By kind and namespace, in the order of the run.
    by_kind: BTreeMap<(&'a str, Option<&'a str>), Vec<Object<'a>>>,
    by_name: HashMap<(&'a str, Option<&'a str>, &'a str), Object<'a>>,
    /// Autoscalers by namespace, kind and name of what they scale.
    scalers: HashMap<(Option<&'a str>, &'a str, &'a str), Object<'a>>,
    pub(super) accounts: Accounts<'a>,
    templates: Labelled<'a, Template<'a>>,
    services: Labelled<'a, Object<'a>>,
    /// What selects pods, by kind.
    of_pods: HashMap<&'a str, Selectors<'a, Object<'a>>>,
    /// What collects metrics from Services.
    of_services: Selectors<'a, Object<'a>>,
}

/// The template of a pod, or the pod itself, and the object that it is in.
#[derive(Clone, Copy)]
pub(crate) struct Template<'a> {
    pub(crate) object: Object<'a>,
    pub(crate) node: Node<'a>,
}

impl<'a> Objects<'a> {
    pub(crate) fn new(all: impl IntoIterator<Item = Object<'a>>) -> Self {
        let mut objects = Self {
            by_kind: BTreeMap::new(),
            by_name: HashMap::new(),
            scalers: HashMap::new(),
            accounts: Accounts::default(),
            templates: Labelled::new(),
            services: Labelled::new(),
            of_pods: HashMap::new(),
            of_services: Selectors::new(),
        };
        let all: Vec<_> = all.into_iter().collect();
        for &object in &all {
            objects.add(object);
        }
        // Which label of a selector tells the most is known when all labels are.
        for object in all {
            objects.add_selector(object);
        }
        objects
    }

    fn add(&mut self, object: Object<'a>) {
        let (kind, namespace) = (object.kind, object.namespace());
        self.by_kind.entry((kind, namespace)).or_default().push(object);
        self.by_name.entry((kind, namespace, object.name())).or_insert(object);
        for node in templates::templates(object) {
            let labels = node.path(&["metadata", "labels"]);
            self.templates.insert(Template { object, node }, namespace, labels);
        }
        self.accounts.add(object);
        match kind {
            "Service" => self.services.insert(object, namespace, object.labels()),
            "HorizontalPodAutoscaler" | "ScaledObject" => self.add_scaler(object),
            _ => {}
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

    fn add_selector(&mut self, object: Object<'a>) {
        // Monitors may look into other namespaces; which, they are asked when they are found.
        let namespace = object.namespace().filter(|_| !monitor::is_monitor(object.kind));
        if monitor::OF_SERVICES.contains(&object.kind) {
            let selector = Selector::Full(object.spec().get("selector"));
            self.of_services.insert(object, namespace, selector, &self.services);
        } else if let Some(selector) = Selector::of_pods(object) {
            let selectors = self.of_pods.entry(object.kind).or_insert_with(Selectors::new);
            selectors.insert(object, namespace, selector, &self.templates);
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

    /// All pods, and templates of pods.
    pub(crate) fn templates(&self) -> impl Iterator<Item = Template<'a>> {
        self.templates.all()
    }

    /// The pods, and templates of pods, that a selector selects in a namespace. Where one of the
    /// sides has no namespace written, it may be any.
    pub(crate) fn pods_selected_by(
        &self,
        selector: Selector<'a>,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = Template<'a>> {
        self.templates.selected_by(selector, namespace)
    }

    /// The Services that a selector selects by their own labels in a namespace.
    pub(crate) fn services_selected_by(
        &self,
        selector: Selector<'a>,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = Object<'a>> {
        self.services.selected_by(selector, namespace)
    }

    /// The objects of a kind (see [`Selector::of_pods`]) that select pods with these labels in a
    /// namespace.
    pub(crate) fn selecting_pods(
        &self,
        kind: &str,
        namespace: Option<&'a str>,
        labels: Node<'a>,
    ) -> impl Iterator<Item = Object<'a>> {
        self.of_pods.get(kind).into_iter().flat_map(move |of| of.of(namespace, labels))
    }

    /// The monitors that select Services with these labels, in whatever namespaces they look.
    pub(super) fn selecting_services(&self, labels: Node<'a>) -> impl Iterator<Item = Object<'a>> {
        self.of_services.of(None, labels)
    }

    /// Whether the run declares this kind in this namespace at all: only then can something be
    /// missing.
    pub(crate) fn declares(&self, kind: &'a str, namespace: Option<&'a str>) -> bool {
        self.by_kind.contains_key(&(kind, namespace))
    }
}
