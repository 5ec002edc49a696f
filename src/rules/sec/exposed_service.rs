use crate::k8s::{Manifest, Reach};
use crate::rule::Hits;
use crate::yaml::Node;

const EVERYBODY: [&str; 2] = ["0.0.0.0/0", "::/0"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let (spec, name) = (object.spec(), object.name());
    let kind = spec.get("type");
    match kind.str() {
        Some("NodePort") if object.group().is_empty() => {
            hits.case("node-port", kind, [("name", &name)]);
        }
        Some("LoadBalancer") if object.group().is_empty() => {
            let ranges = spec.get("loadBalancerSourceRanges");
            let everybody = |range: &Node| range.str().is_some_and(|r| EVERYBODY.contains(&r));
            match (ranges.items().find(everybody), object.reach()) {
                (_, Reach::Unknown) => hits.unknown(),
                (Some(range), Reach::Open) => {
                    hits.case("range", range, [("name", &name)]);
                }
                (None, Reach::Open) if ranges.items().len() == 0 && !hits.met_template() => {
                    hits.case("load-balancer", kind, [("name", &name)]);
                }
                _ => {}
            }
        }
        _ => hits.skip_if_known(),
    }
}
