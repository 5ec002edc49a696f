use crate::dockerfile::Word;
use crate::k8s::{Container, Image};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if container.pod.is_windows() {
        return hits.skip();
    }
    let user = container.security("runAsUser");
    let non_root = container.security("runAsNonRoot");
    match user.int() {
        Some(0) => {
            hits.case("root", user, [("container", &container.name())]);
        }
        Some(1..) => {}
        _ if non_root.bool() == Some(true) => {}
        _ => {
            hits.case("unset", user.or(non_root), [("container", &container.name())]);
        }
    }
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    let Some(stage) = file.final_stage() else { return hits.skip() };
    let user = stage.state.user.as_ref().and_then(|user| user.arguments.first());
    let Some(user) = user else {
        // Distroless images say in their tag that they have a user of their own.
        let base = file.base_image(stage).map(|word| Image::new(word.partial()));
        let has_user = base.and_then(|image| image.tag).is_some_and(|tag| tag.contains("nonroot"));
        if !has_user {
            let place = stage.image().map_or(stage.from.keyword_span, Word::span);
            hits.case("image-unset", file.place(place), []);
        }
        return;
    };
    match user.known() {
        None => hits.unknown(),
        Some(known) => {
            let name = known.split(':').next().unwrap_or_default();
            if matches!(name, "root" | "0" | "") {
                hits.case("image-root", file.place(user.span()), [("user", &user.raw())]);
            }
        }
    }
}
