//! Reading schemas of custom resources from folders.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::Schemas;
use crate::discover;
use crate::error::Error;
use crate::lang::Text;
use crate::yaml;

const NO_SCHEMAS: Text = Text {
    en: "no schemas in here: neither a CustomResourceDefinition nor a JSON Schema that names its kind",
    zh: "这里没有 schema：既没有 CustomResourceDefinition，也没有注明 kind 的 JSON Schema",
};

/// The schemas in folders and files, and what is wrong with those.
pub fn load(paths: &[PathBuf]) -> (Schemas, Vec<Error>) {
    let (mut schemas, mut errors) = (Schemas::default(), Vec::new());
    for path in paths {
        let before = errors.len();
        let mut has_some = false;
        for entry in
            WalkBuilder::new(path).standard_filters(false).sort_by_file_path(Ord::cmp).build()
        {
            match entry {
                Ok(entry) if is_schema_file(entry.path()) => {
                    has_some |= read(entry.path(), &mut schemas, &mut errors);
                }
                Ok(_) => {}
                Err(error) => errors.push(match error.io_error() {
                    Some(reason) => discover::unreadable(&path.to_string_lossy(), reason),
                    None => Error::new(path.to_string_lossy(), NO_SCHEMAS),
                }),
            }
        }
        if !has_some && errors.len() == before {
            errors.push(Error::new(path.to_string_lossy(), NO_SCHEMAS));
        }
    }
    (schemas, errors)
}

fn is_schema_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    path.is_file() && matches!(ending, Some("yaml" | "yml" | "json"))
}

/// Adds the schemas in a file. Whether there are any.
fn read(path: &Path, schemas: &mut Schemas, errors: &mut Vec<Error>) -> bool {
    let source = match discover::source(path) {
        Ok(source) => source,
        Err(error) => {
            errors.push(error);
            return false;
        }
    };
    let parsed = yaml::parse(&source);
    errors.extend(parsed.problems.into_iter().map(|problem| Error::located(&source, problem)));
    // Every document, though one of them is enough.
    let mut has_some = false;
    for tree in &parsed.trees {
        has_some |= schemas.add(tree, source.name());
    }
    has_some
}
