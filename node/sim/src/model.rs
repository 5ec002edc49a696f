//! Models: a file of JSON that says how many bytes each input and output has. Running one copies the
//! inputs to the outputs.

use std::collections::BTreeMap;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::sync::Mutex;
use std::{fs, ptr};

use crate::{code, enter, exports};

const INVALID: c_int = 100_000;
const NO_MODEL: c_int = 145_000;

#[derive(Clone, Default)]
struct Model {
    inputs: Vec<usize>,
    outputs: Vec<usize>,
}

struct Buffer {
    data: *mut c_void,
    size: usize,
}

#[derive(Default)]
struct Dataset(Vec<*mut c_void>);

static MODELS: Mutex<BTreeMap<u32, Model>> = Mutex::new(BTreeMap::new());

exports! {
    fn aclmdlLoadFromFile(path: *const c_char, to: *mut u32) -> c_int {
        code(enter("aclmdlLoadFromFile", None).and_then(|_| {
            // SAFETY: the path ends in NUL.
            let path = OsStr::from_bytes(unsafe { CStr::from_ptr(path) }.to_bytes());
            let model = read(path).ok_or(NO_MODEL)?;
            let mut models = models();
            let number = u32::try_from(models.len() + 1).map_err(|_| INVALID)?;
            models.insert(number, model);
            // SAFETY: the caller gives room for a number.
            unsafe { to.write(number) };
            Ok(())
        }))
    }
    fn aclmdlUnload(model: u32) -> c_int {
        code(models().remove(&model).map(drop).ok_or(INVALID))
    }
    fn aclmdlCreateDesc() -> *mut c_void {
        Box::into_raw(Box::new(Model::default())).cast()
    }
    fn aclmdlDestroyDesc(description: *mut c_void) -> c_int {
        // SAFETY: it came from here, and is destroyed once.
        drop(unsafe { Box::from_raw(description.cast::<Model>()) });
        0
    }
    fn aclmdlGetDesc(description: *mut c_void, model: u32) -> c_int {
        code(models().get(&model).ok_or(INVALID).map(|model| {
            // SAFETY: it came from aclmdlCreateDesc, and is alive.
            unsafe { *description.cast::<Model>() = model.clone() };
        }))
    }
    fn aclmdlGetNumInputs(description: *mut c_void) -> usize {
        // SAFETY: it came from aclmdlCreateDesc, and is alive; so below.
        unsafe { &*description.cast::<Model>() }.inputs.len()
    }
    fn aclmdlGetNumOutputs(description: *mut c_void) -> usize {
        // SAFETY: as above.
        unsafe { &*description.cast::<Model>() }.outputs.len()
    }
    fn aclmdlGetInputSizeByIndex(description: *mut c_void, index: usize) -> usize {
        // SAFETY: as above.
        unsafe { &*description.cast::<Model>() }.inputs.get(index).copied().unwrap_or_default()
    }
    fn aclmdlGetOutputSizeByIndex(description: *mut c_void, index: usize) -> usize {
        // SAFETY: as above.
        unsafe { &*description.cast::<Model>() }.outputs.get(index).copied().unwrap_or_default()
    }
    fn aclmdlCreateDataset() -> *mut c_void {
        Box::into_raw(Box::new(Dataset::default())).cast()
    }
    fn aclmdlDestroyDataset(set: *const c_void) -> c_int {
        // SAFETY: it came from here, and is destroyed once; buffers are not its own.
        drop(unsafe { Box::from_raw(set.cast_mut().cast::<Dataset>()) });
        0
    }
    fn aclmdlAddDatasetBuffer(set: *mut c_void, buffer: *mut c_void) -> c_int {
        // SAFETY: it came from aclmdlCreateDataset, and is alive.
        unsafe { &mut *set.cast::<Dataset>() }.0.push(buffer);
        0
    }
    fn aclCreateDataBuffer(data: *mut c_void, size: usize) -> *mut c_void {
        Box::into_raw(Box::new(Buffer { data, size })).cast()
    }
    fn aclDestroyDataBuffer(buffer: *const c_void) -> c_int {
        // SAFETY: it came from here, and is destroyed once.
        drop(unsafe { Box::from_raw(buffer.cast_mut().cast::<Buffer>()) });
        0
    }
    fn aclmdlExecute(model: u32, input: *const c_void, output: *mut c_void) -> c_int {
        code(enter("aclmdlExecute", None).and_then(|is_wrong| {
            models().get(&model).ok_or(INVALID)?;
            // SAFETY: both came from aclmdlCreateDataset, and are alive.
            let (input, output) = unsafe { (&*input.cast::<Dataset>(), &*output.cast::<Dataset>()) };
            for (from, to) in input.0.iter().zip(&output.0) {
                // SAFETY: they came from aclCreateDataBuffer, and are alive.
                let (from, to) = unsafe { (&*from.cast::<Buffer>(), &*to.cast::<Buffer>()) };
                let size = from.size.min(to.size);
                // SAFETY: neither is shorter.
                unsafe { ptr::copy_nonoverlapping(from.data.cast::<u8>(), to.data.cast(), size) };
                if is_wrong && size > 0 {
                    // SAFETY: there is a first byte.
                    unsafe { *to.data.cast::<u8>() ^= 0xFF };
                }
            }
            Ok(())
        }))
    }
}

fn models() -> std::sync::MutexGuard<'static, BTreeMap<u32, Model>> {
    MODELS.lock().expect("internal: nothing panics with it")
}

fn read(path: &OsStr) -> Option<Model> {
    let json: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    let sizes = |key: &str| {
        let sizes = json.get(key)?.as_array()?.iter();
        sizes.map(|size| usize::try_from(size.as_u64()?).ok()).collect::<Option<Vec<_>>>()
    };
    Some(Model { inputs: sizes("inputs")?, outputs: sizes("outputs")? })
}
