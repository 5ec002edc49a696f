use crate::compose::Service;
use crate::rule::Hits;

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let logging = service.get("logging");
    let (driver, options) = (logging.get("driver"), logging.get("options"));
    let size = options.get("max-size");
    let is_limited = size.exists() && size.text() != Some("-1");
    // Without a driver, the settings of the daemon count.
    if !driver.exists() && !is_limited {
        hits.unknown();
    } else if driver.str() == Some("json-file") && !is_limited {
        let place = if options.exists() { size } else { driver };
        hits.at(place, [("service", &service.name())]);
    }
}
