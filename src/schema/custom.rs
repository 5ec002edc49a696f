//! Schemas of custom resources: those of `CustomResourceDefinition`s, in the run or in folders that the
//! user names, and JSON Schemas as catalogs of them keep them.
//!
//! Judged is what a schema says of fields: which there are, which must be there, of what type they
//! are and which values they may have. Conditions between fields, patterns and bounds are left to the
//! API server.

use std::collections::HashMap;

use serde_json::Value;

use super::Fault;
use crate::k8s::Object;
use crate::nearest::likely;
use crate::yaml::{self, Node, Tree};

/// The group of a schema that does not say for which it is.
const ANY_GROUP: &str = "*";

/// How often a schema may refer on to another before that is a circle.
const MOST_REFERENCES: usize = 16;

/// Schemas by API version and kind, the latter in small letters, as catalogs write it.
#[derive(Debug, Default)]
pub struct Schemas(HashMap<(String, String), Schema>);

/// The schema of a kind.
#[derive(Debug)]
struct Schema {
    /// The document, in which `$ref` finds what it refers to.
    document: Value,
    /// Where the schema itself stands in it, as a JSON pointer.
    pointer: String,
    /// Whether a field that it does not name is unknown, as to the API server. JSON Schema has to say
    /// so.
    is_closed: bool,
}

impl Schemas {
    /// Adds the schemas in a document: definitions of custom resources, or a JSON Schema. Whether
    /// there are any. A schema that does not say for which kind it is has that in its path, as
    /// `<group>/<kind>_<version>.json`.
    pub(crate) fn add(&mut self, tree: &Tree, path: &str) -> bool {
        let objects = Object::all_in(tree);
        if !objects.is_empty() {
            let added =
                objects.iter().map(|object| self.add_definition(object, &object.root.to_json()));
            return added.filter(|added| *added).count() > 0;
        }
        let document = tree.root().to_json();
        if ["properties", "$ref", "allOf"].iter().all(|key| document.get(key).is_none()) {
            return false;
        }
        let kinds = kinds_of(&document, path);
        for kind in &kinds {
            let (document, pointer) = (document.clone(), String::new());
            let key = (kind.0.clone(), kind.1.to_lowercase());
            self.0.insert(key, Schema { document, pointer, is_closed: false });
        }
        !kinds.is_empty()
    }

    /// Adds the versions of a `CustomResourceDefinition`.
    pub(crate) fn add_definition(&mut self, object: &Object, document: &Value) -> bool {
        let spec = object.spec();
        let kind = spec.path(["names", "kind"]).str();
        let Some((group, kind)) = spec.get("group").str().zip(kind) else { return false };
        if object.kind != "CustomResourceDefinition" {
            return false;
        }
        for (index, version) in spec.get("versions").items().enumerate() {
            let Some(name) = version.get("name").str() else { continue };
            let pointer = format!("/spec/versions/{index}/schema/openAPIV3Schema");
            if document.pointer(&pointer).is_some() {
                let key = (format!("{group}/{name}"), kind.to_lowercase());
                let document = document.clone();
                self.0.insert(key, Schema { document, pointer, is_closed: true });
            }
        }
        true
    }

    /// Everywhere an object is not as the schema of its kind says; nothing if there is no schema.
    pub(crate) fn faults<'a>(&'a self, object: &Object<'a>) -> Option<Vec<Fault<'a>>> {
        let (_, version) = object.api_version.rsplit_once('/')?;
        let of = |api_version: String| self.0.get(&(api_version, object.kind.to_lowercase()));
        let schema = of(object.api_version.to_owned());
        let schema = schema.or_else(|| of(format!("{ANY_GROUP}/{version}")))?;
        let whole = schema.document.pointer(&schema.pointer)?;
        let mut walk = Walk { schema, faults: Vec::new() };
        walk.object(object.root, whole);
        Some(walk.faults)
    }
}

/// The kinds that a JSON Schema is for: those that it names, or the one that its path does.
fn kinds_of(document: &Value, path: &str) -> Vec<(String, String)> {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let api_version = |group: &str, version: &str| {
        if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
    };
    if let Some(kinds) = document["x-kubernetes-group-version-kind"].as_array() {
        let kind =
            |of: &Value| (api_version(&text(of, "group"), &text(of, "version")), text(of, "kind"));
        return kinds.iter().map(kind).collect();
    }
    let fixed = |field: &str| {
        let of = &document["properties"][field];
        of["const"].as_str().or(of["enum"][0].as_str()).map(str::to_owned)
    };
    if let Some(kind) = fixed("apiVersion").zip(fixed("kind")) {
        return vec![kind];
    }
    let mut parts = path.rsplit('/');
    let name = parts.next().and_then(|name| name.strip_suffix(".json"));
    let Some((kind, version)) = name.and_then(|name| name.rsplit_once('_')) else {
        return Vec::new();
    };
    // Groups have dots; any other folder says nothing of one.
    let group = parts.next().filter(|folder| folder.contains('.')).unwrap_or(ANY_GROUP);
    vec![(api_version(group, version), kind.to_owned())]
}

