use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    if !container.is_lasting() {
        return hits.skip();
    }
    let limit = container.limit("ephemeral-storage");
    if !limit.exists() {
        hits.at(limit, [("container", &container.name())]);
    }
}
