//! What a run has to collect metrics from pods: `ServiceMonitor`, `PodMonitor` and their kin.

use super::{Object, Pod, Workload};
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
        let mut by_label = OF_PODS.iter().flat_map(|kind| self.selected_by(kind));
        by_label.find(|monitor| reaches(monitor, namespace)).or_else(|| {
            self.selected_by("Service").find_map(|service| {
                let mut monitors = self.run.objects.selecting_services(service.labels());
                monitors.find(|monitor| reaches(monitor, namespace))
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

/// Whether a monitor looks into a namespace. Where none is written, it may be any.
fn reaches(monitor: &Object, namespace: Option<&str>) -> bool {
    let selector = monitor.spec().get("namespaceSelector");
    let is_any = || selector.get("any").bool() == Some(true);
    if namespace.is_none() || monitor.kind == "ClusterPodMonitoring" || is_any() {
        return true;
    }
    let mut named = selector.get("matchNames").items();
    if named.len() > 0 {
        return named.any(|name| name.str() == namespace);
    }
    monitor.namespace().is_none_or(|own| Some(own) == namespace)
}
