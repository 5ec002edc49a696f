//! What a run has to collect metrics from pods: `ServiceMonitor`, `PodMonitor` and their kin.

use super::{Object, Pod, Selector};

/// Kinds that select pods by label, of the Prometheus operator, `VictoriaMetrics` and Google.
const OF_PODS: [&str; 4] = ["PodMonitor", "VMPodScrape", "PodMonitoring", "ClusterPodMonitoring"];

/// Kinds that select Services by label, and by them the pods behind.
const OF_SERVICES: [&str; 2] = ["ServiceMonitor", "VMServiceScrape"];

impl<'a> Pod<'a> {
    /// A monitor of the run that collects metrics from this pod.
    pub(crate) fn monitor(&self) -> Option<Object<'a>> {
        let namespace = self.object.namespace();
        let collects = |monitor: &Object, labels| {
            reaches(monitor, namespace)
                && Selector::Full(monitor.spec().get("selector")).matches(labels)
        };
        let of_kinds = |kinds: &'static [&'static str]| {
            kinds.iter().flat_map(|kind| self.objects.of_kind(kind))
        };
        let by_label = of_kinds(&OF_PODS).find(|monitor| collects(monitor, self.labels()));
        by_label
            .or_else(|| {
                self.services().find_map(|service| {
                    of_kinds(&OF_SERVICES).find(|monitor| collects(monitor, service.labels()))
                })
            })
            .copied()
    }

    /// The Services of the run that select this pod.
    pub(crate) fn services(&self) -> impl Iterator<Item = Object<'a>> {
        self.objects.services_of(self.object.namespace(), self.labels())
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
