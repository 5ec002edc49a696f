//! What a run has to collect metrics from pods: `ServiceMonitor`, `PodMonitor` and their kin.

use super::{Object, Pod};

/// Kinds that select pods by label, of the Prometheus operator, `VictoriaMetrics` and Google.
pub(super) const OF_PODS: [&str; 4] =
    ["PodMonitor", "VMPodScrape", "PodMonitoring", "ClusterPodMonitoring"];

/// Kinds that select Services by label, and by them the pods behind.
pub(super) const OF_SERVICES: [&str; 2] = ["ServiceMonitor", "VMServiceScrape"];

/// Whether objects of this kind collect metrics.
pub(super) fn is_monitor(kind: &str) -> bool {
    OF_PODS.contains(&kind) || OF_SERVICES.contains(&kind)
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
