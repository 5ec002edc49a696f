use crate::k8s::{Manifest, Selector};
use crate::rule::Hits;
use crate::rules::miss;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(selector) = Selector::of_pods(object.object) else { return hits.skip() };
    if selector.is_nothing() {
        hits.case("none", selector.node(), [("name", &object.name())]);
        return;
    }
    miss::judge(object, hits);
}