struct Walk<'a> {
    schema: &'a Schema,
    faults: Vec<Fault<'a>>,
}

impl<'a> Walk<'a> {
    /// A whole object: what all objects have is not for its own schema to say.
    fn object(&mut self, root: Node<'a>, schema: &'a Value) {
        let schema = self.resolve(schema);
        for (key, value) in root.entries() {
            let name = key.text().unwrap_or_default();
            if !matches!(name, "apiVersion" | "kind" | "metadata" | "status") {
                self.field(root, key, value, schema);
            }
        }
        self.demand(root, schema);
    }

    fn value(&mut self, node: Node<'a>, schema: &'a Value) {
        let schema = self.resolve(schema);
        if node.is_template() {
            return yaml::note_unresolved();
        }
        if !node.exists() {
            return;
        }
        if let Some(wanted) = mistaken_type(node, schema) {
            let case = super::walk::mistaken(node, wanted);
            return self.faults.push(Fault::value(node, case));
        }
        self.choice(node, schema);
        if node.is_mapping() {
            for (key, value) in node.entries() {
                self.field(node, key, value, schema);
            }
            self.demand(node, schema);
        }
        if schema["items"].is_object() {
            node.items().for_each(|item| self.value(item, &schema["items"]));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.value(node, part);
        }
    }

    fn field(&mut self, of: Node<'a>, key: Node<'a>, value: Node<'a>, schema: &'a Value) {
        let name = key.text().unwrap_or_default();
        if key.is_template() {
            return yaml::note_unresolved();
        }
        if let Some(own) = schema["properties"].get(name) {
            return self.value(value, own);
        }
        let others = &schema["additionalProperties"];
        if others.is_object() {
            return self.value(value, others);
        }
        if !self.is_closed(schema) {
            return;
        }
        let known = schema["properties"].as_object().into_iter().flat_map(serde_json::Map::keys);
        let (case, detail) = match likely(name, known.map(String::as_str)) {
            Some(near) => ("unknown-near", near.to_owned()),
            None => ("unknown", String::new()),
        };
        self.faults.push(Fault { case, place: key, of, field: name, detail });
    }

    /// Whether a mapping may have no other fields than those that its schema names.
    fn is_closed(&self, schema: &Value) -> bool {
        let is_true = |key: &str| schema[key] == Value::Bool(true);
        if is_true("x-kubernetes-preserve-unknown-fields")
            || is_true("x-kubernetes-embedded-resource")
            || schema.get("patternProperties").is_some()
        {
            return false;
        }
        let is_open = !schema["properties"].is_object() || is_true("additionalProperties");
        if self.schema.is_closed {
            return !is_open;
        }
        let combined = ["allOf", "anyOf", "oneOf", "if"];
        schema["additionalProperties"] == Value::Bool(false)
            && combined.iter().all(|key| schema.get(key).is_none())
    }

    fn demand(&mut self, node: Node<'a>, schema: &'a Value) {
        let demanded = schema["required"].as_array().into_iter().flatten();
        for name in demanded.filter_map(Value::as_str) {
            // A default of the schema stands in.
            let has_default = schema["properties"][name].get("default").is_some();
            if !node.get(name).exists() && !has_default {
                self.faults.push(Fault::missing(node, name));
            }
        }
    }

    fn choice(&mut self, node: Node<'a>, schema: &'a Value) {
        let listed = schema["enum"].as_array().into_iter().flatten();
        let allowed: Vec<&Value> = listed.chain(schema.get("const")).collect();
        let value = node.to_json();
        if allowed.is_empty() || allowed.contains(&&value) {
            return;
        }
        let texts: Vec<&str> = allowed.iter().filter_map(|one| one.as_str()).collect();
        let near = node.text().and_then(|text| likely(text, texts.iter().copied()));
        let case = if near.is_some() { "value-near" } else { "value" };
        let all = || allowed.iter().map(|one| written(one)).collect::<Vec<_>>().join(", ");
        let detail = near.map_or_else(all, str::to_owned);
        self.faults.push(Fault { detail, ..Fault::value(node, case) });
    }

    /// The schema that another one refers to.
    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..MOST_REFERENCES {
            let reference = schema["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
            let Some(found) = reference.and_then(|at| self.schema.document.pointer(at)) else {
                break;
            };
            schema = found;
        }
        schema
    }
}

