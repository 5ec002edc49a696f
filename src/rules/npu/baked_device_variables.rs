use crate::dockerfile::Keyword;
use crate::npu;
use crate::rule::Hits;
use crate::run::Build;

/// What the container runtime reads. Source: Ascend/mind-cluster,
/// `docs/en/scheduling/usage/containerization/03_usage_on_the_containerd_client.md`, which says not to
/// fix them in an image.
const OPTIONS: [&str; 3] = ["ASCEND_RUNTIME_OPTIONS", "ASCEND_RUNTIME_MOUNTS", "ASCEND_VNPU_SPECS"];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let stages = build.shipped_stages();
    let mut concerned = npu::base_image(build).is_some_and(|image| npu::is_ascend_image(&image));
    let pairs = stages.iter().flat_map(|stage| &stage.instructions).flat_map(|instruction| {
        let action = instruction.action();
        action.pairs.iter().filter(|_| action.keyword == Keyword::Env)
    });
    for pair in pairs {
        let (name, Some(word)) = (pair.name.text(), &pair.value) else { continue };
        let value = word.partial();
        let is_refused = || word.known().is_some_and(|value| npu::visible(value).is_err());
        let case = match name {
            npu::VISIBLE_DEVICES if is_refused() => "refused",
            npu::VISIBLE_DEVICES => "visible",
            _ if OPTIONS.contains(&name) => "option",
            _ => continue,
        };
        concerned = true;
        // An image that mounts nothing unless it is told to does no harm.
        if !["", "void"].contains(&value) {
            hits.case(case, build.place(word.span()), [("name", &name), ("value", &value)]);
        }
    }
    if !concerned {
        hits.skip();
    }
}
