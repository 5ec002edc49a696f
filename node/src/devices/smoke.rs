//! Small computations on a device, held against the same on this processor. Numbers are chosen so that
//! every chip has to give exactly the same: whole numbers that half precision can hold.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use half::f16;
use seaworthy::node::{Mismatch, Outcome, Smoke, Status, Test};

use super::probe::Answers;
use crate::sys::{Acl, Device, Element, Libraries, Memory, Model, Operation, Tensor};

/// How often each is computed: the first time is told apart, of the others the median.
const RUNS: usize = 10;
/// The side of the matrices.
const SIDE: usize = 64;
/// What one vector is multiplied by before it is added.
const ALPHA: i32 = 3;

/// The files of a model.
pub(super) struct Files<'a> {
    pub(super) model: &'a Path,
    pub(super) inputs: &'a [PathBuf],
    pub(super) expected: &'a [PathBuf],
}

/// Computes on a device.
pub(super) fn compute(
    libraries: &Libraries,
    device: u32,
    test: Test,
    timeout: Duration,
    answers: &Answers,
) {
    let task = if test == Test::Matmul { Task::matmul() } else { Task::add() };
    attempt(libraries, Smoke { device, test, ..Smoke::default() }, answers, |device, bench| {
        task.run(device, timeout, bench)
    });
}

/// Runs a model on a device.
pub(super) fn model(libraries: &Libraries, device: u32, files: &Files, answers: &Answers) {
    let smoke = Smoke { device, test: Test::Model, ..Smoke::default() };
    attempt(libraries, smoke, answers, |device, bench| files.run(device, bench));
}

fn attempt(
    libraries: &Libraries,
    smoke: Smoke,
    answers: &Answers,
    work: impl FnOnce(&Device, &mut Bench) -> Result<(), Outcome>,
) {
    let mut bench = Bench { smoke, times: Vec::new(), answers };
    match Acl::open(libraries) {
        Ok(acl) => {
            let ended = acl.device(bench.smoke.device).and_then(|device| work(&device, &mut bench));
            if let Err(outcome) = ended {
                bench.fail(outcome, acl.recent_message());
            }
        }
        Err(outcome) => bench.fail(outcome, None),
    }
    bench.end();
}

/// What a computation comes to.
struct Bench<'a> {
    smoke: Smoke,
    times: Vec<Duration>,
    answers: &'a Answers,
}

impl Bench<'_> {
    /// Does something once, and notes how long it took. A failure is told at once: giving back what a
    /// device in trouble has given may never end.
    fn time(&mut self, work: impl FnOnce() -> Result<(), Outcome>) -> Result<(), Outcome> {
        let start = Instant::now();
        let ended = work();
        self.times.push(start.elapsed());
        if let Err(outcome) = &ended {
            self.smoke.outcome = outcome.clone();
            self.answers.so_far(&self.smoke);
        }
        ended
    }

    /// Holds an output against what it has to be.
    fn compare<'n, N: PartialEq + ToString + 'n>(
        &mut self,
        expected: impl Iterator<Item = N>,
        actual: impl Iterator<Item = N>,
    ) {
        let mut wrong = expected.zip(actual).enumerate().filter(|(_, (one, other))| one != other);
        let Some((index, (expected, actual))) = wrong.next() else { return };
        let mismatch = Mismatch {
            index: index as u64,
            expected: expected.to_string(),
            actual: actual.to_string(),
            count: 1 + wrong.count() as u64,
        };
        self.smoke.outcome.status = Status::Wrong;
        self.smoke.mismatch.get_or_insert(mismatch);
    }

    fn fail(&mut self, outcome: Outcome, explanation: Option<String>) {
        self.smoke.outcome = outcome;
        self.smoke.explanation = explanation;
    }

    fn end(mut self) {
        if self.smoke.outcome.status == Status::Skipped {
            self.smoke.outcome.status = Status::Ok;
        }
        let milliseconds = |time: &Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
        self.smoke.first_ms = self.times.first().map(milliseconds);
        let mut later = self.times.split_off(self.times.len().min(1));
        later.sort_unstable();
        self.smoke.steady_ms = later.get(later.len() / 2).map(milliseconds);
        self.answers.end(&self.smoke);
    }
}

/// An operation on two matrices, and what has to come out.
struct Task {
    operation: Operation,
    element: Element,
    left: Vec<u8>,
    right: Vec<u8>,
    expected: Vec<i32>,
}

impl Task {
    fn add() -> Self {
        let cells = i32::try_from(SIDE * SIDE).expect("internal: a small matrix");
        let left: Vec<_> = (0..cells).map(|index| index * 7 - 10_000).collect();
        let right: Vec<_> = (0..cells).map(|index| 5_000 - index * 3).collect();
        let sum = |(left, right): (&i32, &i32)| left + ALPHA * right;
        Self {
            operation: Operation::Add { alpha: ALPHA },
            element: Element::Int32,
            expected: left.iter().zip(&right).map(sum).collect(),
            left: left.into_iter().flat_map(i32::to_le_bytes).collect(),
            right: right.into_iter().flat_map(i32::to_le_bytes).collect(),
        }
    }

