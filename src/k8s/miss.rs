//! Selectors that select nothing, though something is near: a slip, and not a thing of elsewhere.

use super::index::Namespace;
use super::labelled::Labelled;
use super::selector::Requirement;
use super::{Object, Objects, Selector, monitor, workload};
use crate::yaml::{Node, note_unresolved};

/// A selector that misses something by little.
pub(crate) struct Miss<'a> {
    /// What it asks for and the other does not have.
    pub(crate) wanted: Requirement<'a>,
    /// The labels of the other.
    pub(crate) labels: Node<'a>,
    /// What it is, or is the pod of.
    pub(crate) object: Object<'a>,
}

/// Of more candidates only so many are looked at: thousands of selectors that miss thousands of pods
/// would take longer than all the rest of a run.
const MOST: usize = 200;

/// Words in the keys of labels that programs give to their own pods while they run: which of them
/// leads.
const ROLES: [&str; 6] = ["active", "leader", "master", "primary", "role", "standby"];

/// Labels that the controllers of Kubernetes give to pods and that name no domain.
const GIVEN: [&str; 6] = [
    "controller-revision-hash",
    "controller-uid",
    "deploymentconfig",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
];

/// Domains of labels that people write themselves.
const WRITTEN: [&str; 2] = ["app.kubernetes.io/", "helm.sh/"];

impl<'a> Miss<'a> {
    /// The label that is there instead, or would be.
    pub(crate) fn label(&self) -> Node<'a> {
        self.labels.get(self.wanted.key())
    }
}

impl<'a> Objects<'a> {
    /// Whether a selector of pods or of Services selects any.
    pub(crate) fn selects_any(&self, object: Object<'a>) -> bool {
        self.pods_selected_by(object).next().is_some()
            || self.services_selected_by(object).next().is_some()
    }

    /// What a selector of pods or of Services, which selects none, was probably meant for. Nothing if
    /// nothing is near; the answer is unknown where there may be more than is written.
    pub(crate) fn nearly_selected_by(&self, object: Object<'a>) -> Option<Miss<'a>> {
        let namespaces = monitor::namespaces(object);
        if namespaces.iter().any(|namespace| self.may_have_pods(*namespace)) {
            note_unresolved();
            return None;
        }
        if let Some(selector) = Selector::of_services(object) {
            self.nearest(object, &self.services, selector, &namespaces, |service| *service)
        } else {
            let selector = Selector::of_pods(object)?;
            self.nearest(object, &self.templates, selector, &namespaces, |template| template.object)
        }
    }

    fn nearest<T: Copy>(
        &self,
        asking: Object<'a>,
        things: &Labelled<'a, T>,
        selector: Selector<'a>,
        namespaces: &[Namespace<'a>],
        object: impl Fn(&T) -> Object<'a>,
    ) -> Option<Miss<'a>> {
        let wanted: Vec<_> = selector.requirements().collect();
        let mut best: Option<((usize, f64), Miss)> = None;
        for (thing, labels) in things.candidates(selector, namespaces).take(MOST) {
            let object = object(&thing);
            if !may_be_together(asking, object) {
                continue;
            }
            let may_get = |key: &str| {
                workload::is_by_operator(object) || self.adds_label(key) || is_given(key, things)
            };
            let lacks = |of: &Requirement| of.is_positive() && !labels.get(of.key()).exists();
            let (met, mut unmet): (Vec<_>, Vec<_>) =
                wanted.iter().copied().partition(|of| of.is_met_by(labels));
            unmet.retain(|of| !lacks(of) || !may_get(of.key()));
            if unmet.is_empty() {
                // It has, or may get, all that is asked for.
                note_unresolved();
                return None;
            }
            // In the same words, or most of it the same: another vocabulary is about other things.
            let met = met.len();
            if unmet.iter().any(lacks) && met * 2 < wanted.len() {
                continue;
            }
            unmet.sort_by_key(lacks);
            let likeness = unmet.iter().map(|of| likeness(*of, labels)).sum();
            if best.as_ref().is_none_or(|(before, _)| (met, likeness) > *before) {
                let miss = Miss { wanted: unmet[0], labels, object };
                best = Some(((met, likeness), miss));
            }
        }
        best.map(|(_, miss)| miss)
    }
}

/// Whether two objects may be of one application: where no namespace is written for either, they are
/// in one folder.
fn may_be_together(one: Object, other: Object) -> bool {
    let is_written = one.namespace().is_some() || other.namespace().is_some();
    is_written || one.folder() == other.folder()
}

/// Whether a label that a template lacks may be given to its pods nevertheless: by a controller, which
/// puts its domain before it, or by the program. What others of the run have is written.
fn is_given<T: Copy>(key: &str, things: &Labelled<T>) -> bool {
    let is_foreign = key.contains('/') && !WRITTEN.iter().any(|domain| key.starts_with(domain));
    let is_role = || key.split(['-', '_', '.', '/']).any(|word| ROLES.contains(&word));
    GIVEN.contains(&key) || is_role() || (is_foreign && !things.knows(key))
}

/// How much the label that is there is like one that is asked for.
fn likeness<'a>(wanted: Requirement<'a>, labels: Node<'a>) -> f64 {
    let there = labels.get(wanted.key()).text().unwrap_or_default();
    let alike = wanted.values().into_iter().map(|value| strsim::jaro_winkler(value, there));
    alike.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml;

    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment";

