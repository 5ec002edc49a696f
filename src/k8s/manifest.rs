//! An object together with the run that it is in.

use std::ops::Deref;

use super::Object;
use crate::run::Run;

/// An object together with the run that it is in: what checks of objects look at.
#[derive(Clone, Copy)]
pub(crate) struct Manifest<'a> {
    pub(crate) object: Object<'a>,
    pub(crate) run: &'a Run<'a>,
}

impl<'a> Deref for Manifest<'a> {
    type Target = Object<'a>;

    fn deref(&self) -> &Object<'a> {
        &self.object
    }
}