    /// Factors from -2 to 2: no sum of 64 products is beyond 256, and half precision holds every whole
    /// number up to 2048.
    fn matmul() -> Self {
        let small = |seed: usize| i32::try_from(seed % 5).expect("internal: less than 5") - 2;
        let left: Vec<_> = (0..SIDE * SIDE).map(|index| small(index * 7 + index / SIDE)).collect();
        let right: Vec<_> = (0..SIDE * SIDE).map(|index| small(index * 3 + index / 7)).collect();
        let cell = |index: usize| {
            let (row, column) = (index / SIDE, index % SIDE);
            (0..SIDE).map(|k| left[row * SIDE + k] * right[k * SIDE + column]).sum()
        };
        let half = |number: &i32| f16::from_f64(f64::from(*number)).to_le_bytes();
        Self {
            operation: Operation::Matmul,
            element: Element::Float16,
            expected: (0..SIDE * SIDE).map(cell).collect(),
            left: left.iter().flat_map(half).collect(),
            right: right.iter().flat_map(half).collect(),
        }
    }

    fn run(&self, device: &Device, timeout: Duration, bench: &mut Bench) -> Result<(), Outcome> {
        let stream = device.stream()?;
        let size = self.left.len();
        let (left, right, out) = (device.memory(size)?, device.memory(size)?, device.memory(size)?);
        left.write(&self.left)?;
        right.write(&self.right)?;
        let shape = [SIDE, SIDE];
        let tensors = [
            &Tensor::new(device, &left, self.element, shape)?,
            &Tensor::new(device, &right, self.element, shape)?,
            &Tensor::new(device, &out, self.element, shape)?,
        ];
        // Before the parent's patience ends, so that the device can say what is wrong.
        let patience = timeout.mul_f64(0.8);
        for _ in 0..RUNS {
            out.write(&vec![0xA5; size])?; // what was right last time must not stay
            bench.time(|| self.operation.run(&stream, tensors, patience))?;
            let result = out.read()?;
            bench.compare(
                self.expected.iter().map(|number| f64::from(*number)),
                self.numbers(&result),
            );
        }
        Ok(())
    }

    fn numbers(&self, bytes: &[u8]) -> impl Iterator<Item = f64> {
        let number: fn(&[u8]) -> f64 = match self.element {
            Element::Float16 => {
                |bytes| bytes.try_into().map_or(f64::NAN, |b| f16::from_le_bytes(b).to_f64())
            }
            Element::Int32 => {
                |bytes| bytes.try_into().map_or(f64::NAN, |b| i32::from_le_bytes(b).into())
            }
        };
        let width = self.left.len() / self.expected.len();
        bytes.chunks_exact(width).map(number).collect::<Vec<_>>().into_iter()
    }
}

impl Files<'_> {
    fn run(&self, device: &Device, bench: &mut Bench) -> Result<(), Outcome> {
        let inputs: Vec<_> = self.inputs.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
        let expected: Vec<_> =
            self.expected.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
        let model = Model::load(device, self.model)?;
        fits("input", &inputs, &model.inputs, true)?;
        fits("expected output", &expected, &model.outputs, false)?;
        let memories = |sizes: &[usize]| -> Result<Vec<Memory>, Outcome> {
            sizes.iter().map(|size| device.memory(*size)).collect()
        };
        let (input, output) = (memories(&model.inputs)?, memories(&model.outputs)?);
        for (memory, bytes) in input.iter().zip(&inputs) {
            memory.write(bytes)?;
        }
        for _ in 0..RUNS {
            bench.time(|| model.run(&input, &output))?;
            for (memory, expected) in output.iter().zip(&expected) {
                let actual = memory.read()?;
                bench.compare(expected.iter().copied(), actual.into_iter());
            }
        }
        Ok(())
    }
}

/// Holds files against the sizes that a model says; outputs that are not given are not compared.
fn fits(what: &str, files: &[Vec<u8>], sizes: &[usize], is_all: bool) -> Result<(), Outcome> {
    if files.len() > sizes.len() || (is_all && files.len() < sizes.len()) {
        return Err(refusal(format!(
            "{} {what} files are given; the model has {}",
            files.len(),
            sizes.len()
        )));
    }
    let mut pairs = files.iter().zip(sizes).enumerate();
    match pairs.find(|(_, (file, size))| file.len() != **size) {
        Some((index, (file, size))) => {
            Err(refusal(format!("{what} {index} has {} bytes; the model says {size}", file.len())))
        }
        None => Ok(()),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Outcome> {
    fs::read(path).map_err(|error| refusal(format!("{}: {error}", path.display())))
}

fn refusal(detail: String) -> Outcome {
    Outcome { status: Status::Failed, detail: Some(detail), ..Outcome::default() }
}
