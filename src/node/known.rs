//! The nodes that pods may run on, as far as somebody has said: what manifests are held against.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{NodeFacts, NodeFile, chips};
use crate::discover;
use crate::error::Error;
use crate::finding::Place;
use crate::k8s::Object;
use crate::lang::Text;
use crate::npu::{self, Chip};
use crate::yaml::{self, Node, Tree};

const NO_NODES: Text = Text {
    en: "no node in here: neither facts of `seaworthy-node facts` nor what `kubectl get nodes -o yaml` says",
    zh: "这里没有节点信息：既不是 `seaworthy-node facts` 的输出，也不是 `kubectl get nodes -o yaml` 的输出",
};

/// A node that pods may run on.
#[derive(Clone, Debug)]
pub struct KnownNode {
    pub(crate) facts: NodeFacts,
    /// Where its name stands.
    pub(crate) place: Place,
}

/// The nodes in files of facts, or of what a cluster says of its nodes; and what is wrong with those.
pub fn load(paths: &[PathBuf]) -> (Vec<KnownNode>, Vec<Error>) {
    let (mut nodes, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        let source = match discover::source(path) {
            Ok(source) => source,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let parsed = yaml::parse(&source);
        let mut problems = parsed.problems;
        let before = nodes.len();
        for tree in parsed.trees {
            match read(tree) {
                Ok(found) => nodes.extend(found),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() && nodes.len() == before {
            errors.push(Error::new(source.name(), NO_NODES));
        }
        errors.extend(problems.into_iter().map(|problem| Error::located(&source, problem)));
    }
    (nodes, errors)
}

fn read(tree: Tree) -> Result<Vec<KnownNode>, Vec<crate::source::Problem>> {
    if NodeFile::is_one(tree.root()) {
        return NodeFile::read(tree).map(|file| vec![KnownNode::of_file(&file)]);
    }
    let objects = Object::all_in(&tree).into_iter();
    Ok(objects.filter(|object| object.kind == "Node").map(KnownNode::of_object).collect())
}

impl KnownNode {
    pub(crate) fn of_file(file: &NodeFile) -> Self {
        let place = file.tree.root().pointer("/node/name");
        Self { facts: file.facts.clone(), place: place.into() }
    }

    /// A node as the cluster knows it.
    fn of_object(object: Object) -> Self {
        let texts = |mapping: Node| -> BTreeMap<String, String> {
            let text = |node: Node| node.text().map(str::to_owned);
            mapping.entries().filter_map(|(key, value)| Some((text(key)?, text(value)?))).collect()
        };
        let status = object.root.get("status");
        // Whatever is counted: a node without NPUs has pods, at least, and is known to have no NPUs.
        let resources = texts(status.get("allocatable")).into_iter();
        let mut facts = NodeFacts {
            resources: resources.filter_map(|(name, n)| Some((name, n.parse().ok()?))).collect(),
            labels: texts(object.labels()),
            ..NodeFacts::default()
        };
        object.name().clone_into(&mut facts.node.name);
        let system = status.get("nodeInfo");
        let of_system = |key| system.get(key).text().map(str::to_owned);
        facts.node.architecture = of_system("architecture");
        facts.node.kernel = of_system("kernelVersion");
        facts.node.system = of_system("osImage");
        Self { facts, place: object.name_node().into() }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.facts.node.name
    }

    /// How many of a resource it offers; nothing if that is not known.
    pub(crate) fn offers(&self, resource: &str) -> Option<u64> {
        let offered = &self.facts.resources;
        if !offered.is_empty() {
            return Some(offered.get(resource).copied().unwrap_or_default());
        }
        // Other chips than those that the resource stands for.
        let (chip, chips) = (self.facts.chip()?, npu::chips_of(resource));
        (!chips.is_empty() && !chips.contains(&chip)).then_some(0)
    }

    /// Whether it has the labels that a node selector asks for, as far as its own are known.
    pub(crate) fn is_selected(&self, selector: Node) -> bool {
        let labels = &self.facts.labels;
        labels.is_empty()
            || selector.entries().all(|(key, value)| {
                let (Some(key), Some(value)) = (key.str(), value.str()) else { return true };
                labels.get(key).is_some_and(|own| own == value)
            })
    }

    /// The chips that it may have; none if that is not known.
    pub(crate) fn chips(&self) -> Vec<Chip> {
        if let Some(chip) = self.facts.chip() {
            return vec![chip];
        }
        let labels = self.facts.labels.iter();
        let known = labels.filter_map(|(key, value)| npu::hardware(key, value));
        known
            .map(|hardware| hardware.chips)
            .min_by_key(|chips| chips.len())
            .unwrap_or_default()
            .to_vec()
    }
}

impl NodeFacts {
    /// The chips, by whichever layer tells.
    pub(crate) fn chip(&self) -> Option<Chip> {
        let pci = self.pci.iter().find_map(|function| chips::of_pci(&function.device));
        let managed = self.dcmi.iter().flat_map(|dcmi| &dcmi.devices);
        let mut names = managed.filter_map(|device| device.chip.as_deref());
        let by_name = || names.find_map(chips::of_name);
        let soc = || chips::of_name(self.acl.as_ref()?.soc.as_deref()?);
        pci.or_else(by_name).or_else(soc)
    }

    /// The version of the driver.
    pub(crate) fn driver_version(&self) -> Option<&str> {
        let installed = self.driver.as_ref().and_then(|driver| driver.version.as_deref());
        installed.or_else(|| self.dcmi.as_ref()?.driver_version.as_deref())
    }
}
