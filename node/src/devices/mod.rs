//! What the libraries of the driver and of CANN say. Real drivers hang and crash, and may not be
//! used across a fork: so this process never loads them. Each question is put to a fresh child
//! process of the same program, which has a deadline.

mod child;
mod decode;
mod fixture;
mod loaded;
mod management;
mod probe;
mod prober;
mod search;
mod simulation;
mod smoke;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::ValueEnum;
use seaworthy::node::{
    Acl, Backend, Dcmi, Device, Library, NodeFacts, Outcome, Smoke, Status, Test,
};

use crate::Measure;
use probe::{Answer, Question};
use prober::Prober;

pub(crate) use probe::probe;
pub(crate) use simulation::Simulation;

/// How many devices are asked at a time.
const AT_A_TIME: usize = 16;

/// A small computation to run on each device.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Computation {
    /// Adds vectors of int32
    Add,
    /// Multiplies matrices of fp16
    Matmul,
    /// Runs a model of yours
    Model,
    /// Leaves the devices alone
    None,
}

/// Adds what the libraries say.
pub(crate) fn measure(measure: &Measure, simulation: Option<&Simulation>, facts: &mut NodeFacts) {
    if simulation.is_none() && !measure.is_live() {
        return; // libraries of another node's file system are not for this one
    }
    let prober = Prober::new(measure.timeout, simulation, measure.host.as_deref());
    let (managed, computed) = thread::scope(|scope| {
        let managed = scope.spawn(|| managed(&prober));
        let computed = computed(&prober, measure);
        (managed.join().expect("internal: asking does not panic"), computed)
    });
    facts.dcmi = Some(managed);
    let (acl, smoke) = computed;
    facts.acl = Some(acl);
    facts.smoke = smoke;
    let seen = prober.seen();
    for library in seen.libraries {
        let is_same = |other: &&mut Library| {
            let real =
                |library: &Library| library.real_path.clone().unwrap_or(library.path.clone());
            other.name == library.name && real(other) == real(&library)
        };
        match facts.libraries.iter_mut().find(is_same) {
            Some(found) => found.is_loaded = true,
            None => facts.libraries.push(library),
        }
    }
    facts.measurement.backend = seen.backend;
}

/// The devices as the device management interface knows them.
fn managed(prober: &Prober) -> Dcmi {
    let mut dcmi: Dcmi = prober.ask(Question::Devices);
    let devices = std::mem::take(&mut dcmi.devices);
    dcmi.devices = each(&devices, |device| {
        let asked: Device =
            prober.ask(Question::Device { card: device.card, device: device.device });
        Device { card: device.card, device: device.device, ..asked }
    });
    dcmi
}

/// What AscendCL says, and what the devices compute.
fn computed(prober: &Prober, measure: &Measure) -> (Acl, Vec<Smoke>) {
    let acl: Acl = prober.ask(Question::Acl);
    let devices: Vec<u32> = (0..acl.devices.unwrap_or_default()).collect();
    let tests = tests(measure);
    let smoke = each(&devices, |device| {
        let mut results: Vec<Smoke> = Vec::new();
        for test in &tests {
            let hung = results.iter().find(|smoke| smoke.outcome.status == Status::TimedOut);
            let smoke = match hung {
                Some(hung) => Smoke { outcome: after(hung), ..Smoke::default() },
                None => prober.ask(question(*test, *device, measure)),
            };
            results.push(Smoke { device: *device, test: *test, ..smoke });
        }
        results
    });
    (acl, smoke.into_iter().flatten().collect())
}

fn tests(measure: &Measure) -> Vec<Test> {
    let mut wanted = measure.smoke.clone();
    if wanted.is_empty() {
        wanted.extend([Computation::Add, Computation::Matmul]);
        wanted.extend(measure.model.iter().map(|_| Computation::Model));
    }
    let test = |computation| match computation {
        Computation::Add => Some(Test::Add),
        Computation::Matmul => Some(Test::Matmul),
        Computation::Model => Some(Test::Model),
        Computation::None => None,
    };
    wanted.into_iter().filter_map(test).collect()
}

fn question(test: Test, device: u32, measure: &Measure) -> Question {
    match (test, &measure.model) {
        (Test::Model, Some(model)) => Question::Model {
            device,
            model: model.clone(),
            inputs: measure.input.clone(),
            expected: measure.expect.clone(),
        },
        _ => Question::Compute { device, test },
    }
}

/// Why a device that has hung is not asked again.
fn after(hung: &Smoke) -> Outcome {
    let call = hung.outcome.call.as_deref().unwrap_or("an earlier computation");
    Outcome { detail: Some(format!("the device hung in {call} before")), ..Outcome::default() }
}

/// Does the same with each item, several at a time; the results are in the order of the items.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..items.len().min(AT_A_TIME) {
            scope.spawn(|| {
                while let index = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(item) = items.get(index)
                {
                    let result = work(item);
                    results.lock().expect("internal: no thread panics").push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("internal: no thread panics");
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// What all children saw.
#[derive(Debug, Default)]
struct Seen {
    libraries: Vec<Library>,
    backend: Backend,
}

impl Seen {
    fn add<T>(&mut self, answer: &Answer<T>) {
        self.libraries.extend_from_slice(&answer.libraries);
        if !answer.libraries.is_empty() && self.backend == Backend::None {
            self.backend = Backend::Driver;
        }
        if answer.is_simulated {
            self.backend = Backend::Simulator;
        }
    }
}
