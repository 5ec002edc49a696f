//! What a run has to collect metrics from pods: `ServiceMonitor`, `PodMonitor` and their kin.

use super::index::Namespace;
use super::{Object, Objects, Pod, Selector, Workload};
use crate::yaml::Node;

/// Kinds that select pods by label, of the Prometheus operator, `VictoriaMetrics` and Google.
pub(super) const OF_PODS: [&str; 4] =
    ["PodMonitor", "VMPodScrape", "PodMonitoring", "ClusterPodMonitoring"];

/// Kinds that select Services by label, and by them the pods behind.
pub(super) const OF_SERVICES: [&str; 2] = ["ServiceMonitor", "VMServiceScrape"];

/// Whether objects of this kind collect metrics.
pub(super) fn is_monitor(kind: &str) -> bool {
    OF_PODS.contains(&kind) || OF_SERVICES.contains(&kind)
}

/// What Prometheus looks for in the annotations of pods and Services, by the configuration that
/// everybody starts from.
const ANNOTATIONS: &str = "prometheus.io/";

impl<'a> Workload<'a> {
    /// Whether anything tells Prometheus to collect metrics from its pods: their annotations, those of
    /// a Service, or a monitor.
    pub(crate) fn is_scraped(&self) -> bool {
        self.pods.iter().any(|pod| {
            is_annotated(pod.annotations())
                || pod.selected_by("Service").any(|service| is_annotated(service.annotations()))
                || pod.monitor().is_some()
        })
    }

    /// The keys of annotations for Prometheus that are on the controller and not on its pods, where
    /// they would be read.
    pub(crate) fn misplaced_annotations(&self) -> impl Iterator<Item = Node<'a>> {
        let own = self.object.annotations().entries().map(|(key, _)| key);
        own.filter(|key| {
            let name = key.text().unwrap_or_default();
            let on_pods = || self.pods.iter().any(|pod| pod.annotations().get(name).exists());
            name.starts_with(ANNOTATIONS) && self.object.kind != "Pod" && !on_pods()
        })
    }
}

/// Whether annotations tell Prometheus to collect: by saying so, or by saying where.
fn is_annotated(annotations: Node) -> bool {
    let scrape = annotations.get("prometheus.io/scrape");
    if scrape.exists() {
        return scrape.str() == Some("true");
    }
    ["prometheus.io/port", "prometheus.io/path"].iter().any(|key| annotations.get(key).exists())
}

impl<'a> Pod<'a> {
    /// A monitor of the run that collects metrics from this pod.
    pub(crate) fn monitor(&self) -> Option<Object<'a>> {
        let namespace = self.object.namespace();
        OF_PODS.iter().find_map(|kind| self.selected_by(kind).next()).or_else(|| {
            let mut services = self.selected_by("Service");
            services.find_map(|service| {
                let namespace = service.namespace().or(namespace);
                self.run.objects.selecting_services(namespace, service.labels()).next()
            })
        })
    }

    /// The objects of a kind that select this pod: see [`Selector::of_pods`].
    ///
    /// [`Selector::of_pods`]: super::Selector::of_pods
    pub(crate) fn selected_by(&self, kind: &str) -> impl Iterator<Item = Object<'a>> {
        self.run.objects.selecting_pods(kind, self.object.namespace(), self.labels())
    }
}

/// Where an object selects: in its own namespace or, a monitor, in those that it names. None means
/// that it may be any.
pub(super) fn namespaces(object: Object<'_>) -> Vec<Namespace<'_>> {
    if !is_monitor(object.kind) {
        return vec![object.namespace()];
    }
    let selector = object.spec().get("namespaceSelector");
    let named = selector.get("matchNames").items();
    if object.kind == "ClusterPodMonitoring" || selector.get("any").bool() == Some(true) {
        return vec![None];
    }
    if named.len() > 0 {
        return named.map(|name| name.text().filter(|_| !name.is_template())).collect();
    }
    vec![object.namespace()]
}

/// A port that a monitor asks: where its name or number stands.
#[derive(Clone, Copy)]
pub(crate) enum Endpoint<'a> {
    /// The name of a port of Services.
    OfService(Node<'a>),
    /// The name or number of a port that containers declare.
    OfPod(Node<'a>),
}

impl<'a> Object<'a> {
    /// Whether this collects metrics.
    pub(crate) fn is_monitor(&self) -> bool {
        is_monitor(self.kind)
    }

    /// Whether a monitor looks at the cluster itself, of which no manifest has everything.
    pub(crate) fn watches_cluster(&self) -> bool {
        namespaces(*self).iter().all(|namespace| *namespace == Some("kube-system"))
    }

    /// What a monitor that looks only into its own namespace would select in another one.
    pub(crate) fn selects_elsewhere(&self, objects: &Objects<'a>) -> Option<Object<'a>> {
        let own = self.namespace().filter(|_| !self.spec().get("namespaceSelector").exists())?;
        let is_elsewhere = |object: &Object| object.namespace().is_some_and(|name| name != own);
        if let Some(selector) = Selector::of_services(*self) {
            selector.requirements().next()?;
            return objects.services.selected_by(selector, &[None]).find(is_elsewhere);
        }
        let selector = Selector::of_pods(*self)?;
        selector.requirements().next()?;
        let templates = objects.templates.selected_by(selector, &[None]);
        templates.map(|template| template.object).find(is_elsewhere)
    }

    /// The ports that a monitor asks. One that names none asks all.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = Endpoint<'a>> {
        let of_services = OF_SERVICES.contains(&self.kind);
        let lists = ["endpoints", "podMetricsEndpoints"].map(|list| self.spec().get(list).items());
        lists.into_iter().flatten().filter_map(move |endpoint| {
            let [port, target, number] =
                ["port", "targetPort", "portNumber"].map(|field| endpoint.get(field));
            if of_services && port.exists() {
                return Some(Endpoint::OfService(port));
            }
            let port = port.or(number).or(target);
            // Google's take a number that nobody declares.
            let is_asked = port.exists() && (port.is_text() || !self.kind.ends_with("Monitoring"));
            is_asked.then_some(Endpoint::OfPod(port))
        })
    }
}
