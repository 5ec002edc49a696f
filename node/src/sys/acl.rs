//! The runtime of AscendCL: devices, streams and memory, each given back when it is dropped.
#![expect(non_snake_case, reason = "functions are named as in C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{self, NonNull};
use std::time::Duration;

use seaworthy::node::{Outcome, Status};

use super::{Libraries, check, foreign, nothing, text};

/// What a second initialisation returns; it is no fault.
const REPEATED: c_int = 100_002;
/// Huge pages first.
const HUGE_FIRST: c_int = 0;
/// Directions of a copy.
const HOST_TO_DEVICE: c_int = 1;
const DEVICE_TO_HOST: c_int = 2;
/// How much of a message is taken.
const MESSAGE: usize = 4096;

foreign! {
    fn aclInit(config: *const c_char) -> c_int;
    fn aclFinalize() -> c_int;
    fn aclrtGetVersion(major: *mut i32, minor: *mut i32, patch: *mut i32) -> c_int;
    fn aclsysGetVersionStr(package: *const c_char, version: *mut u8) -> c_int;
    fn aclrtGetSocName() -> *const c_char;
    fn aclrtGetDeviceCount(count: *mut u32) -> c_int;
    fn aclrtSetDevice(device: i32) -> c_int;
    fn aclrtResetDevice(device: i32) -> c_int;
    fn aclrtCreateStream(stream: *mut *mut c_void) -> c_int;
    fn aclrtDestroyStream(stream: *mut c_void) -> c_int;
    fn aclrtSynchronizeStream(stream: *mut c_void) -> c_int;
    fn aclrtSynchronizeStreamWithTimeout(stream: *mut c_void, milliseconds: i32) -> c_int;
    fn aclrtMalloc(memory: *mut *mut c_void, size: usize, policy: c_int) -> c_int;
    fn aclrtFree(memory: *mut c_void) -> c_int;
    fn aclrtMemcpy(
        to: *mut c_void, room: usize, from: *const c_void, size: usize, kind: c_int,
    ) -> c_int;
    fn aclGetRecentErrMsg() -> *const c_char;
}

/// AscendCL, initialised.
pub(crate) struct Acl<'a> {
    pub(super) libraries: &'a Libraries,
}

impl<'a> Acl<'a> {
    /// Initialises it, without a configuration.
    pub(crate) fn open(libraries: &'a Libraries) -> Result<Self, Outcome> {
        let acl = Self { libraries };
        // SAFETY: the configuration may be null.
        match unsafe { aclInit(libraries, ptr::null()) } {
            Ok(0 | REPEATED) => Ok(acl),
            failed => {
                let code = failed.inspect_err(|_| ());
                std::mem::forget(acl); // there is nothing to finalise
                Err(code.map_or_else(|missing| missing, |code| failure("aclInit", code)))
            }
        }
    }

    /// The version of the interface: `1.17.0`.
    pub(crate) fn version(&self) -> Result<String, Outcome> {
        let (mut major, mut minor, mut patch) = (0, 0, 0);
        // SAFETY: each is a number to be written.
        let code = unsafe {
            aclrtGetVersion(self.libraries, &raw mut major, &raw mut minor, &raw mut patch)?
        };
        check("aclrtGetVersion", code).map(|()| format!("{major}.{minor}.{patch}"))
    }

    /// The version of CANN: that of its package `runtime`.
    pub(crate) fn cann_version(&self) -> Result<String, Outcome> {
        let mut buffer = [0; 1024]; // 128 are asked for
        // SAFETY: the name ends in NUL, and there is room.
        let code = unsafe {
            aclsysGetVersionStr(self.libraries, c"runtime".as_ptr(), buffer.as_mut_ptr())?
        };
        check("aclsysGetVersionStr", code).map(|()| text(&buffer))
    }

    /// The chip: `Ascend910B3`.
    pub(crate) fn soc(&self) -> Result<String, Outcome> {
        // SAFETY: it has no arguments.
        let name = unsafe { aclrtGetSocName(self.libraries)? };
        // SAFETY: it is null or a string that the library keeps.
        unsafe { string(name) }.ok_or_else(|| nothing("aclrtGetSocName"))
    }

    /// How many devices it counts.
    pub(crate) fn device_count(&self) -> Result<u32, Outcome> {
        let mut count = 0;
        // SAFETY: there is room for the number.
        let code = unsafe { aclrtGetDeviceCount(self.libraries, &raw mut count)? };
        check("aclrtGetDeviceCount", code).map(|()| count)
    }

    /// What the library said last in this thread; it is forgotten then.
    pub(crate) fn recent_message(&self) -> Option<String> {
        // SAFETY: it has no arguments.
        let message = unsafe { aclGetRecentErrMsg(self.libraries) }.ok()?;
        // SAFETY: it is null or a string that the library keeps until the next call in this thread.
        unsafe { string(message) }
    }

