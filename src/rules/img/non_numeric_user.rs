use crate::rule::Hits;
use crate::run::Build;

/// The users of Windows, which have no numbers.
const OF_WINDOWS: [&str; 2] = ["ContainerAdministrator", "ContainerUser"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let user = build.final_stage().and_then(|stage| stage.state.user.as_ref());
    let Some(word) = user.and_then(|user| user.arguments.first()) else { return hits.skip() };
    let Some(known) = word.known() else { return hits.unknown() };
    let name = known.split(':').next().unwrap_or_default();
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    // Of root there is more to say, and another rule says it.
    if is_number || name == "root" || OF_WINDOWS.contains(&name) {
        return;
    }
    let place = build.place(word.span());
    // Without a number of its own, the container has the user of the image.
    let refused = build.containers().into_iter().find(|container| {
        let enforced = container.security("runAsNonRoot").bool() == Some(true);
        enforced && !container.security("runAsUser").exists()
    });
    match refused {
        Some(container) => hits
            .case("refused", place, [("user", &name), ("container", &container.name())])
            .related("enforced", container.security("runAsNonRoot")),
        None => hits.case("user", place, [("user", &name)]),
    };
}
