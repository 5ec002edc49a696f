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
    hits.case("user", build.place(word.span()), [("user", &name)]);
}
