//! Models compiled for a device (`.om`).
#![expect(non_snake_case, reason = "functions are named as in C")]

use std::ffi::{CString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::NonNull;

use seaworthy::node::{Outcome, Status};

use super::{Device, Libraries, Memory, check, foreign, nothing};

/// How many inputs or outputs a model may have here.
const MOST: usize = 1024;

foreign! {
    fn aclmdlLoadFromFile(path: *const c_char, model: *mut u32) -> c_int;
    fn aclmdlUnload(model: u32) -> c_int;
    fn aclmdlCreateDesc() -> *mut c_void;
    fn aclmdlDestroyDesc(description: *mut c_void) -> c_int;
    fn aclmdlGetDesc(description: *mut c_void, model: u32) -> c_int;
    fn aclmdlGetNumInputs(description: *mut c_void) -> usize;
    fn aclmdlGetNumOutputs(description: *mut c_void) -> usize;
    fn aclmdlGetInputSizeByIndex(description: *mut c_void, index: usize) -> usize;
    fn aclmdlGetOutputSizeByIndex(description: *mut c_void, index: usize) -> usize;
    fn aclmdlCreateDataset() -> *mut c_void;
    fn aclmdlDestroyDataset(set: *const c_void) -> c_int;
    fn aclmdlAddDatasetBuffer(set: *mut c_void, buffer: *mut c_void) -> c_int;
    fn aclCreateDataBuffer(data: *mut c_void, size: usize) -> *mut c_void;
    fn aclDestroyDataBuffer(buffer: *const c_void) -> c_int;
    fn aclmdlExecute(model: u32, input: *const c_void, output: *mut c_void) -> c_int;
}

/// A model, loaded onto a device.
pub(crate) struct Model<'a> {
    device: &'a Device<'a>,
    number: u32,
    /// The sizes of its inputs in bytes.
    pub(crate) inputs: Vec<usize>,
    /// The sizes of its outputs in bytes.
    pub(crate) outputs: Vec<usize>,
}

impl<'a> Model<'a> {
    /// Loads it from a file.
    pub(crate) fn load(device: &'a Device<'a>, path: &Path) -> Result<Self, Outcome> {
        let libraries = device.acl.libraries;
        let path = CString::new(path.as_os_str().as_bytes()).map_err(|error| Outcome {
            status: Status::Failed,
            detail: Some(error.to_string()),
            ..Outcome::default()
        })?;
        let mut number = 0;
        // SAFETY: the path ends in NUL; there is room for the number.
        let code = unsafe { aclmdlLoadFromFile(libraries, path.as_ptr(), &raw mut number)? };
        check("aclmdlLoadFromFile", code)?;
        let mut model = Self { device, number, inputs: Vec::new(), outputs: Vec::new() };
        let description = Description::new(libraries, number)?;
        model.inputs = description.inputs()?;
        model.outputs = description.outputs()?;
        Ok(model)
    }

    /// Runs it, and waits until that is done.
    pub(crate) fn run(&self, inputs: &[Memory], outputs: &[Memory]) -> Result<(), Outcome> {
        let libraries = self.device.acl.libraries;
        let (input, output) = (Dataset::new(libraries, inputs)?, Dataset::new(libraries, outputs)?);
        // SAFETY: the sets hold memory that is alive; the call ends when the work is done.
        let code = unsafe {
            let (input, output) = (input.handle.as_ptr(), output.handle.as_ptr());
            aclmdlExecute(libraries, self.number, input, output)?
        };
        check("aclmdlExecute", code)
    }
}

impl Drop for Model<'_> {
    fn drop(&mut self) {
        // SAFETY: it was loaded, and is unloaded once.
        let _ = unsafe { aclmdlUnload(self.device.acl.libraries, self.number) };
    }
}

struct Description<'a> {
    libraries: &'a Libraries,
    handle: NonNull<c_void>,
}

impl<'a> Description<'a> {
    fn new(libraries: &'a Libraries, model: u32) -> Result<Self, Outcome> {
        // SAFETY: it has no arguments.
        let handle = unsafe { aclmdlCreateDesc(libraries)? };
        let handle = NonNull::new(handle).ok_or_else(|| nothing("aclmdlCreateDesc"))?;
        let description = Self { libraries, handle };
        // SAFETY: the description is alive, the model is loaded.
        let code = unsafe { aclmdlGetDesc(libraries, handle.as_ptr(), model)? };
        check("aclmdlGetDesc", code).map(|()| description)
    }

    fn inputs(&self) -> Result<Vec<usize>, Outcome> {
        let handle = self.handle.as_ptr();
        // SAFETY: the description is alive, so below.
        let count = unsafe { aclmdlGetNumInputs(self.libraries, handle)? };
        // SAFETY: each index is less than the count.
        let size = |index| unsafe { aclmdlGetInputSizeByIndex(self.libraries, handle, index) };
        (0..count.min(MOST)).map(size).collect()
    }

    fn outputs(&self) -> Result<Vec<usize>, Outcome> {
        let handle = self.handle.as_ptr();
        // SAFETY: the description is alive, so below.
        let count = unsafe { aclmdlGetNumOutputs(self.libraries, handle)? };
        // SAFETY: each index is less than the count.
        let size = |index| unsafe { aclmdlGetOutputSizeByIndex(self.libraries, handle, index) };
        (0..count.min(MOST)).map(size).collect()
    }
}

impl Drop for Description<'_> {
    fn drop(&mut self) {
        // SAFETY: it is the library's, and destroyed once.
        let _ = unsafe { aclmdlDestroyDesc(self.libraries, self.handle.as_ptr()) };
    }
}

/// The inputs or the outputs of one run.
struct Dataset<'a> {
    libraries: &'a Libraries,
    handle: NonNull<c_void>,
    buffers: Vec<NonNull<c_void>>,
}

impl<'a> Dataset<'a> {
    fn new(libraries: &'a Libraries, memories: &'a [Memory]) -> Result<Self, Outcome> {
        // SAFETY: it has no arguments.
        let handle = unsafe { aclmdlCreateDataset(libraries)? };
        let handle = NonNull::new(handle).ok_or_else(|| nothing("aclmdlCreateDataset"))?;
        let mut set = Self { libraries, handle, buffers: Vec::new() };
        for memory in memories {
            // SAFETY: the memory is as large as said, and lives longer than the set.
            let buffer =
                unsafe { aclCreateDataBuffer(libraries, memory.address.as_ptr(), memory.size())? };
            let buffer = NonNull::new(buffer).ok_or_else(|| nothing("aclCreateDataBuffer"))?;
            set.buffers.push(buffer);
            // SAFETY: both are alive; the set does not own the buffer.
            let code =
                unsafe { aclmdlAddDatasetBuffer(libraries, handle.as_ptr(), buffer.as_ptr())? };
            check("aclmdlAddDatasetBuffer", code)?;
        }
        Ok(set)
    }
}

impl Drop for Dataset<'_> {
    fn drop(&mut self) {
        // SAFETY: the set goes first, then the buffers that it names; each once.
        let _ = unsafe { aclmdlDestroyDataset(self.libraries, self.handle.as_ptr()) };
        for buffer in &self.buffers {
            // SAFETY: as above.
            let _ = unsafe { aclDestroyDataBuffer(self.libraries, buffer.as_ptr()) };
        }
    }
}
