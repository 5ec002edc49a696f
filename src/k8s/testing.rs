//! Objects for tests of views.

use std::sync::Arc;

use super::{Object, Objects, Workload};
use crate::Options;
use crate::run::{Files, Run};
use crate::source::Source;
use crate::yaml;

/// What a test sees of the first of these objects.
pub(crate) fn with_run<T>(
    text: &str,
    look: impl for<'a> FnOnce(Object<'a>, &'a Run<'a>) -> T,
) -> T {
    let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
    assert!(parsed.problems.is_empty(), "{text}");
    let objects: Vec<_> = parsed.trees.iter().flat_map(Object::all_in).collect();
    let options = Options::default();
    let run = Run::new(&options, Objects::new(objects.iter().copied()), Files::new(&[]));
    look(objects[0], &run)
}

/// What a test sees of an object of this kind.
pub(crate) fn with_workload<T>(
    kind: &str,
    rest: &str,
    look: impl FnOnce(Option<&Workload>) -> T,
) -> T {
    let (version, kind) = kind.rsplit_once('/').expect("a version and a kind");
    let rest = rest.trim();
    let text = format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{ name: x }}\n{rest}");
    with_run(&text, |object, run| look(Workload::new(object, run).as_ref()))
}
