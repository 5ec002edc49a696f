use crate::compose::{self, Service};
use crate::dockerfile::{Dockerfile, Word};
use crate::finding::Place;
use crate::k8s::Container;
use crate::rule::{Beside, Hits};
use crate::secret::{self, Secret, Trace};
use crate::yaml::Node;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    for variable in container.env() {
        let Some(text) = variable.value.text() else { continue };
        if variable.value.is_template() && secret::is_name(variable.name) {
            hits.unknown();
        }
        let Some(found) = secret::in_variable(variable.name, text) else { continue };
        let value = Place::secret(variable.value, found.value);
        if variable.in_config_map {
            report(found, found.name, variable.place, container.name(), hits)
                .related("value", value);
        } else {
            report(found, found.name, value, container.name(), hits);
        }
    }
    in_words(container.words(), container.name(), hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let build = service.get("build");
    for list in [service.get("environment"), build.get("args")] {
        for (name, value, place) in compose::assignments(list) {
            if let Some(found) = value.and_then(|value| secret::in_variable(name, value)) {
                report(found, name, Place::secret(place, found.value), service.name(), hits);
            }
        }
    }
    in_words(service.words(), service.name(), hits);
}

pub(crate) fn image(file: &Dockerfile, hits: &mut Hits) {
    let hidden = |word: &Word| Place { secret: true, ..file.place(word.span()) };
    for instruction in file.instructions() {
        for pair in &instruction.pairs {
            let Some(value) = &pair.value else { continue };
            if let Some(found) = secret::in_variable(pair.name.text(), value.partial()) {
                report(found, pair.name.text(), hidden(value), "image", hits);
            }
        }
        for command in instruction.words.all() {
            let words = command.assignments.iter().chain(&command.words);
            for (word, found) in secret::in_words(words.map(|word| (word, word.text()))) {
                let keyword = instruction.keyword.as_str();
                let name = if found.name.is_empty() { keyword } else { found.name };
                report(found, name, hidden(word), "image", hits);
            }
        }
    }
}

/// The words of a command, each in its place or several in one.
fn in_words<'a>(words: impl Iterator<Item = Node<'a>>, container: &str, hits: &mut Hits) {
    let words = words.flat_map(|node| {
        let text = node.text().unwrap_or_default();
        secret::words(text).map(move |word| (node, word))
    });
    for (node, found) in secret::in_words(words) {
        // What stands alone goes by the name of the list that it stands in.
        let list = if node.key().is_some() { node } else { node.parent() };
        let field = list.key().and_then(Node::text).unwrap_or_default();
        let name = if found.name.is_empty() { field } else { found.name };
        report(found, name, Place::secret(node, found.value), container, hits);
    }
}

fn report<'h>(
    found: Secret,
    name: &str,
    place: impl Into<Place>,
    container: &str,
    hits: &'h mut Hits,
) -> Beside<'h> {
    let (name, container) = (("name", &name as _), ("container", &container as _));
    match found.trace {
        Trace::Name => hits.case("named", place, [name, container, ("size", &found.size())]),
        Trace::Token(kind) => hits.case("token", place, [name, container, ("kind", &kind)]),
        Trace::Url => hits.case("url", place, [name, container]),
    }
}
