//! Operators of the aclnn interface: they really compute.

use std::ffi::{c_int, c_void};
use std::{ptr, slice};

use half::f16;

use crate::acl::Stream;
use crate::{code, enter, exports};

const NULL: c_int = 161_001;
const INVALID: c_int = 161_002;
const FLOAT16: c_int = 1;
const INT32: c_int = 3;
/// The room that a product asks for: nothing needs it, but whoever forgets it is told.
const WORKSPACE: u64 = 512;

#[derive(Clone)]
struct Tensor {
    dims: Vec<i64>,
    data_type: c_int,
    data: *mut c_void,
}

struct Scalar(i32);

/// One use of an operator.
struct Executor {
    left: Tensor,
    right: Tensor,
    out: Tensor,
    alpha: i32,
}

exports! {
    fn aclCreateTensor(
        dims: *const i64, dim_count: u64, data_type: c_int, _strides: *const i64, offset: i64,
        _format: c_int, _storage: *const i64, _storage_count: u64, data: *mut c_void,
    ) -> *mut c_void {
        if enter("aclCreateTensor", None).is_err() || dims.is_null() || offset != 0 {
            return ptr::null_mut();
        }
        let Ok(count) = usize::try_from(dim_count) else { return ptr::null_mut() };
        // SAFETY: there are as many dimensions as the caller says.
        let dims = unsafe { slice::from_raw_parts(dims, count) }.to_vec();
        Box::into_raw(Box::new(Tensor { dims, data_type, data })).cast()
    }
    fn aclDestroyTensor(tensor: *const c_void) -> c_int {
        if tensor.is_null() {
            return NULL;
        }
        // SAFETY: it came from here, and is destroyed once.
        drop(unsafe { Box::from_raw(tensor.cast_mut().cast::<Tensor>()) });
        0
    }
    fn aclCreateScalar(value: *mut c_void, data_type: c_int) -> *mut c_void {
        if enter("aclCreateScalar", None).is_err() || value.is_null() || data_type != INT32 {
            return ptr::null_mut();
        }
        // SAFETY: it is a number of that type.
        Box::into_raw(Box::new(Scalar(unsafe { value.cast::<i32>().read() }))).cast()
    }
    fn aclDestroyScalar(scalar: *const c_void) -> c_int {
        if scalar.is_null() {
            return NULL;
        }
        // SAFETY: it came from here, and is destroyed once.
        drop(unsafe { Box::from_raw(scalar.cast_mut().cast::<Scalar>()) });
        0
    }
    fn aclnnAddGetWorkspaceSize(
        left: *const c_void, right: *const c_void, alpha: *const c_void, out: *mut c_void,
        size: *mut u64, executor: *mut *mut c_void,
    ) -> c_int {
        code(enter("aclnnAddGetWorkspaceSize", None).and_then(|_| {
            // SAFETY: it came from aclCreateScalar, or is null.
            let alpha = unsafe { alpha.cast::<Scalar>().as_ref() }.ok_or(NULL)?.0;
            // SAFETY: they came from aclCreateTensor, or are null.
            let made = unsafe { prepare(left, right, out, alpha)? };
            if made.left.data_type != INT32 || made.left.dims != made.out.dims {
                return Err(INVALID);
            }
            // SAFETY: the caller gives room for both.
            unsafe {
                size.write(0);
                executor.write(Box::into_raw(Box::new(made)).cast());
            }
            Ok(())
        }))
    }
    fn aclnnAdd(
        _workspace: *mut c_void, _size: u64, executor: *mut c_void, stream: *mut c_void,
    ) -> c_int {
        if executor.is_null() || stream.is_null() {
            return NULL;
        }
        // SAFETY: the stream is alive.
        let device = unsafe { (*stream.cast::<Stream>()).device };
        // SAFETY: it came from the first phase, and is used once.
        let executor = unsafe { Box::from_raw(executor.cast::<Executor>()) };
        code(enter("aclnnAdd", Some(device)).and_then(|is_wrong| {
            // SAFETY: their numbers are alive, and of this type: the first phase has seen to it.
            let (left, right, out) = unsafe {
                (executor.left.numbers::<i32>()?, executor.right.numbers()?, executor.out.numbers()?)
            };
            for (out, (left, right)) in out.iter_mut().zip(left.iter().zip(&*right)) {
                *out = left.wrapping_add(executor.alpha.wrapping_mul(*right));
            }
            if is_wrong {
                out[5] = out[5].wrapping_add(1);
            }
            Ok(())
        }))
    }
    fn aclnnMatmulGetWorkspaceSize(
        left: *const c_void, right: *const c_void, out: *mut c_void, _cube_math: i8,
        size: *mut u64, executor: *mut *mut c_void,
    ) -> c_int {
        code(enter("aclnnMatmulGetWorkspaceSize", None).and_then(|_| {
            // SAFETY: they came from aclCreateTensor, or are null.
            let made = unsafe { prepare(left, right, out, 0)? };
            let ([rows, inner], [other, columns], [high, wide]) =
                (made.left.sides()?, made.right.sides()?, made.out.sides()?);
            if made.left.data_type != FLOAT16 || (inner, rows, columns) != (other, high, wide) {
                return Err(INVALID);
            }
            // SAFETY: the caller gives room for both.
            unsafe {
                size.write(WORKSPACE);
                executor.write(Box::into_raw(Box::new(made)).cast());
            }
            Ok(())
        }))
    }
    fn aclnnMatmul(
        workspace: *mut c_void, size: u64, executor: *mut c_void, stream: *mut c_void,
    ) -> c_int {
        if executor.is_null() || stream.is_null() {
            return NULL;
        }
        // SAFETY: the stream is alive.
        let device = unsafe { (*stream.cast::<Stream>()).device };
        // SAFETY: it came from the first phase, and is used once.
        let executor = unsafe { Box::from_raw(executor.cast::<Executor>()) };
        if workspace.is_null() || size < WORKSPACE {
            return NULL;
        }
        code(enter("aclnnMatmul", Some(device)).and_then(|is_wrong| {
            // SAFETY: their numbers are alive, and of this type: the first phase has seen to it.
            let (left, right, out) = unsafe {
                (executor.left.numbers()?, executor.right.numbers()?, executor.out.numbers()?)
            };
            let [left, right] = [left, right].map(|numbers| numbers.iter().map(|n: &f16| n.to_f32()));
            let (left, right) = (left.collect::<Vec<_>>(), right.collect::<Vec<_>>());
            let ([rows, inner], [_, columns]) = (executor.left.sides()?, executor.right.sides()?);
            for row in 0..rows {
                for column in 0..columns {
                    let product = |k: usize| left[row * inner + k] * right[k * columns + column];
                    let sum = (0..inner).map(product).sum::<f32>();
                    out[row * columns + column] = f16::from_f32(sum);
                }
            }
            if is_wrong {
                out[rows + 1] += f16::ONE;
            }
            Ok(())
        }))
    }
}

