use crate::compose::Service;
use crate::k8s::{Container, Pod};
use crate::npu::{self, Environment};
use crate::rule::Hits;
use crate::run::Build;
use crate::yaml::Node;

const RUNTIME: &str = "nvidia";
const RESOURCE: &str = "nvidia.com/gpu";

/// What NVIDIA's runtime and CUDA read. Other variables with NVIDIA's name, such as keys to its
/// services, are of use without a GPU. Source: NVIDIA Container Toolkit, "Specialized Configurations";
/// CUDA C++ Programming Guide, "CUDA Environment Variables".
const VARIABLES: [&str; 5] = [
    "CUDA_VISIBLE_DEVICES",
    "CUDA_DEVICE_ORDER",
    "NVIDIA_VISIBLE_DEVICES",
    "NVIDIA_DRIVER_CAPABILITIES",
    "NVIDIA_REQUIRE_CUDA",
];

/// Values that keep GPUs away.
const OFF: [&str; 5] = ["", "void", "none", "-1", "NoDevFiles"];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let environment = Environment::of_container(container);
    let is_ascend = environment.image.is_some_and(|image| npu::is_ascend_image(&image));
    let npus = npu::requests(container);
    if !is_ascend && npus.is_empty() {
        return hits.skip();
    }
    let name = container.name();
    if let Some(gpu) = gpu(container) {
        match npus.first() {
            Some(npu) => hits
                .case("both", gpu, [("container", &name), ("npu", &npu.name)])
                .related("npu", npu.key),
            None => hits.case("resource", gpu, [("container", &name)]),
        };
    }
    let class = container.pod.spec().get("runtimeClassName");
    if class.str() == Some(RUNTIME) && !has_gpu(&container.pod) {
        hits.case("class", class, [("container", &name)]);
    }
    judge(&environment, hits);
}

/// Where a container asks for a GPU.
fn gpu<'a>(container: &Container<'a>) -> Option<Node<'a>> {
    let place = container.request(RESOURCE);
    place.exists().then(|| place.key()).flatten()
}

/// Whether a container of the pod has use for NVIDIA's runtime.
fn has_gpu(pod: &Pod) -> bool {
    pod.containers().any(|container| gpu(&container).is_some())
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if !npu::service::is_on_npu(service) {
        return hits.skip_if_known();
    }
    let name = service.name();
    let (runtime, gpus) = (service.get("runtime"), service.get("gpus"));
    if runtime.str() == Some(RUNTIME) {
        hits.case("runtime", runtime, [("service", &name)]);
    }
    if gpus.exists() && !gpus.is_template() {
        hits.case("gpu", gpus.key().unwrap_or(gpus), [("service", &name)]);
    }
    let devices = service.get("deploy").path(["resources", "reservations", "devices"]);
    for device in devices.items() {
        let driver = device.get("driver");
        if driver.str() == Some(RUNTIME) {
            hits.case("runtime", driver, [("service", &name)]);
        }
        // Without a driver, the capability chooses one.
        let mut capabilities = device.get("capabilities").items();
        let gpu = capabilities.find(|capability| capability.str() == Some("gpu"));
        if let Some(gpu) = gpu.filter(|_| !driver.exists()) {
            hits.case("gpu", gpu, [("service", &name)]);
        }
    }
    judge(&Environment::of_service(service), hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let environment = Environment::of_image(build.dockerfile);
    if !environment.image.is_some_and(|image| npu::is_ascend_image(&image)) {
        return hits.skip();
    }
    judge(&environment, hits);
}

fn judge(environment: &Environment, hits: &mut Hits) {
    let settings = environment.settings().filter(|setting| VARIABLES.contains(&setting.name));
    for setting in settings.filter(|setting| !OFF.contains(&setting.value)) {
        let (name, value) = (&setting.name, &setting.value);
        let case = match setting.name {
            "CUDA_VISIBLE_DEVICES" => "cuda",
            _ => "variable",
        };
        let args =
            [("name", name as _), ("value", value as _), ("holder", &environment.holder as _)];
        hits.case(case, setting.place(), args);
    }
}
