use std::fmt::Display;

use crate::k8s::{Autoscaler, Manifest};
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let Some(scaler) = Autoscaler::new(object.object) else { return hits.skip() };
    let [least, most] = scaler.bounds();
    let Some(minimum) = least.count else { return };
    // What a part of an autoscaler does not say, the whole one does.
    if object.is_part() && !least.place.exists() {
        return;
    }
    // KEDA is there to scale to nothing and back.
    if minimum < 2 && !scaler.is_keda() {
        let case = if least.place.exists() { "single" } else { "default" };
        hits.case(case, least.place, [("field", &least.field), ("count", &minimum)]);
    }
    let Some(maximum) = most.count.filter(|maximum| *maximum <= minimum) else { return };
    let case = if maximum == minimum { "fixed" } else { "reversed" };
    let args: [(_, &dyn Display); 4] = [
        ("field", &most.field),
        ("maximum", &maximum),
        ("other", &least.field),
        ("minimum", &minimum),
    ];
    let beside = hits.case(case, most.place, args);
    if least.place.exists() {
        beside.related("minimum", least.place);
    }
}