    /// Starts to use a device. The first time takes seconds: its own processors are started.
    pub(crate) fn device(&self, number: u32) -> Result<Device<'_>, Outcome> {
        let number = i32::try_from(number).map_err(|_| failure("aclrtSetDevice", 107_001))?;
        // SAFETY: it takes any number.
        let code = unsafe { aclrtSetDevice(self.libraries, number)? };
        check("aclrtSetDevice", code).map(|()| Device { acl: self, number })
    }
}

impl Drop for Acl<'_> {
    fn drop(&mut self) {
        // SAFETY: it was initialised, and all that was made of it is gone. What it returns changes
        // nothing any more; so for all that is given back below.
        let _ = unsafe { aclFinalize(self.libraries) };
    }
}

/// A device in use by this thread.
pub(crate) struct Device<'a> {
    pub(super) acl: &'a Acl<'a>,
    number: i32,
}

impl Device<'_> {
    /// Makes a stream on it.
    pub(crate) fn stream(&self) -> Result<Stream<'_>, Outcome> {
        let mut handle = ptr::null_mut();
        // SAFETY: there is room for the handle.
        let code = unsafe { aclrtCreateStream(self.acl.libraries, &raw mut handle)? };
        check("aclrtCreateStream", code)?;
        let handle = NonNull::new(handle).ok_or_else(|| nothing("aclrtCreateStream"))?;
        Ok(Stream { device: self, handle })
    }

    /// Takes memory on it.
    pub(crate) fn memory(&self, size: usize) -> Result<Memory<'_>, Outcome> {
        let mut address = ptr::null_mut();
        // SAFETY: there is room for the address.
        let code = unsafe { aclrtMalloc(self.acl.libraries, &raw mut address, size, HUGE_FIRST)? };
        check("aclrtMalloc", code)?;
        let address = NonNull::new(address).ok_or_else(|| nothing("aclrtMalloc"))?;
        Ok(Memory { device: self, address, size })
    }
}

impl Drop for Device<'_> {
    fn drop(&mut self) {
        // SAFETY: it was set, and its streams and memory are gone.
        let _ = unsafe { aclrtResetDevice(self.acl.libraries, self.number) };
    }
}

/// A queue of work on a device.
pub(crate) struct Stream<'a> {
    pub(super) device: &'a Device<'a>,
    pub(super) handle: NonNull<c_void>,
}

impl Stream<'_> {
    /// Waits until all of it is done; where the library can, no longer than `timeout`.
    pub(crate) fn synchronize(&self, timeout: Duration) -> Result<(), Outcome> {
        let libraries = self.device.acl.libraries;
        let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: the stream is one of the library's, and alive.
        let code = unsafe {
            aclrtSynchronizeStreamWithTimeout(libraries, self.handle.as_ptr(), milliseconds)
        };
        if let Ok(code) = code {
            return check("aclrtSynchronizeStreamWithTimeout", code);
        }
        // SAFETY: as above.
        let code = unsafe { aclrtSynchronizeStream(libraries, self.handle.as_ptr())? };
        check("aclrtSynchronizeStream", code)
    }
}

impl Drop for Stream<'_> {
    fn drop(&mut self) {
        // SAFETY: it is one of the library's, and destroyed once.
        let _ = unsafe { aclrtDestroyStream(self.device.acl.libraries, self.handle.as_ptr()) };
    }
}

/// Memory on a device.
pub(crate) struct Memory<'a> {
    device: &'a Device<'a>,
    pub(super) address: NonNull<c_void>,
    size: usize,
}

impl Memory<'_> {
    /// Copies bytes into it, from its start.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Outcome> {
        let (to, from, size) = (self.address.as_ptr(), bytes.as_ptr().cast(), bytes.len());
        // SAFETY: the source is as long as said; the library holds the copy against the room.
        let code = unsafe {
            aclrtMemcpy(self.device.acl.libraries, to, self.size, from, size, HOST_TO_DEVICE)?
        };
        check("aclrtMemcpy", code)
    }

    /// Copies all of it out.
    pub(crate) fn read(&self) -> Result<Vec<u8>, Outcome> {
        let mut bytes = vec![0; self.size];
        let (to, from, size) = (bytes.as_mut_ptr().cast(), self.address.as_ptr(), self.size);
        // SAFETY: both sides are as long as said.
        let code = unsafe {
            aclrtMemcpy(self.device.acl.libraries, to, size, from, size, DEVICE_TO_HOST)?
        };
        check("aclrtMemcpy", code).map(|()| bytes)
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }
}

impl Drop for Memory<'_> {
    fn drop(&mut self) {
        // SAFETY: it is the library's, and freed once.
        let _ = unsafe { aclrtFree(self.device.acl.libraries, self.address.as_ptr()) };
    }
}

fn failure(name: &str, code: c_int) -> Outcome {
    Outcome {
        status: Status::Failed,
        call: Some(name.to_owned()),
        code: Some(code.into()),
        ..Outcome::default()
    }
}

/// # Safety
/// It is null, or points to a string that ends in NUL and is not changed meanwhile.
unsafe fn string(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: as the caller says.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MESSAGE)]).trim().to_owned();
    (!text.is_empty()).then_some(text)
}
