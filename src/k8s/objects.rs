//! All objects of a run, for rules that look across them.

use foldhash::{HashMap, HashMapExt};

use super::account::Accounts;
use super::index::{Index, Merged, Namespace};
use super::labelled::{Labelled, Selectors};
use super::made::Made;
use super::{Object, Selector, monitor, policy, templates};
use crate::yaml::Node;

/// All objects of a run, indexed once, so that no rule has to walk them.
pub(crate) struct Objects<'a> {
    all: Vec<Object<'a>>,
    by_kind: Index<'a, &'a str>,
    by_name: Index<'a, (&'a str, &'a str)>,
    /// Objects for which no namespace is written, by kind and folder.
    beside: HashMap<(&'a str, &'a str), Vec<usize>>,
    /// Kinds of objects whose names are templates.
    unnamed: Index<'a, &'a str>,
    /// Autoscalers by namespace, kind and name of what they scale.
    scalers: HashMap<(Namespace<'a>, &'a str, &'a str), Object<'a>>,
    pub(super) accounts: Accounts<'a>,
    pub(super) templates: Labelled<'a, Template<'a>>,
    pub(super) services: Labelled<'a, Object<'a>>,
    /// What selects pods, by kind.
    of_pods: HashMap<&'a str, Selectors<'a, Object<'a>>>,
    /// What collects metrics from Services.
    of_services: Selectors<'a, Object<'a>>,
    /// Policies that select pods by rules of their own.
    foreign_policies: Index<'a, ()>,
    pub(super) made: Made<'a>,
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
            all: all.into_iter().collect(),
            by_kind: Index::new(),
            by_name: Index::new(),
            beside: HashMap::new(),
            unnamed: Index::new(),
            scalers: HashMap::new(),
            accounts: Accounts::default(),
            templates: Labelled::new(),
            services: Labelled::new(),
            of_pods: HashMap::new(),
            of_services: Selectors::new(),
            foreign_policies: Index::new(),
            made: Made::new(),
        };
        for number in 0..objects.all.len() {
            objects.add(number);
        }
        // Which label of a selector tells the most is known when all labels are.
        for number in 0..objects.all.len() {
            objects.add_selector(objects.all[number]);
        }
        objects
    }

    fn add(&mut self, number: usize) {
        let object = self.all[number];
        let (kind, namespace) = (object.kind, object.namespace());
        self.by_kind.insert(kind, namespace, number);
        self.by_name.insert((kind, object.name()), namespace, number);
        if namespace.is_none() {
            self.beside.entry((kind, object.folder())).or_default().push(number);
        }
        if object.name_node().is_template() {
            self.unnamed.insert(kind, namespace, number);
        }
        let templates = templates::templates(object);
        self.made.add(number, object, !templates.is_empty());
        for node in templates {
            let labels = node.path(["metadata", "labels"]);
            self.templates.insert(Template { object, node }, namespace, labels);
        }
        self.accounts.add(object);
        match kind {
            "Service" if object.group().is_empty() => {
                self.services.insert(object, namespace, object.labels());
            }
            "HorizontalPodAutoscaler" | "ScaledObject" => self.add_scaler(object),
            _ if policy::is_foreign(object) => self.foreign_policies.insert((), namespace, number),
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
        // Few objects select anything: only these are asked where.
        let namespaces = || monitor::namespaces(object);
        if let Some(selector) = Selector::of_services(object) {
            self.of_services.insert(object, &namespaces(), selector, &self.services);
        } else if let Some(selector) = Selector::of_pods(object) {
            let selectors = self.of_pods.entry(object.kind).or_insert_with(Selectors::new);
            selectors.insert(object, &namespaces(), selector, &self.templates);
        }
    }

    /// The objects of a kind that may be in a namespace.
    pub(crate) fn within(
        &self,
        kind: &'a str,
        namespace: Namespace<'a>,
    ) -> impl Iterator<Item = &Object<'a>> {
        let numbers: Merged = self.by_kind.within(kind, namespace).into_iter().collect();
        numbers.map(|number| &self.all[number])
    }

    /// The objects of a kind in any namespace.
    pub(crate) fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &Object<'a>> {
        self.by_kind.everywhere(kind).iter().map(|number| &self.all[*number])
    }

    /// One object. Where its own namespace or the given one is not written, it may be the same.
    pub(crate) fn find(
        &self,
        kind: &'a str,
        namespace: Namespace<'a>,
        name: &'a str,
    ) -> Option<Object<'a>> {
        self.by_name.first((kind, name), namespace).map(|number| self.all[number])
    }

    /// The `HorizontalPodAutoscaler` or `ScaledObject` that scales an object.
    pub(crate) fn scaler_of(&self, object: Object<'a>) -> Option<Object<'a>> {
        self.scalers.get(&(object.namespace(), object.kind, object.name())).copied()
    }

    /// All pods, and templates of pods.
    pub(crate) fn templates(&self) -> impl Iterator<Item = Template<'a>> {
        self.templates.all()
    }

    /// The pods, and templates of pods, that an object selects: see [`Selector::of_pods`].
    pub(crate) fn pods_selected_by(
        &self,
        object: Object<'a>,
    ) -> impl Iterator<Item = Template<'a>> {
        let selector = Selector::of_pods(object).into_iter();
        let namespaces = monitor::namespaces(object);
        selector.flat_map(move |selector| self.templates.selected_by(selector, &namespaces))
    }

    /// The Services that an object selects: see [`Selector::of_services`].
    pub(crate) fn services_selected_by(
        &self,
        object: Object<'a>,
    ) -> impl Iterator<Item = Object<'a>> {
        let selector = Selector::of_services(object).into_iter();
        let namespaces = monitor::namespaces(object);
        selector.flat_map(move |selector| self.services.selected_by(selector, &namespaces))
    }

    /// The objects of a kind (see [`Selector::of_pods`]) that select pods with these labels in a
    /// namespace. Where one of the sides has no namespace written, it may be any.
    pub(super) fn selecting_pods(
        &self,
        kind: &str,
        namespace: Namespace<'a>,
        labels: Node<'a>,
    ) -> impl Iterator<Item = Object<'a>> {
        self.of_pods.get(kind).into_iter().flat_map(move |of| of.of(namespace, labels))
    }

    /// The monitors that look into a namespace and select Services with these labels.
    pub(super) fn selecting_services(
        &self,
        namespace: Namespace<'a>,
        labels: Node<'a>,
    ) -> impl Iterator<Item = Object<'a>> {
        self.of_services.of(namespace, labels)
    }

    /// The objects of a kind that the run declares in a namespace: only where there are some can one
    /// be missing. Where no namespace is written, those of the same folder: a run over many
    /// applications does not make them one.
    pub(crate) fn declared(
        &self,
        kind: &'a str,
        namespace: Namespace<'a>,
        asking: Object<'a>,
    ) -> impl Iterator<Item = Object<'a>> {
        let numbers = match namespace {
            Some(_) => self.by_kind.exactly(kind, namespace),
            None => self.beside.get(&(kind, asking.folder())).map_or(&[][..], Vec::as_slice),
        };
        numbers.iter().map(|number| self.all[*number])
    }

    /// Whether an object of a kind, which may be in a namespace, may have any name.
    pub(crate) fn has_unnamed(&self, kind: &'a str, namespace: Namespace<'a>) -> bool {
        self.unnamed.contains(kind, namespace)
    }

    /// Whether there may be a policy in a namespace that selects pods by rules of its own.
    pub(super) fn has_foreign_policy(&self, namespace: Namespace<'a>) -> bool {
        self.foreign_policies.contains((), namespace)
    }
}
