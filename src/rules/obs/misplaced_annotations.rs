use crate::k8s::Workload;
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    // Controllers of other groups may hand their annotations on.
    let hands_on = !["", "apps", "batch"].contains(&workload.object.group());
    // Where nothing collects from it at all, OBS-001 says so and why, if it is judged.
    let is_judged = || workload.run.options.rules.iter().any(|rule| rule.code == "OBS-001");
    let is_told = workload.is_long_running() && !workload.is_scraped() && is_judged();
    if hands_on || is_told {
        return hits.skip();
    }
    let keys: Vec<Node> = workload.misplaced_annotations().collect();
    let (Some(first), Some(pod)) = (keys.first(), workload.pods.first()) else { return };
    let names: Vec<_> = keys.iter().filter_map(|key| key.text()).collect();
    hits.at(*first, [("keys", &names.join(", ")), ("name", &workload.object.name())])
        .related("template", pod.template);
}
