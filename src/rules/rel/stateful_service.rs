use crate::k8s::Workload;
use crate::nearest::nearest;
use crate::rule::Hits;

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let (set, objects) = (workload.object, &workload.run.objects);
    if set.kind != "StatefulSet" {
        return hits.skip();
    }
    let (namespace, service_name) = (set.namespace(), set.spec().get("serviceName"));
    let Some(name) = service_name.str().filter(|name| !name.is_empty()) else {
        // A single pod has no siblings that would ask for it by name.
        let has_several = workload.least_replicas().is_some_and(|count| count > 1);
        if has_several && !hits.met_template() {
            hits.case("unset", service_name, [("name", &set.name())]);
        }
        return;
    };
    if let Some(service) = objects.find("Service", namespace, name) {
        let address = service.spec().get("clusterIP");
        if !service.is_headless() && !hits.met_template() {
            hits.case("address", service_name, [("name", &set.name()), ("service", &name)])
                .related("service", address);
        }
    } else if objects.may_have_service(namespace, name) {
        hits.unknown();
    } else {
        let services = objects.declared("Service", namespace, set);
        let Some(near) = nearest(name, services, |service| service.name()) else {
            return hits.skip();
        };
        hits.case(
            "absent",
            service_name,
            [("name", &set.name()), ("service", &name), ("near", &near.name())],
        )
        .related("near", near.name_node());
    }
}