    /// What a Service with this selector misses in a pod with these labels.
    fn missed(selector: &str, maker: &str, labels: &str) -> String {
        let text = format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: x}}\nspec: {{selector: {selector}}}\n---\n\
             {maker}\nmetadata: {{name: x}}\nspec: {{template: {{metadata: {{labels: {labels}}}, spec: {{containers: [{{name: a}}]}}}}}}\n"
        );
        let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
        let all: Vec<_> = parsed.trees.iter().flat_map(Object::all_in).collect();
        let objects = Objects::new(all.iter().copied());
        yaml::take_unresolved();
        let miss = objects.nearly_selected_by(all[0]);
        match miss {
            Some(miss) => miss.wanted.to_string(),
            None if yaml::take_unresolved() => "unknown".to_owned(),
            None => String::new(),
        }
    }

    #[test]
    fn a_miss_is_near_where_the_words_are_the_same() {
        let ray = "apiVersion: ray.io/v1\nkind: RayCluster";
        for (selector, maker, labels, expected, reason) in [
            ("{app: wbe}", DEPLOYMENT, "{app: web}", "app: wbe", "the same key"),
            ("{app: a, tier: b}", DEPLOYMENT, "{app: c, tier: d}", "app: a", "all of the keys"),
            ("{app: web, rel: x}", DEPLOYMENT, "{app: web}", "rel: x", "half of it agrees"),
            (
                "{rel: x, app: api}",
                DEPLOYMENT,
                "{app: web}",
                "",
                "nothing agrees, and one is missing",
            ),
            ("{k8s-app: dns}", DEPLOYMENT, "{app: web}", "", "other words"),
            ("{app: web}", DEPLOYMENT, "{}", "", "no words"),
            (
                "{app: db, role: replica}",
                DEPLOYMENT,
                "{app: db}",
                "unknown",
                "the program may give it",
            ),
            (
                "{app: bd, role: replica}",
                DEPLOYMENT,
                "{app: db}",
                "app: bd",
                "but this it does not",
            ),
            (
                "{app: db, cnpg.io/cluster: x}",
                DEPLOYMENT,
                "{app: db}",
                "unknown",
                "a controller may",
            ),
            (
                "{example.com/app: x}",
                DEPLOYMENT,
                "{example.com/app: y}",
                "example.com/app: x",
                "written here",
            ),
            (
                "{helm.sh/chart: x, app: y}",
                DEPLOYMENT,
                "{app: y}",
                "helm.sh/chart: x",
                "people write it",
            ),
            ("{app: head}", ray, "{tier: x}", "unknown", "an operator gives what it likes"),
            ("{app: head}", ray, "{app: tail}", "app: head", "but takes nothing away"),
        ] {
            assert_eq!(missed(selector, maker, labels), expected, "{reason}");
        }
    }
}
