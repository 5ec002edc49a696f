use crate::compose::Service;
use crate::k8s::{Image, Pod};
use crate::npu::{self, Choice};
use crate::rule::Hits;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let choices = npu::choices(pod);
    let is_npu = || npu::requests_of(pod).next().is_some();
    let is_ascend = || {
        let mut images = pod.containers().filter_map(|one| one.image_node().text());
        images.any(|image| npu::is_ascend_image(&Image::new(image)))
    };
    if choices.is_empty() || !(choices.iter().any(Choice::is_of_ascend) || is_npu() || is_ascend())
    {
        return hits.skip_if_known();
    }
    if judge_labels(&choices, hits) {
        judge_images(pod, &choices, hits);
    }
}

/// Whether a node may meet all choices.
fn judge_labels(choices: &[Choice], hits: &mut Hits) -> bool {
    let [first, others @ ..] = choices else { return true };
    let is_apart =
        |other: &&Choice| !other.architectures.iter().any(|one| first.architectures.contains(one));
    let Some(other) = others.iter().find(is_apart) else { return true };
    hits.case(
        "labels",
        other.place,
        [
            ("label", &other.label),
            ("values", &other.values.join(", ")),
            ("other", &first.label),
            ("others", &first.values.join(", ")),
        ],
    )
    .related("other", first.place);
    false
}

fn judge_images(pod: &Pod, choices: &[Choice], hits: &mut Hits) {
    for container in pod.containers() {
        let image = container.image_node();
        let Some(made) = npu::made_for(image, container.built()) else { continue };
        let refuses = |choice: &&Choice| !choice.architectures.contains(&made.architecture);
        let Some(choice) = choices.iter().find(refuses) else { continue };
        let found = hits.case(
            "image",
            image,
            [
                ("container", &container.name()),
                ("architecture", &made.architecture),
                ("says", &made.says),
                ("label", &choice.label),
                ("values", &choice.values.join(", ")),
            ],
        );
        let found = found.related("selector", choice.place);
        if let Some(place) = made.place {
            found.related("built", place);
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let platform = service.get("platform");
    let wanted = platform.str().and_then(npu::of_platform);
    let made = npu::made_for(service.get("image"), service.built());
    let (Some(wanted), Some(made)) = (wanted, made) else { return hits.skip_if_known() };
    if !npu::service::is_on_npu(service) {
        return hits.skip();
    }
    if wanted != made.architecture {
        let found = hits.case(
            "service",
            platform,
            [
                ("service", &service.name()),
                ("architecture", &made.architecture),
                ("says", &made.says),
                ("platform", &platform.text().unwrap_or_default()),
            ],
        );
        if let Some(place) = made.place {
            found.related("built", place);
        }
    }
}
