//! Nothing that anybody writes makes a rule, the parser or a report crash.

use std::sync::Arc;

use proptest::prelude::*;
use seaworthy::document::{File, Format};
use seaworthy::lang::Lang;
use seaworthy::report::{self, Style, render};
use seaworthy::rule::RULES;
use seaworthy::source::Source;
use seaworthy::{Options, check};

/// Lines that are near to manifests, so that the rules get to see something.
const PARTS: [&str; 48] = [
    "apiVersion: v1",
    "apiVersion: apps/v1",
    "kind: Pod",
    "kind: Deployment",
    "kind: List",
    "metadata: {name: a, labels: {a: b}}",
    "spec:",
    "template:",
    "containers:",
    "- name: a",
    "image: *x",
    "image: &x 昇腾:latest",
    "<<: *x",
    "resources: {limits: {memory: 512m, huawei.com/Ascend910: 2}, requests: {cpu: 5Mi}}",
    "env: [{name: DB_PASSWORD, value: 密码🔑abc}, {name: ASCEND_VISIBLE_DEVICES, value: '0'}]",
    "envFrom: [{configMapRef: {name: a}}]",
    "securityContext: {capabilities: {drop: [ALL], add: [X]}, runAsUser: 0x10}",
    "lifecycle: {preStop: {exec: {command: [sh, -c, 'sleep 99999999999999999999']}}}",
    "livenessProbe: {httpGet: {port: 99999999999}}",
    "replicas: -9223372036854775808",
    "volumes: [{name: a, hostPath: {path: /../../var/run//docker.sock}}]",
    "tolerations: [{key: ascend.ai/npu}]",
    "terminationGracePeriodSeconds: {{ .Values.x }}",
    "a: |",
    "b: >-2",
    "? [a, b]",
    ": c",
    "key: 'it''s \u{85} \u{2028}'",
    "key: \"\\u00e9\\x41\\",
    "# seaworthy: ignore[SEC-001] 理由",
    "# Source: a/templates/b.yaml",
    "---",
    "...",
    "%YAML 1.2",
    "\u{feff}",
    "\t",
    "services:",
    "web: {image: ${A:-${B:-c}}, volumes: [~:/x, ':'], environment: [A, B=c, =d]}",
    "extends: web",
    "{\"kind\": \"Pod\", \"apiVersion\": \"v1\", \"x\": [1, {\"y\": null}]}",
    "{\"a\": \"\\ud83d",
    "FROM a AS b",
    "RUN <<EOF sh -c \"$(a",
    "ENV A=${A:-$B} \\",
    "HEALTHCHECK CMD python -c \"",
    "USER ${U#*/}",
    "COPY --from=b 'a",
    "ONBUILD ONBUILD FROM",
];

fn lines() -> impl Strategy<Value = String> {
    let line = (0_usize..6, prop::sample::select(&PARTS[..]), 0_usize..40);
    prop::collection::vec(line, 0..24).prop_map(|lines| {
        let indented = lines.into_iter().map(|(indent, part, cut)| {
            // Some lines are cut off in their middle.
            let end = if cut < 3 { part.floor_char_boundary(part.len() / 2) } else { part.len() };
            format!("{}{}\n", " ".repeat(indent * 2), &part[..end])
        });
        indented.collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_judged_and_reported(text in lines(), image in any::<bool>()) {
        let format = if image { Format::Dockerfile } else { Format::Yaml };
        let file = File::parse(Arc::new(Source::new("x.yaml", text.as_str())), format);
        let options = Options { rules: RULES.iter().collect(), ..Options::default() };
        let report = check([file].into_iter().collect(), &options);
        for error in &report.errors {
            prop_assert!(!error.say(Lang::En).contains("crashed"), "{}\n{text}", error.say(Lang::En));
        }
        for format in report::Format::ALL {
            let mut out = Vec::new();
            let style = Style { show_suppressed: true, width: 40, ..Style::default() };
            render(&report, format, &style, &mut out).expect("a vector takes bytes");
        }
    }
}
