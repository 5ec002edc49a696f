//! What scales a workload: a `HorizontalPodAutoscaler`, or a KEDA `ScaledObject`.

use super::Object;
use crate::run::Run;
use crate::yaml::Node;

/// A `HorizontalPodAutoscaler`, or a KEDA `ScaledObject`, which makes one.
#[derive(Clone, Copy)]
pub(crate) struct Autoscaler<'a> {
    pub(crate) object: Object<'a>,
}

/// One end of what an autoscaler may choose.
pub(crate) struct Bound<'a> {
    pub(crate) field: &'static str,
    /// Where it is written, or would be.
    pub(crate) place: Node<'a>,
    /// How many that is, its default included; nothing if it is not known.
    pub(crate) count: Option<i64>,
}

/// A metric that is a share of what containers request.
pub(crate) struct Utilisation<'a> {
    pub(crate) resource: &'a str,
    /// The one container that it is about, if it is not about all.
    pub(crate) container: Option<&'a str>,
    pub(crate) place: Node<'a>,
}

impl<'a> Autoscaler<'a> {
    pub(crate) fn new(object: Object<'a>) -> Option<Self> {
        let is_one = match object.kind {
            "HorizontalPodAutoscaler" => object.group() == "autoscaling",
            "ScaledObject" => object.group() == "keda.sh",
            _ => false,
        };
        is_one.then_some(Self { object })
    }

    /// Whether it is one of KEDA's, which may scale to nothing and has defaults of its own.
    pub(crate) fn is_keda(&self) -> bool {
        self.object.kind == "ScaledObject"
    }

    /// The reference to what it scales.
    pub(crate) fn target_ref(&self) -> Node<'a> {
        self.object.spec().get("scaleTargetRef")
    }

    /// The kind of what it scales.
    pub(crate) fn target_kind(&self) -> Option<&'a str> {
        let default = self.is_keda().then_some("Deployment");
        self.target_ref().get("kind").str().or(default)
    }

    /// The API group in which it looks for what it scales. Of versions it takes any.
    pub(crate) fn target_group(&self) -> &'a str {
        let default = if self.is_keda() { "apps/v1" } else { "" };
        let version = self.target_ref().get("apiVersion").str().unwrap_or(default);
        version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// What it scales, if that is in the run.
    pub(crate) fn target(&self, run: &'a Run<'a>) -> Option<Object<'a>> {
        let (kind, name) = (self.target_kind()?, self.target_ref().get("name").str()?);
        run.objects.find(kind, self.object.namespace(), name)
    }

    /// The fewest and the most replicas that it may choose.
    pub(crate) fn bounds(&self) -> [Bound<'a>; 2] {
        let bound = |field, default| {
            let place = self.object.spec().get(field);
            Bound { field, place, count: if place.exists() { place.int() } else { default } }
        };
        if self.is_keda() {
            [bound("minReplicaCount", Some(0)), bound("maxReplicaCount", Some(100))]
        } else {
            [bound("minReplicas", Some(1)), bound("maxReplicas", None)]
        }
    }

    /// The metrics that need requests.
    pub(crate) fn utilisations(&self) -> Vec<Utilisation<'a>> {
        let spec = self.object.spec();
        if self.is_keda() {
            return spec.get("triggers").items().filter_map(of_trigger).collect();
        }
        let old = spec.get("targetCPUUtilizationPercentage");
        let (metrics, annotated) = (spec.get("metrics"), self.object.annotations().get(ANNOTATION));
        if !old.exists() && metrics.items().len() == 0 && !annotated.exists() {
            // Without any metric, the API sets a utilisation of the CPU of 80 %.
            return vec![Utilisation { resource: "cpu", container: None, place: metrics }];
        }
        let of_old =
            old.exists().then_some(Utilisation { resource: "cpu", container: None, place: old });
        of_old.into_iter().chain(metrics.items().filter_map(of_metric)).collect()
    }
}

/// Where `autoscaling/v1` has the metrics that it has no fields for.
const ANNOTATION: &str = "autoscaling.alpha.kubernetes.io/metrics";

