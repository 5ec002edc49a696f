//! Every scenario of the simulator, through the real program: children, libraries, decoding and all.

use std::collections::BTreeSet;

use crate::run::{facts, facts_of, written};
use seaworthy::discover::{self, discover};
use seaworthy::node::{Backend, Device, Health, MemoryKind, NodeFacts, Smoke, Status, Test};
use seaworthy::rule::RULES;
use seaworthy::{Options, check};
use seaworthy_scenario::SCENARIOS;
use serde_json::json;

type Expected = fn(&NodeFacts);

/// What each scenario has to show, and which rules find that something is wrong.
const TABLE: &[(&str, &[&str], Expected)] = &[
    ("busy", &["NODE-007", "NODE-018"], |facts| {
        assert_eq!(call(&facts.dcmi.as_ref().expect("asked").outcome), "dcmi_init -8020");
        each_smoke(facts, |smoke| assert_eq!(call(&smoke.outcome), "aclrtSetDevice 507033"));
    }),
    ("crash", &["NODE-018"], |facts| {
        well_but(facts, 2, |smoke| {
            assert_eq!(smoke.outcome.status, Status::Crashed);
            assert_eq!(smoke.outcome.signal, Some(11));
            assert_eq!(smoke.outcome.call.as_deref(), Some("aclrtSetDevice"));
        });
    }),
    ("driver-mismatch", &["NODE-004", "NODE-018"], |facts| {
        each_smoke(facts, |smoke| {
            assert_eq!(call(&smoke.outcome), "aclrtSetDevice 507899");
            assert!(smoke.explanation.as_ref().is_some_and(|text| text.starts_with("EE1015")));
        });
        assert_eq!(devices(facts).len(), 8);
    }),
    ("ecc-28", &["NODE-010"], |facts| ecc(facts, 0, [1, 2, 3, 4, 5, 6])),
    ("ecc-36", &["NODE-010"], |facts| ecc(facts, 0, [1, 2, 3, 4, 5, 6])),
    ("ecc-errors", &["NODE-009", "NODE-010"], |facts| {
        ecc(facts, 4, [3, 1, 120, 7, 4, 64]);
        ecc(facts, 3, [0; 6]);
        assert_eq!(devices(facts)[4].health, Health::Major);
        assert_eq!(devices(facts)[4].faults[0].code, "80E18402");
        assert!(devices(facts)[4].faults[0].meaning.is_some());
    }),
    ("firmware-mismatch", &["NODE-003", "NODE-004", "NODE-018"], |facts| {
        assert!(devices(facts).iter().all(|one| one.firmware.as_deref() == Some("7.3.0.1.231")));
        each_smoke(facts, |smoke| assert_eq!(call(&smoke.outcome), "aclrtSetDevice 507899"));
    }),
    ("hang", &["NODE-018"], |facts| {
        well_but(facts, 3, |smoke| match smoke.test {
            Test::Add => {
                assert_eq!(smoke.outcome.status, Status::TimedOut);
                assert_eq!(smoke.outcome.call.as_deref(), Some("aclrtSetDevice"));
            }
            _ => assert_eq!(smoke.outcome.status, Status::Skipped),
        });
    }),
    ("healthy-310p", &[], |facts| {
        healthy(facts, 2, "310P3", "Ascend310P3", MemoryKind::Ddr);
        let places: Vec<_> = devices(facts).iter().map(|one| (one.card, one.device)).collect();
        assert_eq!(places, [(0, 0), (0, 1)]);
        assert!(devices(facts).iter().all(|one| one.network_health.is_none()));
    }),
    ("healthy-910a", &[], |facts| healthy(facts, 8, "910A", "Ascend910A", MemoryKind::Hbm)),
    ("healthy-910b", &[], |facts| healthy(facts, 8, "910B3", "Ascend910B3", MemoryKind::Hbm)),
    ("healthy-950", &[], |facts| {
        healthy(facts, 8, "Ascend950PR", "Ascend950PR_9579", MemoryKind::Hbm);
        let dcmi = facts.dcmi.as_ref().expect("it is asked");
        let firmware = dcmi.devices.iter().find_map(|device| device.firmware.as_deref());
        assert_eq!(firmware, None, "the second form does not say");
    }),
    ("healthy-a3", &[], |facts| {
        healthy(facts, 16, "Ascend910", "Ascend910_9392", MemoryKind::Hbm);
        assert_eq!((devices(facts)[15].card, devices(facts)[15].device), (7, 1));
    }),
    ("hot", &["NODE-009", "NODE-011"], |facts| {
        assert_eq!(devices(facts)[7].temperature, Some(96));
        assert_eq!(devices(facts)[7].health, Health::Minor);
    }),
    ("many-codes", &["NODE-009"], |facts| {
        let faults = &devices(facts)[0].faults;
        assert_eq!(faults.len(), 128, "the driver says 200, which is more than there is room for");
        assert_eq!(faults[0].code, "80E3A203");
        let codes: BTreeSet<_> = faults.iter().map(|fault| &fault.code).collect();
        assert_eq!(codes.len(), 128);
    }),
    ("missing-device", &["NODE-007", "NODE-017"], |facts| {
        let numbers: Vec<_> = devices(facts).iter().filter_map(|one| one.logic_id).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 6, 7]);
        assert_eq!(facts.acl.as_ref().and_then(|acl| acl.devices), Some(7));
    }),
    ("missing-function", &["NODE-007", "NODE-018"], |facts| {
        let dcmi = facts.dcmi.as_ref().expect("asked");
        assert_eq!(dcmi.outcome.status, Status::Missing);
        assert_eq!(dcmi.outcome.call.as_deref(), Some("dcmi_get_card_list"));
        for smoke in facts.smoke.iter().filter(|smoke| smoke.test == Test::Matmul) {
            assert_eq!(smoke.outcome.status, Status::Missing);
            assert_eq!(smoke.outcome.call.as_deref(), Some("aclnnMatmul"));
        }
    }),
    ("old-names", &[], |facts| {
        healthy(facts, 8, "910B3", "Ascend910B3", MemoryKind::Hbm);
        assert!(!facts.libraries.iter().any(|library| library.name == "libopapi_nn.so"));
    }),
    ("out-of-memory", &["NODE-012", "NODE-018"], |facts| {
        assert_eq!(devices(facts)[1].processes[0].pid, 4242);
        assert_eq!(devices(facts)[1].processes[0].bytes, 68_000_000_000);
        well_but(facts, 1, |smoke| assert_eq!(call(&smoke.outcome), "aclrtMalloc 207001"));
    }),
    ("permission", &["NODE-007", "NODE-018"], |facts| {
        assert_eq!(call(&facts.dcmi.as_ref().expect("asked").outcome), "dcmi_init -8002");
        each_smoke(facts, |smoke| assert_eq!(call(&smoke.outcome), "aclrtSetDevice 207006"));
    }),
    ("stub-library", &["NODE-016"], |facts| {
        assert_eq!(call(&facts.acl.as_ref().expect("asked").outcome), "aclInit 100039");
        let stub = facts.libraries.iter().find(|one| one.is_stub && one.is_loaded).expect("a stub");
        assert!(stub.path.ends_with("/devlib/libascendcl.so"), "{}", stub.path);
        assert!(facts.smoke.is_empty());
    }),
    ("writable-library", &["NODE-015"], |facts| {
        let dcmi = facts.libraries.iter().find(|one| one.name == "libdcmi.so").expect("loaded");
        assert_eq!(
            (dcmi.mode.as_str(), dcmi.path.as_str()),
            ("0666", "/usr/local/dcmi/libdcmi.so")
        );
    }),
    ("wrong-number", &["NODE-018"], |facts| {
        well_but(facts, 6, |smoke| {
            if smoke.test == Test::Add {
                return assert_eq!(smoke.outcome.status, Status::Ok);
            }
            assert_eq!(smoke.outcome.status, Status::Wrong);
            let wrong = smoke.mismatch.as_ref().expect("the number that is wrong");
            assert_eq!((wrong.index, wrong.count), (65, 1));
            let number = |text: &str| text.parse::<f64>().expect("a number");
            assert!((number(&wrong.actual) - number(&wrong.expected) - 1.0).abs() < 1e-9);
        });
    }),
];