/// # Safety
/// They came from aclCreateTensor, or are null.
unsafe fn prepare(
    left: *const c_void,
    right: *const c_void,
    out: *mut c_void,
    alpha: i32,
) -> Result<Executor, c_int> {
    // SAFETY: as the caller says.
    let tensor = |tensor: *const c_void| unsafe { tensor.cast::<Tensor>().as_ref() }.ok_or(NULL);
    let (left, right, out) = (tensor(left)?, tensor(right)?, tensor(out)?);
    if left.data_type != right.data_type || left.data_type != out.data_type {
        return Err(INVALID);
    }
    Ok(Executor { left: left.clone(), right: right.clone(), out: out.clone(), alpha })
}

impl Tensor {
    fn sides(&self) -> Result<[usize; 2], c_int> {
        let side = |at: usize| usize::try_from(self.dims[at]).map_err(|_| INVALID);
        if self.dims.len() == 2 { Ok([side(0)?, side(1)?]) } else { Err(INVALID) }
    }

    /// # Safety
    /// The numbers are of this type, alive, and nobody else's meanwhile.
    unsafe fn numbers<'a, T>(&self) -> Result<&'a mut [T], c_int> {
        let [rows, columns] = self.sides()?;
        if self.data.is_null() {
            return Err(NULL);
        }
        // SAFETY: as the caller says; memory of devices is aligned to 8.
        Ok(unsafe { slice::from_raw_parts_mut(self.data.cast(), rows * columns) })
    }
}
