//! A driver without hardware: every function that seaworthy-node calls, with its C interface.
//!
//! This is one shared library. seaworthy-node makes of it those that a node has (libdcmi.so,
//! libascendcl.so, …) by copying it, each time without the functions that the library does not hold.
//! The environment names the scenario that is simulated; the memory of devices is the memory of the
//! process, and operators really compute.
//!
//! As a C interface it has to trust the pointers that it is given: every `unsafe` block rests on the
//! contract of its function in the vendor's documents.
#![warn(clippy::undocumented_unsafe_blocks)]

mod acl;
mod dcmi;
mod layout;
mod model;
mod nnop;
mod room;

use std::ffi::c_int;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;
use std::{env, process, thread};

use rustix::process::Signal;
use seaworthy_scenario::{Effect, Fault, Scenario, VARIABLE};

/// Only simulated libraries have this symbol: nobody can take one for a driver.
#[unsafe(no_mangle)]
static seaworthy_simulator: [u8; 25] = *b"seaworthy-simulator: real";

/// What a stub for compiling returns from every function.
const STUB: c_int = 100_039;

/// The scenario; nothing if none is named that can be read.
fn scenario() -> Option<&'static Scenario> {
    static SCENARIO: OnceLock<Option<Scenario>> = OnceLock::new();
    let read = || Scenario::read(Path::new(&env::var_os(VARIABLE)?)).ok();
    SCENARIO.get_or_init(read).as_ref()
}

/// Whether a copy of this library was made a stub: its marker says so then.
fn is_stub() -> bool {
    std::hint::black_box(&seaworthy_simulator).ends_with(b"stub")
}

/// Begins a call, on a device if it concerns one: what the scenario says that goes wrong does. The
/// answer is whether the result has to be wrong; an error is a code to return.
fn enter(call: &str, device: Option<u32>) -> Result<bool, c_int> {
    if is_stub() {
        return Err(STUB);
    }
    match scenario().and_then(|scenario| scenario.fault(call, device)).map(|fault| fault.then) {
        None => Ok(false),
        Some(Effect::Wrong) => Ok(true),
        Some(Effect::Return(code)) => Err(code),
        Some(Effect::Exit(code)) => process::exit(code),
        Some(Effect::Hang) => loop {
            thread::park();
        },
        Some(Effect::Crash) => loop {
            // Twice: the first time Rust's own handler takes it for a full stack.
            let _ = rustix::process::kill_process(rustix::process::getpid(), Signal::SEGV);
        },
        Some(Effect::Noise) => {
            let line = [b"[driver] noise on standard output\n".as_slice(), &[0xFF; 64]].concat();
            let _ = std::io::stdout().write_all(&line.repeat(4096));
            Ok(false)
        }
    }
}

/// What the library says about what goes wrong on a device.
fn message(device: Option<u32>) -> Option<&'static str> {
    let concerns = |fault: &&Fault| fault.device.is_none() || fault.device == device;
    let said = |fault: &'static Fault| fault.message.as_deref();
    scenario()?.faults.iter().filter(concerns).find_map(said)
}

/// Defines functions of C.
macro_rules! exports {
    ($(fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $out:ty $body:block)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name($($arg: $type),*) -> $out $body
    )*};
}
use exports;

/// The code of a result: 0 is well.
fn code(result: Result<(), c_int>) -> c_int {
    result.err().unwrap_or_default()
}