#[test]
#[expect(clippy::print_stdout, reason = "it says which one is not as expected")]
fn every_scenario_shows_what_it_is_for() {
    assert!(TABLE.iter().map(|(name, ..)| name).eq(SCENARIOS.iter().map(|(name, _)| name)));
    for (name, rules, expected) in TABLE {
        println!("{name}");
        let facts = facts(&["--simulate", name, "--timeout", "5"]);
        assert_eq!(facts.measurement.backend, Backend::Simulator);
        assert_eq!(facts.measurement.scenario.as_deref(), Some(*name));
        expected(&facts);
        assert_eq!(broken(&facts), rules.iter().copied().collect());
    }
}

/// The rules that a node breaks.
fn broken(facts: &NodeFacts) -> BTreeSet<&'static str> {
    let (_directory, file) = written("facts.json", facts.to_json().to_string().as_bytes());
    let found = discover(&[file], &discover::Options::default());
    assert!(found.errors.is_empty(), "{}", found.errors[0]);
    let rules = RULES.iter().filter(|rule| rule.family() == "NODE").collect();
    let report = check(found, &Options { rules, ..Options::default() });
    report.findings.iter().map(|finding| finding.rule.code).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "it says which one is not as expected")]
fn what_goes_wrong_anywhere_is_told_and_hides_nothing_else() {
    let fault = |call: &str, then: serde_json::Value| json!({ "devices": 2, "faults": [{ "call": call, "device": 1, "then": then }] });
    let any = |call: &str, then: serde_json::Value| json!({ "devices": 2, "faults": [{ "call": call, "then": then }] });
    let rows: &[(serde_json::Value, Expected)] = &[
        (fault("dcmi_get_device_temperature", json!("hang")), |facts| {
            let [well, hung] = devices(facts) else { panic!("two devices") };
            assert_eq!(well.outcome.status, Status::Ok);
            assert_eq!(hung.outcome.status, Status::TimedOut);
            assert_eq!(hung.outcome.call.as_deref(), Some("dcmi_get_device_temperature"));
            assert_eq!(hung.chip.as_deref(), Some("910B3"), "what was known before it hung stays");
            assert_eq!(hung.card, 1);
        }),
        (fault("dcmi_get_device_power_info", json!({ "return": -8005 })), |facts| {
            assert_eq!(call(&devices(facts)[1].outcome), "dcmi_get_device_power_info -8005");
            assert_eq!(devices(facts)[1].network_health, Some(0), "what comes later is asked too");
        }),
        (fault("dcmi_get_device_power_info", json!({ "return": -8255 })), |facts| {
            assert_eq!(devices(facts)[1].outcome.status, Status::Ok, "not every chip can tell");
        }),
        (any("aclInit", json!("noise")), |facts| {
            each_smoke(facts, |smoke| assert_eq!(smoke.outcome.status, Status::Ok));
        }),
        (any("dcmi_init", json!({ "exit": 0 })), |facts| {
            let dcmi = facts.dcmi.as_ref().expect("asked");
            assert_eq!(dcmi.outcome.status, Status::Crashed);
            assert_eq!(dcmi.outcome.call.as_deref(), Some("dcmi_init"));
            assert_eq!(dcmi.outcome.detail.as_deref(), Some("exit status: 0"));
            each_smoke(facts, |smoke| assert_eq!(smoke.outcome.status, Status::Ok));
        }),
        (any("aclrtGetDeviceCount", json!("hang")), |facts| {
            assert_eq!(facts.acl.as_ref().expect("asked").outcome.status, Status::TimedOut);
            assert_eq!(devices(facts).len(), 2);
        }),
        (fault("aclrtSynchronizeStreamWithTimeout", json!({ "return": 507_014 })), |facts| {
            let failed = facts.smoke.iter().filter(|smoke| smoke.device == 1);
            for smoke in failed {
                assert_eq!(call(&smoke.outcome), "aclrtSynchronizeStreamWithTimeout 507014");
            }
        }),
        (fault("aclrtResetDevice", json!("hang")), |facts| {
            let hung = facts.smoke.iter().find(|smoke| smoke.device == 1).expect("asked");
            assert_eq!(hung.outcome.status, Status::TimedOut);
            assert_eq!(hung.outcome.call.as_deref(), Some("aclrtResetDevice"));
        }),
        (
            json!({ "devices": 1, "libraries": { "usr/local/dcmi/libdcmi.so": { "text": "none" } } }),
            |facts| {
                let dcmi = facts.dcmi.as_ref().expect("asked");
                assert_eq!(dcmi.outcome.status, Status::Missing);
                let detail = dcmi.outcome.detail.as_deref().unwrap_or_default();
                assert!(detail.contains("file too short"), "{detail}");
            },
        ),
        (
            json!({ "devices": 1, "libraries": { "usr/local/dcmi/libdcmi.so": { "isAbsent": true } } }),
            |facts| {
                let dcmi = facts.dcmi.as_ref().expect("asked");
                assert_eq!(dcmi.outcome.status, Status::Missing);
                assert_eq!(dcmi.outcome.call.as_deref(), Some("dlopen"));
            },
        ),
    ];
    for (scenario, expected) in rows {
        println!("{scenario}");
        expected(&facts_of(scenario, &["--timeout", "2"]));
    }
}

