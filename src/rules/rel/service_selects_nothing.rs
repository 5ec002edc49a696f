use crate::k8s::{Manifest, Selector};
use crate::rule::Hits;
use crate::rules::miss;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let selector = Selector::of_pods(object.object);
    // Without a selector, somebody else says where it leads.
    let is_by_hand = selector.is_none_or(Selector::is_nothing);
    if is_by_hand || object.is_external_name() {
        return hits.skip();
    }
    miss::judge(object, hits);
}
