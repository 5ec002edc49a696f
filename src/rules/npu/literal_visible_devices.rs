use crate::fix::Edit;
use crate::k8s::{Container, Variable};
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    let Some(npu) = requests.iter().find(|npu| !npu::is_part(npu.name)).or(requests.first()) else {
        return hits.skip();
    };
    let Some(variable) = container.variable(npu::VISIBLE_DEVICES) else { return };
    let Some(value) = literal(&variable, hits) else { return };
    let own = &container.pod.run.options.npu_resources;
    let replicas = container.pod.object.spec().get("replicas").int().unwrap_or(1);
    let case = match value {
        "void" => "void",
        "" => "empty",
        _ if replicas > 1 => "replicas",
        _ => "literal",
    };
    let hit = hits.case(
        case,
        variable.place,
        [
            ("container", &container.name()),
            ("value", &value),
            ("resource", &npu.name),
            ("annotation", &npu::nearest(npu.name, own)),
            ("replicas", &replicas),
        ],
    );
    if variable.in_config_map {
        hit.related("config-map", variable.value);
    } else if case != "void" {
        hit.fix(Edit::remove(variable.value.parent()));
    }
}

/// The value that every pod gets, if it is the same for all.
fn literal<'a>(variable: &Variable<'a>, hits: &mut Hits) -> Option<&'a str> {
    if variable.value.exists() {
        // `$(NAME)` takes the value of another variable, which may well be an annotation.
        return variable.value.str().filter(|value| !value.contains("$("));
    }
    // Neither a value nor a source is the empty string.
    if !variable.place.exists() {
        return Some("");
    }
    // The scheduler's annotation differs from pod to pod; of other sources only the cluster knows.
    if !variable.place.get("fieldRef").exists() {
        hits.unknown();
    }
    None
}
