use crate::evidence::{Kind, Setting};
use crate::k8s::Workload;
use crate::rule::Hits;

/// What the variables of tracers begin with.
const PREFIXES: [&str; 9] = [
    "OTEL_",
    "JAEGER_",
    "ZIPKIN_",
    "DD_TRACE_",
    "DD_AGENT_HOST",
    "SW_AGENT_",
    "SKYWALKING_",
    "ELASTIC_APM_",
    "PINPOINT_",
];
/// What stands in the names of variables and options that send traces.
const PARTS: [&str; 9] = [
    "OTLP",
    "OTEL",
    "OPENTELEMETRY",
    "TRACING",
    "TRACER",
    "TRACES",
    "JAEGER",
    "ZIPKIN",
    "SKYWALKING",
];
/// Programs and agents that trace what they start.
const AGENTS: [&str; 7] = [
    "opentelemetry-javaagent",
    "opentelemetry-instrument",
    "skywalking-agent",
    "sw-python",
    "dd-java-agent",
    "ddtrace-run",
    "elastic-apm-agent",
];
const COLLECTORS: [&str; 8] = [
    "jaeger",
    "opentelemetry-collector",
    "otel",
    "aws-otel-collector",
    "zipkin",
    "skywalking",
    "datadog-agent",
    "tempo",
];
/// Annotations by which an operator brings a tracer in. A service mesh is not among them: it joins
/// no spans unless the program hands its headers on.
const INJECTED: [&str; 4] = [
    "instrumentation.opentelemetry.io/inject-",
    "sidecar.opentelemetry.io/inject",
    "sidecar.jaegertracing.io/inject",
    "admission.datadoghq.com/",
];

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let container = workload.containers.iter().find(|container| container.is_lasting());
    let Some(container) = container.filter(|_| workload.is_long_running()) else {
        return hits.skip();
    };
    let evidence = workload.evidence();
    let is_injection = |key: &str| INJECTED.iter().any(|known| key.starts_with(known));
    let injections = || evidence.annotations.iter().filter(|(key, _)| is_injection(key));
    let injected = injections().any(|(_, value)| value.is_some_and(|value| value != "false"));
    let is_off = evidence.settings.iter().any(switches_off);
    let traced = |setting: &Setting| sends_traces(setting) && !(is_off && is_otel(setting));
    if injected || evidence.has_companion(&COLLECTORS) || evidence.settings.iter().any(traced) {
        return;
    }
    if injections().any(|(_, value)| value.is_none()) {
        return hits.unknown();
    }
    let place = container.node.path(["env", "OTEL_SERVICE_NAME"]);
    hits.at(place, [("name", &workload.object.name())]);
}

fn sends_traces(setting: &Setting) -> bool {
    // OpenTelemetry sends metrics and logs too, and those are no traces.
    let of_others = setting.parts().any(|part| matches!(part, "METRICS" | "LOGS" | "DISABLED"));
    if of_others || setting.is_off() {
        return false;
    }
    let starts_agent =
        || setting.value.is_some_and(|value| AGENTS.iter().any(|agent| value.contains(agent)));
    let by_part = || setting.parts().any(|part| PARTS.contains(&part));
    match setting.kind {
        Kind::Word => starts_agent(),
        Kind::Option => by_part() || setting.name.contains("JAVAAGENT") && has_agent(setting),
        Kind::Variable => {
            PREFIXES.iter().any(|prefix| setting.name.starts_with(prefix))
                || by_part()
                || starts_agent()
        }
    }
}

/// `-javaagent:/agents/opentelemetry-javaagent.jar` is an option without a value.
fn has_agent(setting: &Setting) -> bool {
    AGENTS.iter().any(|agent| setting.name.contains(&agent.to_ascii_uppercase().replace('-', "_")))
}

fn switches_off(setting: &Setting) -> bool {
    match setting.name.as_str() {
        "OTEL_SDK_DISABLED" => {
            setting.value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        }
        "OTEL_TRACES_EXPORTER" => setting.value == Some("none"),
        _ => false,
    }
}

fn is_otel(setting: &Setting) -> bool {
    setting.name.starts_with("OTEL_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_show_who_is_traced() {
        use Kind::{Option, Variable, Word};
        for (name, value, kind, expected, reason) in [
            ("OTEL_SERVICE_NAME", Some("web"), Variable, true, "OpenTelemetry"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", None, Variable, true, "wherever it is"),
            ("OTEL_METRICS_EXPORTER", Some("otlp"), Variable, false, "metrics are no traces"),
            ("OTEL_TRACES_EXPORTER", Some("none"), Variable, false, "switched off"),
            ("SW_AGENT_NAME", Some("web"), Variable, true, "SkyWalking"),
            ("MANAGEMENT_ZIPKIN_TRACING_ENDPOINT", Some("x"), Variable, true, "Spring Boot"),
            ("OTLP_TRACES_ENDPOINT", Some("x"), Option, true, "vLLM"),
            ("ENABLE_TRACING", Some("false"), Option, false, "switched off"),
            ("JAVAAGENT:/A/SKYWALKING_AGENT_JAR", None, Option, true, "a Java agent"),
            ("JAVAAGENT:/A/JMX_PROMETHEUS_JAR", None, Option, false, "another Java agent"),
            ("OPENTELEMETRY_INSTRUMENT", Some("opentelemetry-instrument"), Word, true, "a wrapper"),
            ("PYTHONTRACEMALLOC", Some("1"), Variable, false, "memory"),
            ("LOG_LEVEL", Some("trace"), Variable, false, "a level"),
        ] {
            let setting = Setting { name: name.to_owned(), value, kind };
            assert_eq!(sends_traces(&setting), expected, "{name}={value:?}: {reason}");
        }
    }
}
