//! Holding an object against the schema of its kind, as the API server does when it decodes one
//! strictly.
//!
//! Names are case-sensitive, a null is as good as absent, and a status is the server's business. What
//! depends on an unresolved template is not known.

use super::Fault;
use super::catalog::{Catalog, Definition, Kind, Shape};
use crate::k8s::Quantity;
use crate::nearest::likely;
use crate::secret;
use crate::yaml::{self, Node};

/// Everywhere an object is not as its kind says. Nothing if it is to be merged into another one, or
/// decrypted, before the API server sees it.
pub(crate) fn faults<'a>(root: Node<'a>, kind: &Kind, catalog: &Catalog) -> Option<Vec<Fault<'a>>> {
    let (open, faults) = (Vec::with_capacity(16), Vec::new());
    let mut walk = Walk { catalog, open, faults, is_raw: false };
    walk.fields(root, kind.definition);
    (!walk.is_raw).then_some(walk.faults)
}

/// Everywhere the metadata of a custom resource is not as those of all objects are.
pub(crate) fn metadata_faults<'a>(root: Node<'a>, catalog: &Catalog) -> Vec<Fault<'a>> {
    let (open, faults) = (Vec::new(), Vec::new());
    let mut walk = Walk { catalog, open, faults, is_raw: false };
    walk.value(root.get("metadata"), &Shape::Fields(catalog.index("meta.v1.ObjectMeta")));
    walk.faults
}

struct Walk<'c, 'a> {
    catalog: &'c Catalog,
    /// The mappings around the present place, and their definitions.
    open: Vec<(Node<'a>, usize)>,
    faults: Vec<Fault<'a>>,
    /// Whether something is still to be done to the object before the API server sees it.
    is_raw: bool,
}

impl<'a> Walk<'_, 'a> {
    fn value(&mut self, node: Node<'a>, shape: &Shape) {
        match shape {
            Shape::Any => {}
            Shape::Text => self.expect(node.is_text(), node, "text"),
            Shape::Choice(allowed) => self.choice(node, allowed),
            Shape::Base64 => self.base64(node),
            Shape::Int32 => self.integer(node, i32::MIN.into()..=i32::MAX.into()),
            Shape::Int64 => self.integer(node, i64::MIN..=i64::MAX),
            Shape::Number => self.expect(node.number().is_some(), node, "number"),
            Shape::Bool => self.expect(node.bool().is_some(), node, "boolean"),
            Shape::IntOrText => {
                self.expect(node.is_text() || whole(node).is_some(), node, "integer-or-text");
            }
            Shape::Quantity => self.quantity(node),
            Shape::List(shape) => {
                self.expect(node.is_sequence(), node, "list");
                node.items().for_each(|item| self.value(item, shape));
            }
            Shape::Map(shape) => {
                self.expect(node.is_mapping(), node, "mapping");
                node.entries().for_each(|(_, value)| self.value(value, shape));
            }
            Shape::Fields(definition) => {
                self.expect(node.is_mapping(), node, "mapping");
                if node.is_mapping() {
                    self.fields(node, *definition);
                }
            }
        }
    }

    fn fields(&mut self, node: Node<'a>, index: usize) {
        let definition = self.catalog.definition(index);
        self.open.push((node, index));
        let mut given = 0;
        for (sign, key, value) in node.fields() {
            let Some(position) = definition.position(sign, || key.bytes()) else {
                self.unknown(key, definition);
                continue;
            };
            let bit = 1 << position;
            if definition.demanded & bit != 0 && value.exists() {
                given |= bit;
            }
            self.value(value, &definition.fields[position].shape);
        }
        let mut missing = definition.demanded & !given;
        while missing != 0 {
            let field = &definition.fields[missing.trailing_zeros() as usize];
            self.faults.push(Fault::missing(node, field.name));
            missing &= missing - 1;
        }
        self.open.pop();
    }

    fn unknown(&mut self, key: Node<'a>, definition: &Definition) {
        match key.text().unwrap_or_default() {
            _ if key.is_template() => yaml::note_unresolved(),
            // `$patch: delete`, `$setElementOrder/containers`: Kustomize and kubectl know these.
            name if name.starts_with('$') => self.is_raw = true,
            // What SOPS has encrypted carries its own description.
            "sops" if self.open.len() == 1 => self.is_raw = true,
            name => {
                let (node, _) = *self.open.last().expect("internal: a key is in a mapping");
                let (case, detail) = self.hint(name, definition);
                self.faults.push(Fault { case, place: key, of: node, field: name, detail });
            }
        }
    }