fn of_metric(metric: Node<'_>) -> Option<Utilisation<'_>> {
    let source = metric.get("resource").or(metric.get("containerResource"));
    let target = source.get("target");
    // The flat field is that of `v2beta1`.
    let is_share = target.get("type").str() == Some("Utilization")
        || target.get("averageUtilization").exists()
        || source.get("targetAverageUtilization").exists();
    let (place, container) = (source.get("name"), source.get("container").str());
    Some(Utilisation { resource: place.str().filter(|_| is_share)?, container, place })
}

/// KEDA took the type of a metric from its `metadata` before there was `metricType`.
fn of_trigger(trigger: Node<'_>) -> Option<Utilisation<'_>> {
    let place = trigger.get("type");
    let resource = place.str().filter(|kind| ["cpu", "memory"].contains(kind))?;
    let metadata = trigger.get("metadata");
    let kind = trigger.get("metricType").or(metadata.get("type"));
    let container = metadata.get("containerName").str();
    (kind.str() == Some("Utilization")).then_some(Utilisation { resource, container, place })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::testing::with_run;

    fn with_scaler<T>(keda: bool, spec: &str, look: impl FnOnce(&Autoscaler) -> T) -> T {
        let (version, kind) = if keda {
            ("keda.sh/v1alpha1", "ScaledObject")
        } else {
            ("autoscaling/v2", "HorizontalPodAutoscaler")
        };
        let text = format!("{{apiVersion: {version}, kind: {kind}, spec: {spec}}}");
        with_run(&text, |object, _| look(&Autoscaler::new(object).expect("an autoscaler")))
    }

    #[test]
    fn metrics_that_need_requests_are_told_from_others() {
        for (keda, spec, expected, reason) in [
            (
                false,
                "{metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 70}}}]}",
                &["memory"][..],
                "a share",
            ),
            (
                false,
                "{metrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}]}",
                &[],
                "an amount",
            ),
            (
                false,
                "{metrics: [{type: ContainerResource, containerResource: {name: cpu, container: app, target: {averageUtilization: 70}}}]}",
                &["cpu of app"],
                "of one container",
            ),
            (
                false,
                "{metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 70}}]}",
                &["cpu"],
                "as v2beta1 has it",
            ),
            (false, "{targetCPUUtilizationPercentage: 70}", &["cpu"], "as v1 has it"),
            (false, "{metrics: [{type: Pods, pods: {}}]}", &[], "of the program itself"),
            (false, "{}", &["cpu"], "the default"),
            (
                true,
                "{triggers: [{type: cpu, metricType: Utilization}, {type: cron}]}",
                &["cpu"],
                "a trigger",
            ),
            (
                true,
                "{triggers: [{type: memory, metadata: {type: Utilization, containerName: app}}]}",
                &["memory of app"],
                "as it was",
            ),
            (true, "{triggers: [{type: cpu, metricType: AverageValue}]}", &[], "an amount"),
            (true, "{}", &[], "KEDA has no default"),
        ] {
            let found = with_scaler(keda, spec, |scaler| {
                let shown = |metric: Utilisation| match metric.container {
                    Some(container) => format!("{} of {container}", metric.resource),
                    None => metric.resource.to_owned(),
                };
                scaler.utilisations().into_iter().map(shown).collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{spec}: {reason}");
        }
    }

    #[test]
    fn targets_have_defaults() {
        for (keda, target, expected, reason) in [
            (
                false,
                "{apiVersion: apps/v1, kind: StatefulSet}",
                ("apps", Some("StatefulSet")),
                "whole",
            ),
            (
                false,
                "{kind: Deployment}",
                ("", Some("Deployment")),
                "the core, where there is none",
            ),
            (false, "{name: web}", ("", None), "nothing"),
            (true, "{name: web}", ("apps", Some("Deployment")), "what KEDA takes"),
        ] {
            let spec = format!("{{scaleTargetRef: {target}}}");
            let found = with_scaler(keda, &spec, |s| {
                (s.target_group().to_owned(), s.target_kind().map(str::to_owned))
            });
            let found = (found.0.as_str(), found.1.as_deref());
            assert_eq!(found, expected, "{target}: {reason}");
        }
    }
}
