//! The room that callers give: what is written there, and how much.

use std::ffi::{c_int, c_uint};
use std::ptr;

/// What is returned where there is no room.
const PARAMETER: c_int = -8001;

pub(crate) fn int(count: usize) -> c_int {
    c_int::try_from(count).unwrap_or(c_int::MAX)
}

/// # Safety
/// There is room for the value, or it is null.
pub(crate) unsafe fn put<T>(to: *mut T, value: T) -> Result<(), c_int> {
    if to.is_null() {
        return Err(PARAMETER);
    }
    // SAFETY: as the caller says.
    unsafe { to.write_unaligned(value) };
    Ok(())
}

/// # Safety
/// There is as much room as is said.
pub(crate) unsafe fn fill<T: Copy>(
    items: &[T],
    list: *mut T,
    length: c_int,
    count: *mut c_int,
) -> Result<(), c_int> {
    if list.is_null() {
        return Err(PARAMETER);
    }
    let length = usize::try_from(length).map_err(|_| PARAMETER)?.min(items.len());
    // SAFETY: no more is written than there is room for.
    unsafe { ptr::copy_nonoverlapping(items.as_ptr(), list, length) };
    // SAFETY: as the caller says.
    unsafe { put(count, int(length)) }
}

/// # Safety
/// There is as much room as is said.
pub(crate) unsafe fn write(text: &str, to: *mut u8, length: c_uint) -> Result<(), c_int> {
    let length = usize::try_from(length).map_err(|_| PARAMETER)?;
    if to.is_null() || length <= text.len() {
        return Err(PARAMETER);
    }
    // SAFETY: the text and its NUL are no longer than the room.
    unsafe {
        ptr::copy_nonoverlapping(text.as_ptr(), to, text.len());
        to.add(text.len()).write(0);
    }
    Ok(())
}