fn devices(facts: &NodeFacts) -> &[Device] {
    &facts.dcmi.as_ref().expect("asked").devices
}

fn healthy(facts: &NodeFacts, count: usize, chip: &str, soc: &str, memory: MemoryKind) {
    assert_eq!(devices(facts).len(), count);
    for (number, device) in (0..).zip(devices(facts)) {
        assert_eq!(device.outcome.status, Status::Ok, "{device:?}");
        assert_eq!(device.chip.as_deref(), Some(chip));
        assert_eq!((device.logic_id, device.phy_id), (Some(number), Some(number)));
        assert_eq!((device.health, device.temperature), (Health::Ok, Some(42)));
        assert_eq!(device.memory.as_ref().map(|memory| memory.kind), Some(memory));
        assert_eq!(device.ecc.iter().map(|ecc| ecc.memory).collect::<Vec<_>>(), [memory]);
        assert!(device.pci.as_ref().is_some_and(|pci| pci.starts_with("0000:c")), "{device:?}");
        assert!(device.faults.is_empty());
    }
    let acl = facts.acl.as_ref().expect("asked");
    assert_eq!(
        (acl.soc.as_deref(), acl.devices.map(|count| count as usize)),
        (Some(soc), Some(count))
    );
    assert_eq!(facts.smoke.len(), 2 * count);
    each_smoke(facts, |smoke| {
        assert_eq!(smoke.outcome.status, Status::Ok, "{smoke:?}");
        assert!(smoke.first_ms.is_some() && smoke.steady_ms.is_some());
    });
}

