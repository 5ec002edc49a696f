//! The example platform of the article that the nine-item checklist comes from. It is read where it
//! is at hand, in `../shared/seed`, and never copied.

use std::path::{Path, PathBuf};

use seaworthy::discover::{self, discover};
use seaworthy::finding::Finding;
use seaworthy::lang::Lang;
use seaworthy::report::Report;
use seaworthy::rule::{Profile, RULES};
use seaworthy::{Options, check};

const DEPLOYMENT: &str = "k8s/production/ascend-inference-deployment.yaml";
const COMPOSE: &str = "docker-compose.dev.yaml";
const DOCKERFILE: &str = "Dockerfile";
const ALERTS: &str = "monitoring/prometheus-rules.yaml";

/// A run over the platform, or nothing where it is not at hand.
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn run(profile: Profile) -> Option<Report> {
    let seed = PathBuf::from("../shared/seed");
    if !seed.is_dir() {
        eprintln!("skipped: no ../shared");
        return None;
    }
    let rules = RULES.iter().filter(|rule| rule.profile <= profile).collect();
    let found = discover(&[seed], &discover::Options::default());
    assert!(found.errors.is_empty(), "{}", found.errors[0]);
    Some(check(found, &Options { rules, profile, ..Options::default() }))
}

fn of_file<'r>(report: &'r Report, file: &str) -> Vec<(&'r Finding, &'static str, usize)> {
    let path = Path::new("../shared/seed").join(file);
    let here =
        report.findings.iter().filter(|finding| Path::new(finding.place.source.name()) == path);
    here.map(|finding| (finding, finding.rule.code, finding.place.start().line)).collect()
}

fn lines(report: &Report, file: &str, code: &str) -> Vec<usize> {
    of_file(report, file).into_iter().filter(|found| found.1 == code).map(|found| found.2).collect()
}

#[test]
fn each_fault_is_found_on_its_line() {
    let Some(report) = run(Profile::Default) else { return };
    for (file, code, expected, what) in [
        (DEPLOYMENT, "NPU-001", &[86][..], "requests 1, limit 2"),
        (DEPLOYMENT, "NPU-003", &[81], "ascend.ai/npu"),
        (DEPLOYMENT, "NPU-012", &[108], "\"0,1\""),
        (DEPLOYMENT, "NPU-018", &[108], "two cards in the list, one requested"),
        (DEPLOYMENT, "NPU-027", &[187], "the toleration of ascend.ai/npu"),
        (DEPLOYMENT, "NPU-028", &[81], "two NPUs without shared memory"),
        (DEPLOYMENT, "NPU-029", &[76], "a read-only root, and nowhere for CANN's logs"),
        (DEPLOYMENT, "OBS-001", &[36], "annotations stand on the Deployment, not on its pods"),
        (DEPLOYMENT, "REL-017", &[171], "sleep 30 of 30 seconds"),
        (
            DEPLOYMENT,
            "REL-022",
            &[182, 196],
            "a ConfigMap and a ServiceAccount that nobody declares",
        ),
        (DOCKERFILE, "IMG-001", &[87], "HEALTHCHECK with a string over many lines"),
        (DOCKERFILE, "NPU-051", &[67], "/usr/local/Ascend/latest"),
        (COMPOSE, "NPU-040", &[47], "ASCEND_LOG_LEVEL"),
        (COMPOSE, "NPU-045", &[35, 36], "driver: ascend; count together with device_ids"),
        (COMPOSE, "SEC-008", &[69], "~/.ssh, and not ~/.gitconfig"),
        (COMPOSE, "SEC-024", &[65, 78, 87], "latest, three times"),
        (ALERTS, "NPU-060", &[26], "a metric that no exporter has"),
    ] {
        assert_eq!(lines(&report, file, code), expected, "{code}: {what}");
    }
    let npu = of_file(&report, DEPLOYMENT).into_iter().find(|found| found.1 == "NPU-003");
    let said = npu.map(|found| found.0.message(Lang::En)).unwrap_or_default();
    assert!(said.contains("\"huawei.com/npu\""), "names the nearest real resource: {said}");
    let image = report.units.iter().find(|unit| unit.kind == "Image").expect("the Dockerfile");
    for code in ["SEC-001", "IMG-002", "IMG-026"] {
        let judged = image.passed.iter().any(|rule| rule.code == code);
        assert!(judged, "the rest of the Dockerfile is judged: {code}");
    }
}

#[test]
fn what_is_in_order_stays_silent() {
    let Some(report) = run(Profile::Default) else { return };
    let of_deployment = [
        "SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005", "SEC-006", "REL-014", "REL-029",
        "NPU-030", "NPU-031",
    ];
    for (file, silent) in [
        (DEPLOYMENT, &of_deployment[..]),
        (COMPOSE, &["NPU-043", "NPU-046", "NPU-047"]),
        (DOCKERFILE, &["NPU-050"]),
    ] {
        for code in silent {
            assert_eq!(lines(&report, file, code), [0; 0], "{code} on {file}");
        }
    }
}

#[test]
fn the_checklist_comes_out_as_the_article_computes_it() {
    let Some(report) = run(Profile::Checklist) else { return };
    let unit = report.units.iter().find(|unit| unit.kind == "Deployment").expect("the Deployment");
    let codes =
        |rules: &[&seaworthy::rule::Rule]| rules.iter().map(|rule| rule.code).collect::<Vec<_>>();
    let passed = ["SEC-001", "SEC-002", "SEC-003", "REL-001", "REL-002", "REL-003"];
    let mut found = codes(&unit.passed);
    found.sort_by_key(|code| passed.iter().position(|other| other == code));
    assert_eq!(found, passed);
    assert_eq!(codes(&unit.failed), ["OBS-001", "OBS-002", "OBS-003"]);
    // int(6 / 9 * 100), and below 70 is a D.
    let score = unit.score.expect("a score");
    assert_eq!((score.value(), score.grade().as_str()), (66, "D"));
}
