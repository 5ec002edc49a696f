use std::fmt::Display;

use crate::node::chips::{PUBLISHED_AT, is_published};
use crate::node::version::{has_train, train};
use crate::node::{Cann, Driver, Host, ROOT, Range};
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    if host.cann.is_empty() {
        return if host.is_hidden(ROOT) { hits.unknown() } else { hits.skip() };
    }
    for (pointer, cann) in host.canns() {
        judge(host, &pointer, cann, hits);
    }
}

fn judge(host: &Host, pointer: &str, cann: &Cann, hits: &mut Hits) {
    let (Some((driver, place)), Some(version)) = (host.driver_version(), &cann.version) else {
        return hits.unknown();
    };
    let declared = host.driver.as_ref().and_then(|driver| is_declared(driver, cann));
    let published = is_published(version, driver);
    let at = host.place(&format!("{pointer}/version"));
    let args: [(_, &dyn Display); 3] =
        [("cann", version), ("driver", &driver), ("day", &PUBLISHED_AT)];
    let case = match (declared, published) {
        (Some(false), _) => "declared",
        (_, Some(false)) => "published",
        (Some(true), _) | (None, Some(true)) => return,
        (None, None) => return hits.unknown(),
    };
    hits.case(case, at, args).related("driver", place);
}

/// Whether one of the two lists the other: the newer knows the older. Not, if both have a list.
fn is_declared(driver: &Driver, cann: &Cann) -> Option<bool> {
    let lists = |ranges: &Option<Vec<Range>>, inner: &Option<String>| {
        has_train(ranges.as_ref()?, train(inner.as_ref()?)?)
    };
    let by_driver = lists(&driver.compatible, &cann.inner_version);
    let by_cann = lists(&cann.compatible, &driver.inner_version);
    match (by_driver, by_cann) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
