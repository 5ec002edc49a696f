//! The libraries of the driver and of CANN, opened at run time: the only place of `unsafe`.
//!
//! Nothing above sees a raw pointer. Types of functions are written by hand after the vendor's
//! documents; whatever a library writes goes into zeroed buffers larger than any layout that is known,
//! and the counts that it returns are bounded before they are used.
#![warn(clippy::undocumented_unsafe_blocks)]

mod acl;
mod dcmi;
mod model;
mod nnop;

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use libloading::os::unix::{Library as Handle, RTLD_LAZY, RTLD_LOCAL};
use seaworthy::node::{Outcome, Status};
use serde::{Deserialize, Serialize};

pub(crate) use acl::{Acl, Device, Memory, Stream};
pub(crate) use dcmi::{Dcmi, Getter, Place};
pub(crate) use model::Model;
pub(crate) use nnop::{Element, Operation, Tensor};

/// The symbol that only the libraries of the simulator have.
const MARKER: &str = "seaworthy_simulator";

/// Functions of C. Each looks its symbol up, says that it will be called, and is called.
macro_rules! foreign {
    ($(fn $name:ident $(| $alias:ident)? ($($arg:ident: $type:ty),* $(,)?) -> $out:ty;)*) => {$(
        unsafe fn $name(
            libraries: &$crate::sys::Libraries,
            $($arg: $type),*
        ) -> Result<$out, seaworthy::node::Outcome> {
            let names = [stringify!($name) $(, stringify!($alias))?];
            // SAFETY: this is its type in the vendor's documents.
            let (name, function) = unsafe {
                libraries.symbol::<unsafe extern "C" fn($($type),*) -> $out>(&names)?
            };
            libraries.calling(name);
            // SAFETY: the caller answers for the arguments.
            Ok(unsafe { function($($arg),*) })
        }
    )*};
}
use foreign;

/// Where to look for libraries.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Search {
    /// These directories, in this order.
    pub(crate) directories: Vec<PathBuf>,
    /// Then wherever the dynamic linker looks.
    pub(crate) is_open: bool,
}

/// Libraries that were opened. They are never closed: drivers leave threads behind, and the process
/// ends soon.
pub(crate) struct Libraries {
    opened: Vec<Opened>,
    /// Why others could not be.
    problems: Vec<String>,
    /// Told of every call before it is made.
    listener: Box<dyn Fn(&str)>,
}

struct Opened {
    name: &'static str,
    path: Option<PathBuf>,
    handle: ManuallyDrop<Handle>,
}

impl Libraries {
    /// Opens those of `names` that are there; if there is none, says why not.
    pub(crate) fn open(
        search: &Search,
        names: &[&'static str],
        listener: impl Fn(&str) + 'static,
    ) -> Result<Self, Outcome> {
        listener("dlopen");
        let (mut opened, mut problems) = (Vec::new(), Vec::new());
        for name in names {
            match open(search, name) {
                Ok(library) => opened.push(library),
                Err(problem) => problems.push(problem),
            }
        }
        if opened.is_empty() {
            return Err(Outcome {
                status: Status::Missing,
                call: Some("dlopen".to_owned()),
                detail: Some(problems.join("; ")),
                ..Outcome::default()
            });
        }
        Ok(Self { opened, problems, listener: Box::new(listener) })
    }

    /// The names and, where it was by path that they were opened, the paths.
    pub(crate) fn opened(&self) -> impl Iterator<Item = (&'static str, Option<&Path>)> {
        self.opened.iter().map(|opened| (opened.name, opened.path.as_deref()))
    }

    /// Whether one of them is the simulator's.
    pub(crate) fn is_simulator(&self) -> bool {
        // SAFETY: the address is looked for, but never followed.
        unsafe { self.symbol::<*const u8>(&[MARKER]) }.is_ok()
    }

    fn calling(&self, name: &str) {
        (self.listener)(name);
    }

    /// The first of `names` that a library has, and what it stands for.
    ///
    /// # Safety
    /// `T` is the type of the symbol in C.
    unsafe fn symbol<T: Copy>(&self, names: &[&'static str]) -> Result<(&'static str, T), Outcome> {
        for name in names {
            for opened in &self.opened {
                // SAFETY: the caller answers for the type; the library is never closed.
                if let Ok(symbol) = unsafe { opened.handle.get::<T>(*name) } {
                    return Ok((name, *symbol));
                }
            }
        }
        let opened: Vec<_> = self.opened.iter().map(|opened| opened.name).collect();
        let mut detail = format!("no such function in {}", opened.join(", "));
        for problem in &self.problems {
            detail += "; ";
            detail += problem;
        }
        Err(Outcome {
            status: Status::Missing,
            call: Some(names[0].to_owned()),
            detail: Some(detail),
            ..Outcome::default()
        })
    }
}

fn open(search: &Search, name: &'static str) -> Result<Opened, String> {
    let mut problem = None;
    let found = search.directories.iter().map(|directory| directory.join(name));
    for path in found.filter(|path| path.exists()) {
        match load(&path) {
            Ok(handle) => return Ok(Opened { name, path: Some(path), handle }),
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    if search.is_open {
        match load(Path::new(name)) {
            Ok(handle) => return Ok(Opened { name, path: None, handle }),
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    Err(problem.unwrap_or_else(|| format!("{name}: no such file")))
}

fn load(path: &Path) -> Result<ManuallyDrop<Handle>, String> {
    // SAFETY: the initialisers of a driver's library run here; that they are sound cannot be known, so
    // that this is done only in a process of its own.
    let handle = unsafe { Handle::open(Some(path), RTLD_LAZY | RTLD_LOCAL) };
    // The message of libloading itself leaves out what the dynamic linker said.
    let detail = |error: libloading::Error| match std::error::Error::source(&error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    handle.map(ManuallyDrop::new).map_err(detail)
}

/// What a returned code means for the call of `name`: 0 is well.
fn check(name: &str, code: i32) -> Result<(), Outcome> {
    if code == 0 {
        return Ok(());
    }
    Err(Outcome {
        status: Status::Failed,
        call: Some(name.to_owned()),
        code: Some(code.into()),
        ..Outcome::default()
    })
}

/// That a function gave nothing where it had to give something.
fn nothing(name: &str) -> Outcome {
    Outcome {
        status: Status::Failed,
        call: Some(name.to_owned()),
        detail: Some("it returned a null pointer".to_owned()),
        ..Outcome::default()
    }
}

/// The text in a buffer, up to its NUL.
pub(crate) fn text(bytes: &[u8]) -> String {
    let length = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
}
