use crate::dockerfile::{User, Word};
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
        _ if non_root.bool() == Some(true) => {
            if !user.exists() && !hits.met_template() && !container.pod.run.gives_users() {
                judge_enforced(container, hits);
            }
        }
        _ => {
            let of_image = container.built().and_then(|built| built.user());
            let found = hits.case("unset", user.or(non_root), [("container", &container.name())]);
            if let Some((_, place)) = of_image {
                found.related("image-user", place);
            }
        }
    }
}

/// The kubelet starts no container of which it cannot tell that it does not run as root: kubernetes,
/// `pkg/kubelet/kuberuntime/security_context.go`, `verifyRunAsNonRoot`.
fn judge_enforced(container: &Container, hits: &mut Hits) {
    let of_image = container.built().and_then(|built| built.user());
    let Some((user, place)) = of_image else { return };
    let (name, image) = (container.name(), container.image_node());
    let found = match user {
        User::Id(0) => hits.case("refused-root", image, [("container", &name)]),
        User::Id(_) => return,
        User::Name(user) => {
            hits.case("refused-name", image, [("container", &name), ("user", &user)])
        }
    };
    found.related("image-user", place).related("enforced", container.security("runAsNonRoot"));
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    let Some(stage) = file.final_stage() else { return hits.skip() };
    let Some(user) = stage.user() else {
        // Distroless images say in their tag that they have a user of their own.
        let base = file.base_image(stage).map(|word| Image::new(word.partial()));
        let has_user = base.and_then(|image| image.tag).is_some_and(|tag| tag.contains("nonroot"));
        if !has_user {
            let place = stage.image().map_or(stage.from.keyword_span, Word::span);
            hits.case("image-unset", file.place(place), []);
        }
        return;
    };
    match user.known().map(User::of) {
        None => hits.unknown(),
        Some(known) if known.is_root() => {
            hits.case("image-root", file.place(user.span()), [("user", &user.raw())]);
        }
        Some(_) => {}
    }
}
