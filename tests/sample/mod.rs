//! A run with one of everything: findings of every severity, once and repeated, near and far related
//! places, a Helm template, accepted, attested and unknown rules, errors, warnings, and Chinese.

use std::sync::Arc;

use seaworthy::document::{File, Format};
use seaworthy::error::Error;
use seaworthy::finding::{Origin, Related};
use seaworthy::lang::Text;
use seaworthy::report::{Files, Report};
use seaworthy::rule::{RULES, Rule, custom};
use seaworthy::source::Source;
use seaworthy::{Options, check};

const DEPLOYMENT: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: 推理服务
  namespace: prod
  annotations:
    seaworthy.dev/attest.OBS-900: 由网关统一采集指标
spec:
  replicas: 1
  template:
    metadata: { labels: { app: 推理 } }
    spec:
      containers:
        - name: 推理
          securityContext: { 说明: 昇腾推理, readOnlyRootFilesystem: false }
        - name: sidecar
          securityContext:
            # seaworthy: ignore[SEC-002] it writes its cache beside the program
            readOnlyRootFilesystem: false
        - name: "e[v]il\u001b[31m"
          image: docker.io/library/nginx:latest
        - name: safe
          # seaworthy: ignore[SEC-002] not needed any more
          securityContext: { readOnlyRootFilesystem: true }
"#;

const TEMPLATE: &str = r#"apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: app
      securityContext:
        readOnlyRootFilesystem: "{{ .Values.readOnly }}"
"#;

const COMPOSE: &str = r"services:
  db:
    image: postgres:17
    read_only: true
  cache: # seaworthy: ignore[SEC-002] 缓存需要写盘
    image: valkey:9
";

const BROKEN: &str = "kind: Pod\nspec:\n\tcontainers: []\n";

const REPLICAS: &str = r#"
code: REL-900
severity: high
profile: default
applies-to: [object]
kinds: [Deployment]
title: { en: One replica is no replica, zh: 单副本等于没有副本 }
message: { en: 'one replica of "{name}" is not enough', zh: '"{name}" 只有一个副本' }
rationale: { en: A node that goes takes the only replica with it., zh: 节点故障会带走唯一的副本。 }
remediation: { en: Set spec.replicas to 2 or more., zh: 将 spec.replicas 设为 2 或以上。 }
references: [https://kubernetes.io/docs/concepts/workloads/controllers/deployment/]
assert: { properties: { spec: { properties: { replicas: { minimum: 2 } } } } }
"#;

const METRICS: &str = r#"
code: OBS-900
severity: low
profile: default
applies-to: [object]
attestable: true
title: { en: Nobody measures this, zh: 没有采集指标 }
message: { en: '"{name}" has no label `metrics`', zh: '"{name}" 缺少 `metrics` 标签' }
rationale: { en: What is not measured fails unseen., zh: 没有指标，故障便无从察觉。 }
remediation: { en: Add the label., zh: 请添加该标签。 }
assert: { properties: { metadata: { required: [labels] } } }
"#;

fn rule(name: &str, text: &str) -> &'static Rule {
    let source = Arc::new(Source::new(name, text));
    custom::read(&source, name).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

/// SEC-002, and two rules of the user's own.
pub(crate) fn rules() -> Vec<&'static Rule> {
    let writable = RULES.iter().find(|rule| rule.code == "SEC-002").expect("SEC-002");
    vec![writable, rule("replicas", REPLICAS), rule("metrics", METRICS)]
}

pub(crate) fn parse(name: &str, text: &str) -> File {
    File::parse(Arc::new(Source::new(name, text)), Format::Yaml)
}

pub(crate) fn run(files: Vec<File>) -> Report {
    check(files.into_iter().collect(), &Options { rules: rules(), ..Options::default() })
}

/// One of everything.
pub(crate) fn report() -> Report {
    let files = vec![
        parse("deploy/部署 #1 100%.yaml", DEPLOYMENT),
        parse("chart/templates/web.yaml", TEMPLATE),
        parse("<stdin>", COMPOSE),
        parse("/srv/broken.yaml", BROKEN),
    ];
    let mut report = run(files);
    report.files = Files { read: 3, skipped: 2, failed: 2 };
    let missing = Text { en: "permission denied", zh: "没有权限" };
    report.errors.push(Error::new("secret/x.yaml", missing));

    let places: Vec<_> = report.findings.iter().map(|finding| finding.place.clone()).collect();
    let near = Text { en: "this container [1] too", zh: "该容器 [1] 亦然" };
    let far = Text { en: "used here", zh: "在此处使用" };
    for (n, finding) in report.findings.iter_mut().enumerate() {
        if finding.rule.code == "REL-900" {
            let last = places.last().expect("findings").clone();
            finding.related.push(Related { place: last, message: far.into() });
            finding.related.push(Related { place: places[n + 1].clone(), message: near.into() });
        }
        if finding.place.source.name().starts_with("chart") {
            let template = "web/templates/web.yaml".to_owned();
            finding.place.origin = Some(Origin { template, approximate: true });
        }
    }
    report
}
