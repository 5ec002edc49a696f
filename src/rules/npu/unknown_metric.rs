use std::path::Path;

use serde_json::Value;

use crate::finding::Place;
use crate::k8s::Manifest;
use crate::npu;
use crate::promql;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let concerned = if object.kind == "ConfigMap" {
        let files = object.root.get("data").entries();
        let dashboards = files.filter(|(key, _)| {
            key.text().is_some_and(|name| {
                Path::new(name).extension().is_some_and(|ending| ending == "json")
            })
        });
        dashboards.fold(false, |any, (_, file)| judge_dashboard(file, hits) | any)
    } else {
        judge_rules(object, hits)
    };
    if !concerned {
        hits.skip_if_known();
    }
}

/// Whether any of the rules is about NPUs.
fn judge_rules(object: &Manifest, hits: &mut Hits) -> bool {
    let groups = object.spec().get("groups").items();
    let rules: Vec<_> = groups.flat_map(|group| group.get("rules").items()).collect();
    // What a rule records exists, whatever it is called.
    let recorded: Vec<_> = rules.iter().filter_map(|rule| rule.get("record").text()).collect();
    let mut concerned = false;
    for place in rules.iter().map(|rule| rule.get("expr")) {
        let Some(expression) = place.str() else { continue };
        concerned |= judge(expression, place, &recorded, "alert", hits);
    }
    concerned
}

/// Whether anything that a dashboard of Grafana shows is about NPUs.
fn judge_dashboard(file: Node, hits: &mut Hits) -> bool {
    let text = file.text().filter(|text| text.contains("\"expr\""));
    let Some(Ok(dashboard)) = text.map(serde_json::from_str::<Value>) else { return false };
    let (mut concerned, mut values) = (false, vec![&dashboard]);
    while let Some(value) = values.pop() {
        match value {
            Value::Array(items) => values.extend(items),
            Value::Object(fields) => {
                if let Some(expression) = fields.get("expr").and_then(Value::as_str) {
                    concerned |= judge(expression, file, &[], "dashboard", hits);
                }
                values.extend(fields.values());
            }
            _ => {}
        }
    }
    concerned
}

fn judge(text: &str, place: Node, recorded: &[&str], case: &str, hits: &mut Hits) -> bool {
    let tokens = promql::tokens(text).unwrap_or_default();
    let metrics = promql::metrics(&tokens);
    for name in metrics.iter().filter(|name| npu::is_unknown_metric(name)) {
        if !recorded.contains(name) {
            let nearest = npu::nearest_metric(name);
            hits.case(case, Place::part(place, name), [("metric", name), ("nearest", &nearest)]);
        }
    }
    metrics.into_iter().any(npu::is_npu_metric)
}
