//! Live nodes: what was measured on them, as documents of a run and as checks see them.

pub(crate) mod chips;
mod devices;
pub(crate) mod explain;
mod facts;
pub(crate) mod faults;
mod host;
mod known;
pub(crate) mod releases;
pub(crate) mod version;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::lang::Text;
use crate::source::Problem;
use crate::yaml::{Node, Tree};

pub use chips::pci_chip;
pub use devices::{
    Acl, Dcmi, Device, DeviceFault, Ecc, Health, Memory, MemoryKind, MemoryUser, Mismatch, Outcome,
    Smoke, Status, Test,
};
pub use facts::{
    API_VERSION, Account, Backend, Binary, Cann, CannPackage, CdiSpec, ContainerRuntime,
    DeviceNetwork, DeviceNode, Driver, Firmware, Identity, Installation, KIND, Library,
    Measurement, Mount, NodeFacts, PciFunction, Process, Range, RuntimeKind, Unreadable,
};
pub(crate) use host::{Host, ROOT, is_device};
pub use known::{KnownNode, load};

const OTHER_VERSION: Text = Text {
    en: "node facts of version \"{version}\" are not known; this program reads {known}",
    zh: "无法识别版本为 \"{version}\" 的节点事实；本程序读取 {known}",
};
const INVALID: Text =
    Text { en: "invalid node facts: {detail}", zh: "节点事实无效：{detail}" };

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../schemas/node-facts.schema.json"))
        .expect("internal: the schema of node facts is JSON");
    jsonschema::validator_for(&schema).expect("internal: the schema of node facts is a JSON Schema")
});

impl NodeFacts {
    /// As a document, without what is empty.
    pub fn to_json(&self) -> Value {
        let mut json = serde_json::to_value(self).expect("internal: facts are plain data");
        prune(&mut json);
        json
    }
}

fn prune(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !is_empty(value));
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A document of kind `NodeFacts`.
#[derive(Debug)]
pub struct NodeFile {
    pub(crate) tree: Tree,
    pub(crate) facts: NodeFacts,
}

impl NodeFile {
    /// Whether a document means to be one.
    pub(crate) fn is_one(root: Node) -> bool {
        let group = root.get("apiVersion").text().and_then(|version| version.split('/').next());
        group == API_VERSION.split('/').next() && root.get("kind").text() == Some(KIND)
    }

    /// Reads it, or says everything that is wrong with it.
    pub(crate) fn read(tree: Tree) -> Result<Self, Vec<Problem>> {
        let root = tree.root();
        let version = root.get("apiVersion");
        let name = version.text().unwrap_or_default();
        if name != API_VERSION {
            let message = OTHER_VERSION.with([("version", &name), ("known", &API_VERSION)]);
            return Err(vec![Problem::new(version.span(), message)]);
        }
        let json = root.to_json();
        let problems: Vec<_> = VALIDATOR
            .iter_errors(&json)
            .map(|error| {
                let place = root.pointer(error.instance_path().as_str());
                Problem::new(place.span(), INVALID.with([("detail", &error)]))
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        match serde_json::from_value(json) {
            Ok(facts) => Ok(Self { tree, facts }),
            Err(error) => Err(vec![Problem::new(root.span(), INVALID.with([("detail", &error)]))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::*;

    #[test]
    fn the_schema_is_that_of_the_types() {
        let mut schema = schemars::schema_for!(NodeFacts);
        schema.insert("$id".into(), "https://seaworthy.dev/schemas/node-facts.schema.json".into());
        schema.insert("required".into(), serde_json::json!(["apiVersion", "kind", "node"]));
        schema.insert("title".into(), "What seaworthy-node measured on a node".into());
        let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/node-facts.schema.json");
        if env::var_os("SEAWORTHY_UPDATE").is_some() {
            fs::write(path, &text).expect("the schema can be written");
        }
        let written = include_str!("../../schemas/node-facts.schema.json");
        assert!(text == written, "run this test with SEAWORTHY_UPDATE=1, and once more");
    }
}