    /// What an unknown field was probably meant to be.
    fn hint(&self, name: &str, definition: &Definition) -> (&'static str, String) {
        let here = self.open.last().expect("internal: a key is in a mapping").1;
        if let Some(minors) = self.catalog.minors_of(here, name) {
            return if self.catalog.minor() < *minors.start() {
                ("unknown-since", minors.start().to_string())
            } else {
                ("unknown-until", (minors.end() + 1).to_string())
            };
        }
        let mut names = definition.fields.iter().map(|field| field.name);
        if let Some(near) = names.find(|other| other.eq_ignore_ascii_case(name)) {
            return ("unknown-near", near.to_owned());
        }
        let has = |index: usize| self.catalog.definition(index).has(name);
        let mut around = self.open.iter().rev().skip(1);
        if let Some((node, _)) = around.find(|(_, index)| has(*index)) {
            return ("unknown-around", node.path_text());
        }
        let has_inside = |shape: &Shape| matches!(shape, Shape::Fields(index) if has(*index));
        let mut inside = definition.fields.iter().filter(|field| has_inside(&field.shape));
        if let (Some(field), None) = (inside.next(), inside.next()) {
            return ("unknown-within", field.name.to_owned());
        }
        match likely(name, definition.fields.iter().map(|field| field.name)) {
            Some(near) => ("unknown-near", near.to_owned()),
            None => ("unknown", String::new()),
        }
    }

    /// A value that must be what it is not, unless there is none, or it is not known.
    #[inline]
    fn expect(&mut self, fits: bool, node: Node<'a>, wanted: &'static str) {
        if fits {
            return;
        }
        if node.is_template() || is_blank(node) {
            yaml::note_unresolved();
        } else if node.exists() {
            self.faults.push(Fault::value(node, mistaken(node, wanted)));
        }
    }

    fn choice(&mut self, node: Node<'a>, allowed: &'static str) {
        self.expect(node.is_text(), node, "text");
        let value = node.text().filter(|_| node.is_text() && !node.is_template());
        // An empty text is as good as absent.
        let Some(value) = value.filter(|value| !value.is_empty()) else { return };
        if allowed.split('|').any(|one| one == value) {
            return;
        }
        let near = likely(value, allowed.split('|'));
        let case = if near.is_some() { "value-near" } else { "value" };
        let detail = near.map_or_else(|| allowed.replace('|', ", "), str::to_owned);
        self.faults.push(Fault { detail, ..Fault::value(node, case) });
    }

    fn integer(&mut self, node: Node<'a>, range: std::ops::RangeInclusive<i64>) {
        let whole = whole(node);
        self.expect(whole.is_some(), node, "integer");
        if whole.is_some_and(|whole| !range.contains(&whole)) {
            self.faults.push(Fault::value(node, "range"));
        }
    }

    fn quantity(&mut self, node: Node<'a>) {
        self.expect(node.is_text() || node.number().is_some(), node, "amount");
        if !node.is_text() {
            return;
        }
        // What containers ask for has a rule of its own.
        let (_, around) = self.open.last().expect("internal: an amount is in a mapping");
        let is_of_container = *around == self.catalog.of_containers;
        let is_none = |text: &str| Quantity::parse(text).is_none();
        if !is_of_container && node.str().is_some_and(is_none) {
            self.faults.push(Fault::value(node, "amount"));
        }
    }

    fn base64(&mut self, node: Node<'a>) {
        self.expect(node.is_text(), node, "text");
        let Some(text) = node.str().filter(|text| node.is_text() && !is_base64(text)) else {
            return;
        };
        if is_filled_in_later(text) {
            return yaml::note_unresolved();
        }
        let is_secret = node.parent().key().and_then(Node::text) == Some("data");
        self.faults.push(Fault::value(node, if is_secret { "plain-secret" } else { "base64" }));
    }
}

/// Whether a script replaces this, or a tool that knows where the secret is: `CA_BUNDLE`,
/// `?{gpg:password}`, `<path:secret/data#key>`.
fn is_filled_in_later(text: &str) -> bool {
    let is_constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    secret::is_stand_in(text)
        || text.contains(['{', '<'])
        || (text.contains('_') && text.chars().all(is_constant))
}

/// A whole number. kubectl sends 1.0 and 1e3 as the integers that they are.
fn whole(node: Node) -> Option<i64> {
    let of_float = || {
        let number = node.number().filter(|number| number.fract() == 0.0)?;
        #[expect(clippy::cast_possible_truncation, reason = "what is cut is out of range")]
        let whole = number as i64;
        Some(whole)
    };
    node.int().or_else(of_float)
}