/// What a value should be, if it is nothing that its schema allows.
fn mistaken_type(node: Node, schema: &Value) -> Option<&'static str> {
    if schema["x-kubernetes-int-or-string"] == Value::Bool(true) {
        let fits = node.is_text() || node.int().is_some();
        return (!fits).then_some("integer-or-text");
    }
    let listed = schema["type"].as_array().into_iter().flatten();
    let names: Vec<&str> = listed.chain(schema.get("type")).filter_map(Value::as_str).collect();
    let fits = |name: &&str| match *name {
        "string" => node.is_text(),
        "integer" => node.number().is_some_and(|number| number.fract() == 0.0),
        "number" => node.number().is_some(),
        "boolean" => node.bool().is_some(),
        "array" => node.is_sequence(),
        "object" => node.is_mapping(),
        // What is null is as good as absent, and is not asked.
        name => name != "null",
    };
    if names.is_empty() || names.iter().any(fits) {
        return None;
    }
    match *names.first()? {
        "string" => Some("text"),
        "integer" => Some("integer"),
        "number" => Some("number"),
        "boolean" => Some("boolean"),
        "array" => Some("list"),
        _ => Some("mapping"),
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml::{Parsed, parse};

    const DEFINITION: &str = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.com
  names: {kind: Buoy}
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [light, anchor]
            properties:
              light: {type: string, enum: [red, green]}
              anchor: {x-kubernetes-int-or-string: true, default: 1}
              depth: {type: integer}
              labels: {type: object, additionalProperties: {type: string}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}
              pod: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}
              list: {type: array, items: {type: object, properties: {name: {type: string}}}}
";

    const JSON: &str = r##"{
        "properties": {"spec": {"$ref": "#/definitions/spec"}},
        "definitions": {"spec": {
            "type": ["object", "null"], "additionalProperties": false,
            "properties": {"light": {"const": "red"}, "next": {"$ref": "#/definitions/spec"}}
        }}
    }"##;

    fn read(text: &str) -> Parsed {
        parse(&Arc::new(Source::new("x", text)))
    }

    /// The cases of what is found in an object with this spec.
    fn cases(schema: &str, path: &str, spec: &str) -> Vec<String> {
        let mut schemas = Schemas::default();
        assert!(schemas.add(&read(schema).trees[0], path), "a schema");
        let parsed = read(&format!("{{apiVersion: example.com/v1, kind: Buoy, spec: {spec}}}"));
        let object = Object::new(parsed.trees[0].root()).expect("an object");
        let faults = schemas.faults(&object).expect("its schema");
        faults.iter().map(|fault| format!("{} {}", fault.case, fault.field)).collect()
    }

    #[test]
    fn definitions_say_what_custom_resources_are_made_of() {
        for (spec, expected, reason) in [
            ("{light: red, depth: 3}", &[][..], "all is well, and a default stands in"),
            ("{light: gren}", &["value-near "], "a value that is not listed"),
            ("{light: pink}", &["value "], "a value that is like none"),
            ("{light: red, lihgt: 1}", &["unknown-near lihgt"], "a misspelt field"),
            ("{light: red, zzz: 1}", &["unknown zzz"], "an unknown field"),
            ("{}", &["missing light"], "a field that must be there"),
            ("{light: red, depth: '3'}", &["quoted-integer "], "a number in quotes"),
            ("{light: red, anchor: x}", &[], "a number or text"),
            ("{light: red, anchor: []}", &["integer-or-text "], "neither"),
            ("{light: red, labels: {a: 1}}", &["number-as-text "], "a value of any key"),
            ("{light: red, free: {b: 1}}", &[], "unknown fields are kept"),
            ("{light: red, free: {a: 1}}", &["number-as-text "], "but known ones are known"),
            ("{light: red, pod: {kind: Pod}}", &[], "an object in an object"),
            ("{light: red, list: [{name: a}, {nam: b}]}", &["unknown-near nam"], "in a list"),
            ("{light: red, depth: null}", &[], "null is as good as absent"),
            ("{light: '{{ x }}', depth: '{{ y }}'}", &[], "templates"),
        ] {
            assert_eq!(cases(DEFINITION, "", spec), expected, "{reason}");
        }
    }

    #[test]
    fn json_schemas_say_so_too() {
        let path = "schemas/example.com/buoy_v1.json";
        for (spec, expected, reason) in [
            ("{light: red, next: {next: {light: red}}}", &[][..], "a schema that refers to itself"),
            ("{light: green}", &["value "], "a constant"),
            ("{next: {x: 1}}", &["unknown x"], "closed"),
            ("[]", &["mapping "], "the first of several types"),
        ] {
            assert_eq!(cases(JSON, path, spec), expected, "{reason}");
        }
    }

    #[test]
    fn files_and_lists_say_for_which_kinds_their_schemas_are() {
        let list = format!(
            "kind: List\napiVersion: v1\nitems:\n- {}",
            DEFINITION.trim().replace('\n', "\n  ")
        );
        for (schema, path, reason) in [
            (JSON, "schemas/buoy_v1.json", "in a folder that is called like no group"),
            (&*list, "crds.yaml", "as kubectl lists definitions"),
        ] {
            assert_eq!(cases(schema, path, "{light: blue}"), ["value "], "{reason}");
        }
    }

    #[test]
    fn other_documents_are_no_schemas() {
        for (text, path, reason) in [
            ("{a: 1}", "x/buoy_v1.json", "anything"),
            (JSON, "buoy.json", "a schema of nobody knows what"),
            ("{apiVersion: v1, kind: ConfigMap}", "x.yaml", "another object"),
        ] {
            assert!(!Schemas::default().add(&read(text).trees[0], path), "{reason}");
        }
    }
}
