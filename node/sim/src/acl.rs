//! The runtime of AscendCL: devices, streams, and memory that is the memory of this process.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;
use std::sync::Mutex;

use crate::{code, enter, exports, message, scenario};

const INVALID: c_int = 100_000;
const NOT_INITIALIZED: c_int = 100_001;
const REPEATED: c_int = 100_002;
const NO_FILE: c_int = 100_003;
const NO_SUCH_DEVICE: c_int = 107_001;
const NO_CONTEXT: c_int = 107_002;

/// A queue of work. Operators are told their device by it.
pub(crate) struct Stream {
    pub(crate) device: u32,
}

/// What is allocated on the devices: the address and the words.
static MEMORY: Mutex<BTreeMap<usize, Box<[u64]>>> = Mutex::new(BTreeMap::new());

thread_local! {
    static IS_INITIALIZED: Cell<bool> = const { Cell::new(false) };
    static DEVICE: Cell<Option<u32>> = const { Cell::new(None) };
    /// The last device that was asked for: messages are about it.
    static TRIED: Cell<Option<u32>> = const { Cell::new(None) };
    static TEXT: RefCell<CString> = RefCell::default();
}

exports! {
    fn aclInit(_config: *const c_char) -> c_int {
        code(enter("aclInit", None).and_then(|_| {
            scenario().ok_or(NO_FILE)?;
            if IS_INITIALIZED.replace(true) { Err(REPEATED) } else { Ok(()) }
        }))
    }
    fn aclFinalize() -> c_int {
        code(enter("aclFinalize", None).and_then(|_| {
            if IS_INITIALIZED.replace(false) { Ok(()) } else { Err(NOT_INITIALIZED) }
        }))
    }
    fn aclrtGetVersion(major: *mut i32, minor: *mut i32, patch: *mut i32) -> c_int {
        code(enter("aclrtGetVersion", None).map(|_| {
            // SAFETY: the caller gives room for three numbers.
            unsafe {
                major.write(1);
                minor.write(17);
                patch.write(0);
            }
        }))
    }
    fn aclsysGetVersionStr(package: *const c_char, to: *mut u8) -> c_int {
        // SAFETY: the name ends in NUL.
        let package = unsafe { CStr::from_ptr(package) };
        let version = enter("aclsysGetVersionStr", None).and_then(|_| match scenario() {
            Some(scenario) if package == c"runtime" => Ok(&scenario.cann.version),
            _ => Err(NO_FILE),
        });
        code(version.map(|version| {
            // SAFETY: the caller gives room for 128 bytes, which versions do not need.
            unsafe {
                ptr::copy_nonoverlapping(version.as_ptr(), to, version.len());
                to.add(version.len()).write(0);
            }
        }))
    }
    fn aclrtGetSocName() -> *const c_char {
        match enter("aclrtGetSocName", DEVICE.get()) {
            Ok(_) => text(scenario().map(|scenario| scenario.chip.soc.as_str())),
            Err(_) => ptr::null(),
        }
    }
    fn aclrtGetDeviceCount(to: *mut u32) -> c_int {
        code(enter("aclrtGetDeviceCount", None).and_then(|_| {
            let count = scenario().ok_or(NO_FILE)?.listed().count();
            // SAFETY: the caller gives room for a number.
            unsafe { to.write(u32::try_from(count).unwrap_or_default()) };
            Ok(())
        }))
    }
    fn aclrtSetDevice(device: i32) -> c_int {
        let number = u32::try_from(device).ok();
        TRIED.set(number);
        code(enter("aclrtSetDevice", number).and_then(|_| {
            if !IS_INITIALIZED.get() {
                return Err(NOT_INITIALIZED);
            }
            let count = scenario().ok_or(NO_FILE)?.listed().count();
            let number = number.filter(|number| (*number as usize) < count);
            DEVICE.set(Some(number.ok_or(NO_SUCH_DEVICE)?));
            Ok(())
        }))
    }
    fn aclrtResetDevice(device: i32) -> c_int {
        code(enter("aclrtResetDevice", u32::try_from(device).ok()).and_then(|_| {
            DEVICE.take().map(drop).ok_or(NO_CONTEXT)
        }))
    }
    fn aclrtCreateStream(to: *mut *mut c_void) -> c_int {
        code(enter("aclrtCreateStream", DEVICE.get()).and_then(|_| {
            let stream = Box::new(Stream { device: DEVICE.get().ok_or(NO_CONTEXT)? });
            // SAFETY: the caller gives room for the handle.
            unsafe { to.write(Box::into_raw(stream).cast()) };
            Ok(())
        }))
    }
    fn aclrtDestroyStream(stream: *mut c_void) -> c_int {
        code(enter("aclrtDestroyStream", DEVICE.get()).and_then(|_| {
            if stream.is_null() {
                return Err(INVALID);
            }
            // SAFETY: it came from here, and is destroyed once.
            drop(unsafe { Box::from_raw(stream.cast::<Stream>()) });
            Ok(())
        }))
    }
    fn aclrtSynchronizeStream(stream: *mut c_void) -> c_int {
        // SAFETY: the stream came from here, and is alive; or it is null, the default one.
        let device = unsafe { stream.cast::<Stream>().as_ref() }.map(|stream| stream.device);
        code(enter("aclrtSynchronizeStream", device).map(drop))
    }
    fn aclrtSynchronizeStreamWithTimeout(stream: *mut c_void, _milliseconds: i32) -> c_int {
        // SAFETY: as above.
        let device = unsafe { stream.cast::<Stream>().as_ref() }.map(|stream| stream.device);
        code(enter("aclrtSynchronizeStreamWithTimeout", device).map(drop))
    }
    fn aclrtMalloc(to: *mut *mut c_void, size: usize, _policy: c_int) -> c_int {
        code(enter("aclrtMalloc", DEVICE.get()).and_then(|_| {
            DEVICE.get().ok_or(NO_CONTEXT)?;
            if size == 0 {
                return Err(INVALID);
            }
            let mut words = vec![0; size.div_ceil(8)].into_boxed_slice();
            let address = words.as_mut_ptr();
            memory().insert(address.addr(), words);
            // SAFETY: the caller gives room for the address.
            unsafe { to.write(address.cast()) };
            Ok(())
        }))
    }
    fn aclrtFree(address: *mut c_void) -> c_int {
        code(enter("aclrtFree", DEVICE.get()).and_then(|_| {
            memory().remove(&address.addr()).map(drop).ok_or(INVALID)
        }))
    }
    fn aclrtMemcpy(
        to: *mut c_void, room: usize, from: *const c_void, size: usize, kind: c_int,
    ) -> c_int {
        code(enter("aclrtMemcpy", DEVICE.get()).and_then(|_| {
            let is_device = match kind {
                1 => is_allocated(to, size),
                2 => is_allocated(from.cast_mut(), size),
                _ => false,
            };
            if size > room || !is_device {
                return Err(INVALID);
            }
            // SAFETY: one side is allocated here, the other as long as the caller says.
            unsafe { ptr::copy_nonoverlapping(from.cast::<u8>(), to.cast::<u8>(), size) };
            Ok(())
        }))
    }
    fn aclGetRecentErrMsg() -> *const c_char {
        match enter("aclGetRecentErrMsg", DEVICE.get()) {
            Ok(_) => text(message(TRIED.get())),
            Err(_) => ptr::null(),
        }
    }
}

fn memory() -> std::sync::MutexGuard<'static, BTreeMap<usize, Box<[u64]>>> {
    MEMORY.lock().expect("internal: nothing panics with it")
}

/// Whether so many bytes from there are on a device.
fn is_allocated(address: *mut c_void, size: usize) -> bool {
    let memory = memory();
    let Some((start, words)) = memory.range(..=address.addr()).next_back() else { return false };
    address.addr() - start + size <= words.len() * 8
}

/// A text that stays until the next one in this thread.
fn text(text: Option<&str>) -> *const c_char {
    let Some(text) = text.and_then(|text| CString::new(text).ok()) else { return ptr::null() };
    TEXT.replace(text);
    TEXT.with_borrow(|text| text.as_ptr())
}
