//! Charts on disk.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::discover::shown;
use crate::document::File;
use crate::source::Source;
use crate::yaml;

/// A folder with a `Chart.yaml`.
#[derive(Debug)]
pub struct Chart {
    /// The name, by which Helm's output calls it.
    pub name: String,
    /// Whether it is a library, which renders nothing of its own.
    pub is_library: bool,
    dir: PathBuf,
    shown: String,
}

impl Chart {
    /// The chart in a folder. If its `Chart.yaml` is broken, it has no name; Helm will say more.
    pub(crate) fn read(dir: &Path) -> Self {
        let text = fs::read_to_string(dir.join("Chart.yaml")).unwrap_or_default();
        let parsed = yaml::parse(&Arc::new(Source::new("Chart.yaml", text)));
        let setting = |key: &str| {
            let root = parsed.trees.first()?.root();
            Some(root.get(key).text()?.to_owned())
        };
        let name = setting("name").unwrap_or_default();
        let shown = match shown(dir) {
            here if here == "." && !name.is_empty() => name.clone(),
            path => path,
        };
        let is_library = setting("type").is_some_and(|kind| kind == "library");
        Self { name, is_library, dir: dir.to_owned(), shown }
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The name that reports give its rendered text: the folder.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The file of a template that Helm names, such as `chart/templates/service.yaml`. Rendered text
    /// may come from anywhere, and must not make us read what is not part of the chart.
    pub(crate) fn template(&self, name: &str) -> Option<PathBuf> {
        let within = name.strip_prefix(&*self.name)?.strip_prefix('/')?;
        let is_plain = |part| matches!(part, Component::Normal(_));
        if !Path::new(within).components().all(is_plain) {
            return None;
        }
        let path = self.dir.join(within);
        let real = fs::canonicalize(&path).ok().filter(|real| real.is_file())?;
        real.starts_with(fs::canonicalize(&self.dir).ok()?).then_some(path)
    }
}

/// Finds the charts that rendered files name: among those of the run, or beside the file.
pub(crate) fn find_charts(files: &mut [File], walked: &[Arc<Chart>]) {
    let mut near: HashMap<PathBuf, Vec<Arc<Chart>>> = HashMap::new();
    for file in files {
        // Standard input has no folder; it is mostly piped where the chart is.
        let folder = Path::new(file.source.name()).parent().unwrap_or(Path::new(""));
        let folder = Path::new(".").join(folder);
        for name in file.origins.missing_charts(&file.source) {
            let near = near.entry(folder.clone()).or_insert_with_key(|dir| charts_in(dir));
            let all = near.iter().chain(walked).filter(|chart| chart.name == name);
            // Of several charts with this name, the one that lies closest.
            if let Some(chart) = all.rev().max_by_key(|chart| common(&folder, &chart.dir)) {
                file.origins.add(chart);
            }
        }
    }
}

/// The charts where rendered text is usually put, or made: the folder itself, those in it, and
/// those in its `charts`.
fn charts_in(dir: &Path) -> Vec<Arc<Chart>> {
    let inside = |dir: PathBuf| {
        let listed = fs::read_dir(dir).into_iter().flatten().flatten();
        let mut paths: Vec<_> = listed.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let dirs = [vec![dir.to_owned()], inside(dir.to_owned()), inside(dir.join("charts"))];
    let dirs = dirs.into_iter().flatten().filter(|dir| dir.join("Chart.yaml").is_file());
    dirs.map(|dir| Arc::new(Chart::read(&dir))).collect()
}

/// How many leading folders two paths share.
fn common(a: &Path, b: &Path) -> usize {
    let named = |part: &Component| *part != Component::CurDir;
    let (a, b) = (a.components().filter(named), b.components().filter(named));
    a.zip(b).take_while(|(a, b)| a == b).count()
}
