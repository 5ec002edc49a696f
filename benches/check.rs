//! What judging costs beside parsing: a generated platform of 10,000 Deployments with a Service and a
//! ConfigMap each hundred, of which every tenth has the usual faults.
//!
//! `cargo bench` prints the times of each step and, last, the ratio of the whole to the parse alone,
//! measured in turns in one run, because machines are noisy.
//!
//! Rules that look across objects must not walk all of them for each. How much longer the check of ten
//! times as many objects takes is printed for each kind that selects: about 10, and never 100.

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use seaworthy::Options;
use seaworthy::discover::Found;
use seaworthy::document::{File, Format};
use seaworthy::lang::Lang;
use seaworthy::report;
use seaworthy::rule::{Profile, RULES, Rule};
use seaworthy::source::Source;

const FILES: usize = 100;
const PER_FILE: usize = 100;

#[expect(clippy::print_stdout, reason = "it is what a benchmark does")]
fn main() {
    // One thread on both sides: the ratio is of work, not of how well it is spread.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the first pool");
    divan::main();
    let texts = corpus();
    let turns = (0..9).map(|_| {
        let parsed = time(|| drop(parse(&texts)));
        let whole = time(|| drop(seaworthy::check(parse(&texts), &options())));
        whole.as_secs_f64() / parsed.as_secs_f64()
    });
    let mut ratios: Vec<f64> = turns.collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "whole check / parse only: {:.2} (median of 9; {:.2} to {:.2})",
        ratios[4], ratios[0], ratios[8]
    );
    for (name, objects) in PAIRS {
        let times = [1_000, 10_000].map(|count| across(objects, count));
        let ratio = times[1].as_secs_f64() / times[0].as_secs_f64();
        println!("10,000 / 1,000 {name}: {ratio:.1} ({:.0?} / {:.0?})", times[1], times[0]);
    }
}

/// What stands beside each of many Deployments, and what that is called. `@` is its number; all share
/// a label, and each has one of its own.
const PAIRS: [(&str, &str); 7] = [
    (
        "Services",
        "---
apiVersion: v1
kind: Service
metadata: {name: app-@, namespace: shop}
spec: {selector: {app: app-@, part-of: shop}, ports: [{port: 80, targetPort: http}]}
",
    ),
    (
        "Services that select nothing",
        "---
apiVersion: v1
kind: Service
metadata: {name: app-@, namespace: shop}
spec: {selector: {app: other-@, part-of: shop}, ports: [{port: 80}]}
",
    ),
    (
        "PodDisruptionBudgets",
        "---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: app-@, namespace: shop}
spec: {minAvailable: 1, selector: {matchLabels: {part-of: shop, app: app-@}}}
",
    ),
    (
        "PodDisruptionBudgets with expressions",
        "---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: app-@, namespace: shop}
spec: {minAvailable: 1, selector: {matchExpressions: [{key: app, operator: In, values: [app-@]}]}}
",
    ),
    (
        "NetworkPolicies without namespaces",
        "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: app-@}
spec: {podSelector: {matchLabels: {part-of: shop, app: app-@}}}
",
    ),
    (
        "ServiceMonitors and Services",
        "---
apiVersion: v1
kind: Service
metadata: {name: app-@, namespace: shop, labels: {app: app-@, part-of: shop}}
spec: {selector: {app: app-@, part-of: shop}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: app-@, namespace: shop}
spec: {selector: {matchLabels: {part-of: shop, app: app-@}}, endpoints: [{port: http}]}
",
    ),
    (
        "Ingresses to Services that are not there",
        "---
apiVersion: v1
kind: Service
metadata: {name: app-@, namespace: shop}
spec: {selector: {app: app-@, part-of: shop}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: app-@, namespace: shop}
spec: {defaultBackend: {service: {name: other-@, port: {number: 80}}}}
",
    ),
];

const SELECTED: &str = "---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app-@, namespace: shop}
spec:
  replicas: 3
  template:
    metadata: {labels: {part-of: shop, app: app-@}}
    spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}
