//! Operators of the aclnn interface, in their two phases: how much room they need, then the work.
#![expect(non_snake_case, clippy::too_many_arguments, reason = "functions are as in C")]

use std::ffi::{c_int, c_void};
use std::ptr::{self, NonNull};
use std::time::Duration;

use seaworthy::node::Outcome;

use super::{Device, Libraries, Memory, Stream, check, foreign, nothing};

/// The format of plain tensors.
const ND: c_int = 2;
/// That a product keeps the type of its factors.
const KEEP_TYPE: i8 = 0;

foreign! {
    fn aclCreateTensor(
        dims: *const i64, dim_count: u64, data_type: c_int, strides: *const i64, offset: i64,
        format: c_int, storage: *const i64, storage_count: u64, data: *mut c_void,
    ) -> *mut c_void;
    fn aclDestroyTensor(tensor: *const c_void) -> c_int;
    fn aclCreateScalar(value: *mut c_void, data_type: c_int) -> *mut c_void;
    fn aclDestroyScalar(scalar: *const c_void) -> c_int;
    fn aclnnAddGetWorkspaceSize(
        left: *const c_void, right: *const c_void, alpha: *const c_void, out: *mut c_void,
        size: *mut u64, executor: *mut *mut c_void,
    ) -> c_int;
    fn aclnnAdd(
        workspace: *mut c_void, size: u64, executor: *mut c_void, stream: *mut c_void,
    ) -> c_int;
    fn aclnnMatmulGetWorkspaceSize(
        left: *const c_void, right: *const c_void, out: *mut c_void, cube_math: i8,
        size: *mut u64, executor: *mut *mut c_void,
    ) -> c_int;
    fn aclnnMatmul(
        workspace: *mut c_void, size: u64, executor: *mut c_void, stream: *mut c_void,
    ) -> c_int;
}

/// The type of a tensor's numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Element {
    /// Half precision.
    Float16 = 1,
    /// Whole numbers.
    Int32 = 3,
}

impl Element {
    fn size(self) -> usize {
        match self {
            Self::Float16 => 2,
            Self::Int32 => 4,
        }
    }
}

/// A matrix in the memory of a device, row by row.
pub(crate) struct Tensor<'a> {
    libraries: &'a Libraries,
    handle: NonNull<c_void>,
    /// It points into this.
    _memory: &'a Memory<'a>,
}

impl<'a> Tensor<'a> {
    /// A view of memory.
    pub(crate) fn new(
        device: &'a Device,
        memory: &'a Memory<'a>,
        element: Element,
        [rows, columns]: [usize; 2],
    ) -> Result<Self, Outcome> {
        assert!(rows * columns * element.size() <= memory.size(), "internal: a tensor fits");
        let libraries = device.acl.libraries;
        let of = |count: usize| i64::try_from(count).expect("internal: a small tensor");
        let (dims, strides) = ([of(rows), of(columns)], [of(columns), 1]);
        let (dims, strides) = (dims.as_ptr(), strides.as_ptr());
        let (data, kind) = (memory.address.as_ptr(), element as c_int);
        // SAFETY: there are two dimensions and strides, which the library copies; the numbers lie
        // within the memory, which lives longer.
        let handle =
            unsafe { aclCreateTensor(libraries, dims, 2, kind, strides, 0, ND, dims, 2, data)? };
        let handle = NonNull::new(handle).ok_or_else(|| nothing("aclCreateTensor"))?;
        Ok(Self { libraries, handle, _memory: memory })
    }
}

impl Drop for Tensor<'_> {
    fn drop(&mut self) {
        // SAFETY: it is the library's, and destroyed once.
        let _ = unsafe { aclDestroyTensor(self.libraries, self.handle.as_ptr()) };
    }
}

struct Scalar<'a> {
    libraries: &'a Libraries,
    handle: NonNull<c_void>,
}

impl<'a> Scalar<'a> {
    fn new(libraries: &'a Libraries, mut value: i32) -> Result<Self, Outcome> {
        let (value, kind) = ((&raw mut value).cast(), Element::Int32 as c_int);
        // SAFETY: the value is of that type, and copied.
        let handle = unsafe { aclCreateScalar(libraries, value, kind)? };
        let handle = NonNull::new(handle).ok_or_else(|| nothing("aclCreateScalar"))?;
        Ok(Self { libraries, handle })
    }
}

impl Drop for Scalar<'_> {
    fn drop(&mut self) {
        // SAFETY: it is the library's, and destroyed once.
        let _ = unsafe { aclDestroyScalar(self.libraries, self.handle.as_ptr()) };
    }
}

/// What to compute: `out` of two tensors.
pub(crate) enum Operation {
    /// `left + alpha × right`
    Add { alpha: i32 },
    /// `left × right`
    Matmul,
}

impl Operation {
    /// Computes it, and waits until that is done.
    pub(crate) fn run(
        &self,
        stream: &Stream,
        [left, right, out]: [&Tensor; 3],
        timeout: Duration,
    ) -> Result<(), Outcome> {
        let libraries = stream.device.acl.libraries;
        let [left, right, out] = [left, right, out].map(|tensor| tensor.handle.as_ptr());
        let (mut size, mut executor) = (0, ptr::null_mut());
        let (sized, made) = (&raw mut size, &raw mut executor);
        let alpha = match self {
            Self::Add { alpha } => Some(Scalar::new(libraries, *alpha)?),
            Self::Matmul => None,
        };
        // SAFETY: tensors and scalar are alive until the work is done.
        let (name, code) = unsafe {
            if let Some(alpha) = &alpha {
                let alpha = alpha.handle.as_ptr();
                let code =
                    aclnnAddGetWorkspaceSize(libraries, left, right, alpha, out, sized, made)?;
                ("aclnnAddGetWorkspaceSize", code)
            } else {
                let code = aclnnMatmulGetWorkspaceSize(
                    libraries, left, right, out, KEEP_TYPE, sized, made,
                )?;
                ("aclnnMatmulGetWorkspaceSize", code)
            }
        };
        check(name, code)?;
        if executor.is_null() {
            return Err(nothing(name));
        }
        let room = usize::try_from(size).unwrap_or(usize::MAX);
        let workspace = if size > 0 { Some(stream.device.memory(room)?) } else { None };
        let address = workspace.as_ref().map_or(ptr::null_mut(), |room| room.address.as_ptr());
        let queue = stream.handle.as_ptr();
        // SAFETY: the workspace is as large as was asked for, and like the tensors it is alive until the
        // work is done; the executor is used once.
        let (name, code) = unsafe {
            match self {
                Self::Add { .. } => {
                    ("aclnnAdd", aclnnAdd(libraries, address, size, executor, queue)?)
                }
                Self::Matmul => {
                    ("aclnnMatmul", aclnnMatmul(libraries, address, size, executor, queue)?)
                }
            }
        };
        check(name, code)?;
        stream.synchronize(timeout)
    }
}
