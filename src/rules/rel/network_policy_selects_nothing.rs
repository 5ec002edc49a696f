use crate::k8s::{Manifest, Selector};
use crate::rule::Hits;
use crate::rules::miss;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    if Selector::of_pods(object.object).is_none() {
        return hits.skip();
    }
    miss::judge(object, hits);
}
