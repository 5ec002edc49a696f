use crate::dockerfile::User;
use crate::rule::Hits;
use crate::run::Build;

/// The users of Windows, which have no numbers.
const OF_WINDOWS: [&str; 2] = ["ContainerAdministrator", "ContainerUser"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let word = build.final_stage().and_then(|stage| stage.user());
    let Some(word) = word else { return hits.skip() };
    let Some(known) = word.known() else { return hits.unknown() };
    let User::Name(name) = User::of(known) else { return };
    // Of root there is more to say, and another rule says it.
    if name == "root" || OF_WINDOWS.contains(&name) {
        return;
    }
    let place = build.place(word.span());
    // Without a number of its own, the container has the user of the image.
    let refused = build.containers().iter().find(|container| {
        let enforced = container.security("runAsNonRoot").bool() == Some(true);
        enforced && !container.security("runAsUser").exists() && !build.run.gives_users()
    });
    match refused {
        Some(container) => hits
            .case("refused", place, [("user", &name), ("container", &container.name())])
            .related("enforced", container.security("runAsNonRoot")),
        None => hits.case("user", place, [("user", &name)]),
    };
}
