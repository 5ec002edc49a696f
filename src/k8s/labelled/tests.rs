use std::sync::Arc;

use super::*;
use crate::k8s::{Object, Objects};
use crate::source::Source;
use crate::yaml::{Parsed, take_unresolved};

fn parse(text: &str) -> Parsed {
    yaml::parse(&Arc::new(Source::new("x.yaml", text)))
}

fn objects_in(parsed: &Parsed) -> Vec<Object<'_>> {
    parsed.trees.iter().flat_map(Object::all_in).collect()
}

/// Whether a policy and a pod meet; the answer must be the same from both sides.
fn meet(selector: &str, of_selector: &str, labels: &str, of_pod: &str) -> &'static str {
    let metadata = |namespace: &str| match namespace {
        "" => "{name: x}".to_owned(),
        _ => format!("{{name: x, namespace: {namespace}}}"),
    };
    let text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {}\nspec: {{podSelector: {selector}}}\n---\n\
         apiVersion: apps/v1\nkind: Deployment\nmetadata: {}\nspec: {{template: {{metadata: {{labels: {labels}}}, spec: {{containers: []}}}}}}\n",
        metadata(of_selector),
        metadata(of_pod),
    );
    let parsed = parse(&text);
    let all = objects_in(&parsed);
    let objects = Objects::new(all.iter().copied());
    let (policy, deployment) = (all[0], all[1]);
    let labels = deployment.root.path(["spec", "template", "metadata", "labels"]);
    let answer = |found: bool| match (found, take_unresolved()) {
        (true, _) => "yes",
        (false, true) => "unknown",
        (false, false) => "no",
    };
    take_unresolved();
    let selected = answer(objects.pods_selected_by(policy).next().is_some());
    let mut selecting = objects.selecting_pods("NetworkPolicy", deployment.namespace(), labels);
    assert_eq!(answer(selecting.next().is_some()), selected, "{text}");
    selected
}

#[test]
fn selectors_and_labels_meet() {
    let web = "{matchLabels: {app: web}}";
    for (selector, of_selector, labels, of_pod, expected, reason) in [
        (web, "shop", "{app: web, tier: front}", "shop", "yes", "a label more"),
        (web, "shop", "{app: api}", "shop", "no", "another value"),
        (web, "shop", "{}", "shop", "no", "no label"),
        ("{matchLabels: {app: web, tier: back}}", "a", "{app: web}", "a", "no", "a label less"),
        // namespaces
        (web, "shop", "{app: web}", "back", "no", "another namespace"),
        (web, "", "{app: web}", "back", "yes", "the selector may be in any"),
        (web, "shop", "{app: web}", "", "yes", "the pod may be in any"),
        (web, "", "{app: web}", "", "yes", "both may be"),
        // selectors of other forms
        ("{}", "shop", "{}", "shop", "yes", "an empty one selects all"),
        ("", "shop", "{app: web}", "shop", "yes", "one that is missing is empty"),
        ("{}", "shop", "{}", "back", "no", "all of its own namespace"),
        (
            "{matchExpressions: [{key: app, operator: In, values: [api, web]}]}",
            "",
            "{app: web}",
            "",
            "yes",
            "one of several",
        ),
        (
            "{matchExpressions: [{key: app, operator: In, values: [api]}]}",
            "",
            "{app: web}",
            "",
            "no",
            "none of them",
        ),
        (
            "{matchExpressions: [{key: app, operator: NotIn, values: [api]}]}",
            "",
            "{app: web}",
            "",
            "yes",
            "not excluded",
        ),
        (
            "{matchExpressions: [{key: app, operator: NotIn, values: [api]}]}",
            "",
            "{}",
            "",
            "yes",
            "what is not there is not excluded",
        ),
        (
            "{matchExpressions: [{key: app, operator: Exists}]}",
            "",
            "{app: web}",
            "",
            "yes",
            "there with any value",
        ),
        ("{matchExpressions: [{key: app, operator: Exists}]}", "", "{}", "", "no", "not there"),
        (
            "{matchExpressions: [{key: job, operator: DoesNotExist}]}",
            "",
            "{app: web}",
            "",
            "yes",
            "rightly absent",
        ),
        (
            "{matchLabels: {app: web}, matchExpressions: [{key: job, operator: DoesNotExist}]}",
            "",
            "{app: web, job: x}",
            "",
            "no",
            "both parts count",
        ),
    ] {
        assert_eq!(meet(selector, of_selector, labels, of_pod), expected, "{reason}");
    }
}

