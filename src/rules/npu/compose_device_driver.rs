use crate::compose::Service;
use crate::npu;
use crate::rule::Hits;

/// What people take for a device driver of Docker.
const DRIVERS: [&str; 4] = ["ascend", "huawei", "npu", "davinci"];

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let devices = service.get("deploy").path(["resources", "reservations", "devices"]).items();
    let is_on_npu = npu::service::is_on_npu(service);
    let mut concerned = false;
    for device in devices {
        let driver = device.get("driver");
        let named = driver
            .str()
            .filter(|name| DRIVERS.iter().any(|known| name.to_ascii_lowercase().contains(known)));
        if named.is_none() && !is_on_npu {
            continue;
        }
        concerned = true;
        if let Some(name) = named {
            hits.case("driver", driver, [("service", &service.name()), ("driver", &name)]);
        }
        let (count, ids) = (device.get("count"), device.get("device_ids"));
        if count.exists() && ids.exists() {
            hits.case("both", count, [("service", &service.name())]).related("ids", ids);
        }
        let capabilities = device.get("capabilities");
        if !capabilities.is_template() && capabilities.items().len() == 0 {
            hits.case("capabilities", capabilities, [("service", &service.name())]);
        }
    }
    if !concerned {
        hits.skip_if_known();
    }
}
