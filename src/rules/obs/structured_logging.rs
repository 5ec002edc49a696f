use crate::compose::Service;
use crate::evidence::{Evidence, Kind, Setting};
use crate::k8s::Workload;
use crate::rule::Hits;

/// Collectors that run beside a program and parse what it writes.
const COLLECTORS: [&str; 13] = [
    "fluent-bit",
    "fluentbit",
    "fluentd",
    "aws-for-fluent-bit",
    "vector",
    "filebeat",
    "promtail",
    "logstash",
    "loggie",
    "ilogtail",
    "loongcollector",
    "opentelemetry-collector",
    "otel",
];

/// What a logger is called in the name of a setting.
const LOGGERS: [&str; 5] = ["SERILOG", "LOG4J", "STRUCTLOG", "ZAP", "KLOG"];
/// What the form of a log line is called.
const FORMS: [&str; 7] = ["FORMAT", "ENCOD", "TYPE", "STYLE", "OUTPUT", "LAYOUT", "STRUCTURED"];
/// Forms that machines read, besides all that have JSON in their name.
const STRUCTURED: [&str; 5] = ["ecs", "gelf", "logstash", "structured", "bunyan"];

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let Some(container) = workload.containers.iter().find(|container| container.is_lasting())
    else {
        return hits.skip();
    };
    let evidence = workload.evidence();
    match verdict(evidence) {
        Some(true) => {}
        None => hits.unknown(),
        Some(false) => {
            hits.at(
                container.node.path(["env", "LOG_FORMAT"]),
                [("name", &workload.object.name())],
            );
        }
    }
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    match verdict(&Evidence::of_service(service)) {
        Some(true) => {}
        None => hits.unknown(),
        Some(false) => {
            hits.at(service.get("environment").get("LOG_FORMAT"), [("name", &service.name())]);
        }
    }
}

/// Whether there is evidence; nothing if that depends on a value which is not known.
fn verdict(evidence: &Evidence) -> Option<bool> {
    let annotated = evidence.annotations.iter().any(|(key, value)| {
        let is_json = value.is_some_and(is_structured);
        key.starts_with("co.elastic.logs/json")
            || (*key == "fluentbit.io/parser" && is_json)
            || (key.starts_with("ad.datadoghq.com/") && key.ends_with("logs") && is_json)
    });
    let is_evidence = |setting: &Setting| says_structured(setting) == Some(true);
    if annotated || evidence.has_companion(&COLLECTORS) || evidence.settings.iter().any(is_evidence)
    {
        return Some(true);
    }
    let open = evidence.settings.iter().any(|setting| says_structured(setting).is_none());
    (!open).then_some(false)
}

/// Whether a setting says that logs are structured; nothing if its value is not known.
fn says_structured(setting: &Setting) -> Option<bool> {
    let of_logs = setting.parts().any(|part| {
        LOGGERS.contains(&part)
            || (part.starts_with("LOG") && !["LOGIN", "LOGO", "LOGOUT"].contains(&part))
    });
    if !of_logs || setting.kind == Kind::Word {
        return Some(false);
    }
    // `LOG_JSON=true`, `--json-logs`.
    if setting.parts().any(|part| part == "JSON" || part == "STRUCTURED")
        && (setting.kind == Kind::Option || setting.value.is_some_and(is_yes))
    {
        return Some(!setting.is_off());
    }
    if !setting.parts().any(|part| FORMS.iter().any(|form| part.contains(form))) {
        return Some(false);
    }
    setting.value.map(is_structured)
}

fn is_structured(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    // Docker's driver `json-file` wraps lines of any form.
    (value.contains("json") && value != "json-file") || STRUCTURED.contains(&value.as_str())
}

fn is_yes(value: &str) -> bool {
    ["true", "1", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_say_how_logs_are_written() {
        use Kind::{Option, Variable};
        for (name, value, kind, expected, reason) in [
            ("LOG_FORMAT", Some("json"), Variable, Some(true), "the usual one"),
            ("LOG_FORMAT", Some("text"), Variable, Some(false), "prose"),
            ("LOG_FORMAT", None, Variable, None, "not known"),
            ("LOG_LEVEL", None, Variable, Some(false), "not known, and nothing to do with it"),
            ("TERN_LOG_FORMAT", Some("JSON"), Variable, Some(true), "with a prefix"),
            ("QUARKUS_LOG_CONSOLE_JSON", Some("true"), Variable, Some(true), "a switch"),
            ("QUARKUS_LOG_CONSOLE_JSON", Some("false"), Variable, Some(false), "switched off"),
            ("LOGGING_STRUCTURED_FORMAT_CONSOLE", Some("ecs"), Variable, Some(true), "Spring Boot"),
            ("LOGGING__CONSOLE__FORMATTERNAME", Some("json"), Variable, Some(true), ".NET"),
            ("ZAP_ENCODER", Some("json"), Option, Some(true), "operators"),
            ("LOG_JSON", None, Option, Some(true), "an option without a value"),
            ("LOG_DRIVER", Some("json-file"), Option, Some(false), "Docker's driver"),
            ("LOG_TYPE", Some("json-file"), Variable, Some(false), "the same by another name"),
            ("LOGIN_TYPE", Some("json"), Variable, Some(false), "no log at all"),
            ("CATALOG_FORMAT", Some("json"), Variable, Some(false), "ends with log only"),
            ("OUTPUT_FORMAT", Some("json"), Option, Some(false), "not that of logs"),
        ] {
            let setting = Setting { name: name.to_owned(), value, kind };
            assert_eq!(says_structured(&setting), expected, "{name}={value:?}: {reason}");
        }
    }
}
