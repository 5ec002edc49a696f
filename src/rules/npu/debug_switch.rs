use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Environment};
use crate::rule::Hits;
use crate::run::Build;

/// Switches for looking for faults, the values that turn them on, and the message that says what they
/// cost. Source: Ascend/pytorch, its documentation of environment variables; vLLM, `vllm/envs.py`.
const SWITCHES: [(&str, &str, &str); 3] = [
    ("ASCEND_LAUNCH_BLOCKING", "1", "blocking"),
    ("TASK_QUEUE_ENABLE", "0", "queue"),
    ("VLLM_LOGGING_LEVEL", "DEBUG", "logging"),
];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = !npu::requests(container).is_empty();
    judge(&Environment::of_container(container), requests, hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    judge(&Environment::of_service(service), npu::service::is_on_npu(service), hits);
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    judge(&Environment::of_image(build), false, hits);
}

fn judge(environment: &Environment, is_on_npu: bool, hits: &mut Hits) {
    let is_ascend =
        is_on_npu || environment.image.is_some_and(|image| npu::is_ascend_image(&image));
    if !is_ascend {
        return hits.skip_if_known();
    }
    for (name, value, case) in SWITCHES {
        let setting = environment.get(name);
        let on = setting.filter(|setting| setting.value.eq_ignore_ascii_case(value));
        if let Some(setting) = on {
            let args = [("name", &name as _), ("value", &setting.value as _)];
            hits.case(case, setting.place(), args);
        }
    }
}