";

/// How long the check of so many Deployments takes, each with its objects.
fn across(objects: &str, count: usize) -> Duration {
    let numbered = |n: usize| [SELECTED, objects].concat().replace('@', &n.to_string());
    let texts: Vec<String> = (0..count)
        .collect::<Vec<_>>()
        .chunks(PER_FILE)
        .map(|numbers| numbers.iter().map(|n| numbered(*n)).collect())
        .collect();
    let times = (0..3).map(|_| {
        let found = parse(&texts);
        time(|| drop(seaworthy::check(found, &options())))
    });
    times.min().expect("more than none")
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

#[divan::bench(sample_count = 10)]
fn parse_only(bencher: divan::Bencher) {
    let texts = corpus();
    bencher.bench_local(|| parse(&texts));
}

#[divan::bench(sample_count = 10)]
fn whole_check(bencher: divan::Bencher) {
    let texts = corpus();
    bencher.bench_local(|| seaworthy::check(parse(&texts), &options()));
}

#[divan::bench(args = report::Format::ALL, sample_count = 10)]
fn whole_check_and_report(bencher: divan::Bencher, format: report::Format) {
    let texts = corpus();
    let style = report::Style { lang: Lang::En, ..report::Style::default() };
    bencher.bench_local(|| {
        let report = seaworthy::check(parse(&texts), &options());
        let mut out = Vec::new();
        report::render(&report, format, &style, &mut out).expect("a vector takes bytes");
        out
    });
}

fn options() -> Options {
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| rule.profile <= Profile::Default).collect();
    Options { rules, ..Options::default() }
}

fn parse(texts: &[String]) -> Found {
    let file = |(n, text): (usize, &String)| {
        File::parse(Arc::new(Source::new(format!("{n}.yaml"), text.as_str())), Format::Yaml)
    };
    texts.iter().enumerate().map(file).collect()
}

/// The files of the platform, the same on every run.
fn corpus() -> Vec<String> {
    (0..FILES)
        .map(|file| (0..PER_FILE).map(|n| deployment(file * PER_FILE + n)).collect())
        .collect()
}

fn deployment(n: usize) -> String {
    let faulty = n.is_multiple_of(10);
    let mut text = String::new();
    if n.is_multiple_of(100) {
        writeln!(text, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings-{n}, namespace: shop}}\ndata:\n  LOG_FORMAT: json").expect("text");
        writeln!(text, "---\napiVersion: v1\nkind: Service\nmetadata: {{name: app-{n}, namespace: shop}}\nspec:\n  selector: {{app: app-{n}}}\n  ports: [{{port: 80, targetPort: http}}]").expect("text");
    }
    let (replicas, tag, read_only, memory) =
        if faulty { (1, "latest", "false", "512m") } else { (3, "1.4.2", "true", "512Mi") };
    let config = n / 100 * 100;
    write!(
        text,
        "---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{n}
  namespace: shop
  labels:
    app.kubernetes.io/name: app-{n}
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: app-{n}
  template:
    metadata:
      labels:
        app: app-{n}
      annotations:
        prometheus.io/scrape: \"true\"
        prometheus.io/port: \"8080\"
    spec:
      serviceAccountName: default
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: app-{n}
      containers:
        - name: app
          image: registry.example.com:5000/shop/app:{tag}
          securityContext:
            readOnlyRootFilesystem: {read_only}
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_FORMAT
              valueFrom:
                configMapKeyRef:
                  name: settings-{config}
                  key: LOG_FORMAT
            - name: OTEL_SERVICE_NAME
              value: app-{n}
          resources:
            requests:
              cpu: 250m
              memory: 256Mi
            limits:
              cpu: \"1\"
              memory: {memory}
          livenessProbe:
            httpGet:
              path: /live
              port: http
            periodSeconds: 10
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          startupProbe:
            httpGet:
              path: /ready
              port: http
            failureThreshold: 30
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 1Gi
"
    )
    .expect("a string takes text");
    text
}