fn each_smoke(facts: &NodeFacts, expected: impl Fn(&Smoke)) {
    assert!(!facts.smoke.is_empty());
    facts.smoke.iter().for_each(expected);
}

/// All devices compute but one, of which something else is expected; and all are listed.
fn well_but(facts: &NodeFacts, device: u32, expected: impl Fn(&Smoke)) {
    assert_eq!(devices(facts).len(), 8);
    assert_eq!(facts.smoke.len(), 16);
    each_smoke(facts, |smoke| {
        if smoke.device == device {
            expected(smoke);
        } else {
            assert_eq!(smoke.outcome.status, Status::Ok, "{smoke:?}");
        }
    });
}

fn ecc(facts: &NodeFacts, device: usize, expected: [u64; 6]) {
    let [ecc] = devices(facts)[device].ecc.as_slice() else { panic!("one memory") };
    let pages = [ecc.single_bit_isolated_pages, ecc.double_bit_isolated_pages];
    let life = [ecc.total_single_bit, ecc.total_double_bit];
    assert_eq!([[ecc.single_bit, ecc.double_bit], life, pages].concat(), expected);
}

/// The call that failed, and its code.
fn call(outcome: &seaworthy::node::Outcome) -> String {
    assert_eq!(outcome.status, Status::Failed, "{outcome:?}");
    let code = outcome.code.map(|code| code.to_string()).unwrap_or_default();
    format!("{} {code}", outcome.call.as_deref().unwrap_or_default())
}