/// Whether this is `{name}`, which Python's `format` is still to fill in: to YAML, a mapping with a key
/// and nothing in it.
fn is_blank(node: Node) -> bool {
    let mut entries = node.entries();
    let is_bare = entries.next().is_some_and(|(_, value)| !value.exists());
    is_bare && entries.next().is_none() && node.source().slice(node.extent()).starts_with('{')
}

/// What is wrong with a value that is not what is wanted: that it needs quotes, or has some.
pub(super) fn mistaken(node: Node, wanted: &'static str) -> &'static str {
    let text = node.text().filter(|_| node.is_text()).unwrap_or_default();
    match wanted {
        "text" if node.bool().is_some() => "boolean-as-text",
        "text" if node.number().is_some() => "number-as-text",
        "integer" if text.parse::<i64>().is_ok() => "quoted-integer",
        "boolean" if matches!(text, "true" | "false") => "quoted-boolean",
        _ => wanted,
    }
}

/// Whether Go's standard encoding reads this: it overlooks line breaks and insists on padding.
fn is_base64(text: &str) -> bool {
    let (mut count, mut padding) = (0_usize, 0);
    for byte in text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
        count += 1;
        match byte {
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => {}
            _ => return false,
        }
    }
    count.is_multiple_of(4) && padding <= 2
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    /// What is found in an object, in words: case, field and detail.
    fn found(minor: u32, text: &str) -> Option<Vec<String>> {
        let parsed = yaml::parse(&Arc::new(Source::new("x.yaml", text)));
        let root = parsed.trees[0].root();
        let catalog = Catalog::new(minor);
        let part = |key| root.get(key).text().unwrap_or_default();
        let kind = catalog.kind(part("apiVersion"), part("kind")).expect("a kind");
        let words = |fault: Fault| {
            let words = [fault.case, fault.field, &fault.detail];
            words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        Some(faults(root, kind, &catalog)?.into_iter().map(words).collect())
    }

    #[test]
    fn fields_are_those_of_the_target() {
        for (minor, spec, expected, reason) in [
            (27, "resources: {}", &["unknown-since resources 32"][..], "comes later"),
            (32, "resources: {}", &[], "is there"),
            (37, "serviceAccount: x", &[], "never went"),
            (37, "hostnetwork: true", &["unknown-near hostnetwork hostNetwork"], "another case"),
            (37, "kind: Pod", &["unknown-around kind"], "belongs further out"),
            (
                37,
                "runAsNonRoot: true",
                &["unknown-within runAsNonRoot securityContext"],
                "further in",
            ),
            (37, "xyzzy: true", &["unknown xyzzy"], "like nothing"),
            (37, "? [a]\n  : b", &["unknown"], "a key that is a list has no name"),
            (37, "hostNetwork: null", &[], "as good as absent"),
            (37, "xyzzy: null", &["unknown xyzzy"], "a name is a name"),
        ] {
            let text = format!("apiVersion: v1\nkind: Pod\nspec:\n  containers: []\n  {spec}\n");
            assert_eq!(found(minor, &text).expect(reason), expected, "{reason}");
        }
        let class = "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: PriorityLevelConfiguration\nspec: {type: Limited, exempt: {}}\n";
        assert_eq!(found(27, class).expect("a kind"), ["unknown-since exempt 28"]);
    }

    #[test]
    fn what_others_still_work_on_is_left_alone() {
        for (metadata, expected, reason) in [
            ("{name: a, x: 1}", Some(1), "an object"),
            ("{name: a, x: 1, $patch: delete}", None, "a strategic merge patch"),
            ("{name: a, \"{{ x }}\": 1}", Some(0), "a key that is not known"),
        ] {
            let text = format!("{{apiVersion: v1, kind: ConfigMap, metadata: {metadata}}}");
            assert_eq!(found(37, &text).map(|faults| faults.len()), expected, "{reason}");
        }
        let sops = "{apiVersion: v1, kind: Secret, data: {a: 'ENC[x]'}, sops: {mac: x}}";
        assert_eq!(found(37, sops), None, "to be decrypted");
        assert_eq!(found(37, &sops.replace(", sops: {mac: x}", "")), Some(Vec::new()));
    }

    #[test]
    fn base64_is_what_go_reads() {
        for (text, expected, reason) in [
            ("", true, "nothing"),
            ("YQ==", true, "padded"),
            ("YWJj", true, "without padding to do"),
            ("YW\nJj\n", true, "over several lines"),
            ("YQ", false, "padding is missing"),
            ("YQ=", false, "half of it"),
            ("Y===", false, "too much of it"),
            ("YQ==YQ==", false, "in the middle"),
            ("YW Jj", false, "a blank"),
            ("a-_b", false, "the alphabet for URLs"),
        ] {
            assert_eq!(is_base64(text), expected, "{reason}");
        }
    }
}
