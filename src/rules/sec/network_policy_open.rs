use crate::k8s::Manifest;
use crate::rule::Hits;
use crate::yaml::Node;

const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if object.group() != "networking.k8s.io" {
        return hits.skip();
    }
    let types: Vec<_> = object.spec().get("policyTypes").items().filter_map(Node::str).collect();
    for (field, peers, kind) in [("ingress", "from", "Ingress"), ("egress", "to", "Egress")] {
        // What is not among the types has no effect.
        if !types.is_empty() && !types.contains(&kind) {
            continue;
        }
        for rule in object.spec().get(field).items().filter(|rule| !is_for_names(*rule)) {
            judge(object, field, rule.get(peers), hits);
        }
    }
}

fn judge(object: &Manifest, field: &str, peers: Node, hits: &mut Hits) {
    if peers.is_template() {
        return hits.unknown();
    }
    if peers.items().len() == 0 {
        hits.case(field, peers, [("name", &object.name())]);
    }
    for peer in peers.items() {
        let range = peer.path(["ipBlock", "cidr"]);
        // Who leaves something out has thought about it; of that, cloud metadata is the least.
        let mut left_out = peer.path(["ipBlock", "except"]).items().filter_map(Node::str);
        let is_narrowed = left_out.any(|range| !range.starts_with("169.254."));
        if let Some(written) =
            range.str().filter(|range| EVERYWHERE.contains(range) && !is_narrowed)
        {
            let case = if field == "ingress" { "from-anywhere" } else { "to-anywhere" };
            hits.case(case, range, [("name", &object.name()), ("range", &written)]);
        }
    }
}

/// Whether a rule lets through nothing but DNS, which all pods need.
fn is_for_names(rule: Node) -> bool {
    let is_dns = |port: Node| {
        let number = port.get("port").str();
        matches!(number, Some("53" | "dns" | "dns-tcp")) && !port.get("endPort").exists()
    };
    let mut ports = rule.get("ports").items();
    ports.len() > 0 && ports.all(is_dns)
}
