use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Chip};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    if requests.is_empty() {
        return hits.skip();
    }
    let Some(built_for) = npu::built_for(container) else { return hits.skip_if_known() };
    let chip = built_for.chip;
    let of_request = requests.iter().map(|npu| (npu, npu::chips_of(npu.name)));
    let is_other = |chips: &[Chip]| !chips.is_empty() && !chips.contains(&chip);
    let wrong = of_request.into_iter().find(|(_, chips)| is_other(chips));
    let selected = || npu::selected(&container.pod).find(|(_, hardware)| is_other(hardware.chips));
    let (name, place) = (container.name(), container.image_node());
    let found = if let Some((npu, chips)) = wrong {
        hits.case(
            "resource",
            place,
            [
                ("container", &name),
                ("chip", &chip),
                ("says", &built_for.says),
                ("resource", &npu.name),
                ("chips", &npu::names(chips)),
            ],
        )
        .related("request", npu.key)
    } else if let Some((selector, hardware)) = selected() {
        hits.case(
            "selector",
            place,
            [
                ("container", &name),
                ("chip", &chip),
                ("says", &built_for.says),
                ("label", &label(selector)),
                ("value", &selector.text().unwrap_or_default()),
                ("chips", &npu::names(hardware.chips)),
            ],
        )
        .related("selector", selector)
    } else {
        return;
    };
    if let Some(place) = built_for.place {
        found.related("built", place);
    }
}

/// What the image is called, and what it is built from.
pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let called = service.image().and_then(|image| npu::chip_of(&image));
    let built_for = service.built().and_then(|built| npu::built_on(&built));
    let (Some(chip), Some(built_for)) = (called, built_for) else { return hits.skip_if_known() };
    if chip != built_for.chip {
        let image = service.get("image");
        let found = hits.case(
            "service",
            image,
            [
                ("image", &image.text().unwrap_or_default()),
                ("chip", &chip),
                ("says", &built_for.says),
                ("built", &built_for.chip),
            ],
        );
        if let Some(place) = built_for.place {
            found.related("built", place);
        }
    }
}

fn label(selector: Node<'_>) -> &str {
    selector.key().and_then(Node::text).unwrap_or_default()
}
