use crate::k8s::{Container, PROBES};
use crate::nearest::nearest;
use crate::rule::Hits;
use crate::yaml::Node;

const HANDLERS: [&str; 3] = ["httpGet", "tcpSocket", "grpc"];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let mut judged = false;
    for probe in PROBES {
        let asking = container.probe(probe);
        for handler in HANDLERS {
            let port = asking.get(handler).get("port");
            if port.exists() {
                judged = true;
                judge(container, probe, port, hits);
            }
        }
    }
    if !judged {
        hits.skip();
    }
}

fn judge(container: &Container, probe: &str, port: Node, hits: &mut Hits) {
    let Some(wanted) = port.str() else { return };
    let is_number = wanted.parse::<u16>().is_ok();
    let field = if is_number { "containerPort" } else { "name" };
    let declared = || container.node.get("ports").items();
    // Nothing has to be declared for a number to be reached; only a list that leaves it out
    // contradicts the probe.
    if is_number && declared().len() == 0 {
        return judge_number(container, probe, port, wanted, hits);
    }
    if declared().any(|entry| entry.get(field).str() == Some(wanted)) || hits.met_template() {
        return;
    }
    let name = container.name();
    let named = declared().map(|entry| entry.get(field)).filter(|node| node.exists());
    match nearest(wanted, named, |node| node.text().unwrap_or_default()) {
        None => {
            hits.case(
                "nameless",
                port,
                [("container", &name), ("probe", &probe), ("port", &wanted)],
            );
        }
        Some(other) => {
            let near = other.text().unwrap_or_default();
            hits.case(
                "undeclared",
                port,
                [("container", &name), ("probe", &probe), ("port", &wanted), ("near", &near)],
            )
            .related("declared", other);
        }
    }
}

/// Where the container declares nothing, its image may.
fn judge_number(container: &Container, probe: &str, port: Node, wanted: &str, hits: &mut Hits) {
    let Some(built) = container.built() else { return };
    let exposed = built.exposed();
    let Some(first) = exposed.first() else { return };
    if !container.pod.rules_out_probed(wanted) || hits.met_template() {
        return;
    }
    let ports: Vec<_> = exposed.iter().map(|ports| ports.partial()).collect();
    hits.case(
        "unexposed",
        port,
        [
            ("container", &container.name()),
            ("probe", &probe),
            ("port", &wanted),
            ("exposed", &ports.join(", ")),
        ],
    )
    .related("exposed", built.place(first));
}