#[test]
fn templates_make_an_answer_unknown_where_nothing_else_decides() {
    let web = "{matchLabels: {app: web}}";
    for (selector, of_selector, labels, of_pod, expected, reason) in [
        (web, "", "{app: '{{ x }}'}", "", "unknown", "the label may be it"),
        (web, "", "{app: api, tier: '{{ x }}'}", "", "no", "another label is not asked for"),
        (web, "", "{app: web, tier: '{{ x }}'}", "", "yes", "another label is not asked for"),
        (web, "", "{'{{ x }}': y}", "", "unknown", "any key"),
        (web, "", "'{{ x }}'", "", "unknown", "any labels"),
        (web, "shop", "{app: '{{ x }}'}", "back", "no", "in another namespace whatever it is"),
        (
            "{matchLabels: {app: '{{ x }}'}}",
            "",
            "{app: web}",
            "",
            "unknown",
            "the selector may ask for it",
        ),
        (
            "{matchLabels: {app: '{{ x }}', tier: back}}",
            "",
            "{app: web, tier: front}",
            "",
            "no",
            "something else decides",
        ),
        ("'{{ x }}'", "", "{app: web}", "", "unknown", "any selector"),
        ("{matchLabels: '{{ x }}'}", "", "{app: web}", "", "unknown", "any labels asked for"),
        ("{matchExpressions: '{{ x }}'}", "", "{app: web}", "", "unknown", "any expressions"),
        (
            "{matchExpressions: [{key: app, operator: In, values: ['{{ x }}']}]}",
            "",
            "{app: web}",
            "",
            "unknown",
            "any value",
        ),
    ] {
        assert_eq!(meet(selector, of_selector, labels, of_pod), expected, "{reason}");
    }
}

#[test]
fn monitors_look_into_the_namespaces_that_they_name() {
    for (selector, expected, reason) in [
        ("", &["own"][..], "their own"),
        (
            "namespaceSelector: {matchNames: [shop, back, shop]}",
            &["back", "shop"],
            "those, each once",
        ),
        ("namespaceSelector: {any: true}", &["back", "own", "shop"], "all"),
        ("namespaceSelector: {matchNames: ['{{ x }}']}", &["back", "own", "shop"], "perhaps any"),
    ] {
        let pods = ["back", "own", "shop"].map(|namespace| {
            format!("---\napiVersion: v1\nkind: Pod\nmetadata: {{name: x, namespace: {namespace}, labels: {{app: web}}}}\nspec: {{containers: []}}\n")
        });
        let monitor = format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {{name: x, namespace: own}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n  {selector}\n"
        );
        let parsed = parse(&(monitor + &pods.concat()));
        let all = objects_in(&parsed);
        let objects = Objects::new(all.iter().copied());
        let selected = objects.pods_selected_by(all[0]);
        let namespaces: Vec<_> = selected.filter_map(|pod| pod.object.namespace()).collect();
        assert_eq!(namespaces, expected, "{reason}");
        for pod in &all[1..] {
            let mut monitors = objects.selecting_pods("PodMonitor", pod.namespace(), pod.labels());
            let looks = pod.namespace().is_some_and(|namespace| expected.contains(&namespace));
            assert_eq!(monitors.next().is_some(), looks, "{reason}, from the pod");
        }
    }
}

#[test]
fn what_the_fewest_have_is_looked_up() {
    let text = "all: {part-of: shop}\nmany: [{part-of: shop, app: a}, {part-of: shop, app: b}, {part-of: shop, app: c}]\nselector: {part-of: shop, app: b}\nnone: {part-of: shop, app: d}\n";
    let parsed = parse(text);
    let root = parsed.trees[0].root();
    let mut labelled = Labelled::new();
    for (number, labels) in root.get("many").items().enumerate() {
        labelled.insert(number, Some("shop"), labels);
    }
    for (key, rarest, selected) in
        [("selector", "app", &[1][..]), ("all", "part-of", &[0, 1, 2]), ("none", "app", &[])]
    {
        let selector = Selector::Labels(root.get(key));
        let clause = labelled.rarest(selector, &[Some("shop")]).expect("a label");
        assert_eq!(clause.key, rarest);
        let found: Vec<_> = labelled.selected_by(selector, &[Some("shop")]).collect();
        assert_eq!(found, selected, "in the order of the run");
    }
}
