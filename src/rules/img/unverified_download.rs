use crate::dockerfile::lapse::Kind;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for lapse in build.lapses() {
        let case = match lapse.kind {
            Kind::Certificate => "certificate",
            Kind::Signature => "signature",
            Kind::Plain => "plain",
        };
        hits.case(case, build.place(lapse.span), [("switch", &lapse.switch)]);
    }
}
