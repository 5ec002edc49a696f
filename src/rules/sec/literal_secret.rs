use crate::compose::{self, Service};
use crate::dockerfile::{Dockerfile, Word};
use crate::finding::Place;
use crate::k8s::Container;
use crate::rule::{Beside, Hits};
use crate::run::Build;
use crate::secret::{self, Secret, Trace};
use crate::yaml::Node;

/// What holds a secret: its name, and which messages speak of its kind.
#[derive(Clone, Copy)]
struct Holder<'a> {
    name: &'a str,
    /// The cases for a secret by its name, a token and a URL.
    cases: [&'static str; 3],
}

impl<'a> Holder<'a> {
    fn container(name: &'a str) -> Self {
        Self { name, cases: ["named", "token", "url"] }
    }

    fn service(name: &'a str) -> Self {
        Self { name, cases: ["service-named", "service-token", "service-url"] }
    }

    fn image(file: &'a Dockerfile) -> Self {
        let path = file.source().name();
        let name = path.rsplit('/').next().unwrap_or(path);
        Self { name, cases: ["image-named", "image-token", "image-url"] }
    }
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let holder = Holder::container(container.name());
    for variable in container.env() {
        let Some(text) = variable.value.text() else { continue };
        if variable.value.is_template() && secret::is_name(variable.name) {
            hits.unknown();
        }
        let Some(found) = secret::in_variable(variable.name, text) else { continue };
        // Where the key in the ConfigMap tells as much, it is said there.
        let key = variable.value.key().and_then(Node::text).filter(|_| variable.in_config_map);
        let is_told = key.is_some_and(|key| secret::in_variable(key, text).is_some());
        if is_told && container.pod.run.has_rule("SEC-023") {
            continue;
        }
        let value = Place::secret(variable.value, found.value);
        if variable.in_config_map {
            report(found, found.name, variable.place, holder, hits).related("value", value);
        } else {
            report(found, found.name, value, holder, hits);
        }
    }
    in_words(container.words(), holder, hits);
    let handlers: Vec<_> = handlers(container).filter(|handler| handler.is_mapping()).collect();
    for (name, value) in handlers.iter().copied().flat_map(headers) {
        let Some(text) = value.text() else { continue };
        if value.is_template() && secret::is_name(name) {
            hits.unknown();
        }
        if let Some(found) = secret::in_variable(name, text) {
            report(found, found.name, Place::secret(value, found.value), holder, hits);
        }
    }
    // Each is a command of its own.
    for handler in handlers {
        in_words(handler.path(["exec", "command"]).items(), holder, hits);
    }
}

/// What the kubelet runs or asks in a container beside its command.
fn handlers<'a>(container: &Container<'a>) -> impl Iterator<Item = Node<'a>> {
    let node = container.node;
    let hooks = ["postStart", "preStop"].map(|hook| node.path(["lifecycle", hook]));
    let probes = ["startupProbe", "livenessProbe", "readinessProbe"].map(|probe| node.get(probe));
    hooks.into_iter().chain(probes)
}

/// The HTTP headers that a handler sends.
fn headers(handler: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    let headers = handler.path(["httpGet", "httpHeaders"]).items();
    headers.filter_map(|header| Some((header.get("name").text()?, header.get("value"))))
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let holder = Holder::service(service.name());
    let build = service.get("build");
    for list in [service.get("environment"), build.get("args")] {
        for (name, value, place) in compose::assignments(list) {
            if let Some(found) = value.and_then(|value| secret::in_variable(name, value)) {
                report(found, name, Place::secret(place, found.value), holder, hits);
            }
        }
    }
    in_words(service.words(), holder, hits);
}

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    let holder = Holder::image(file);
    let hidden = |word: &Word| Place { secret: true, ..file.place(word.span()) };
    for instruction in file.instructions() {
        for pair in &instruction.pairs {
            let Some(value) = &pair.value else { continue };
            if let Some(found) = secret::in_variable(pair.name.text(), value.partial()) {
                report(found, pair.name.text(), hidden(value), holder, hits);
            }
        }
        for command in instruction.words.all() {
            let words = command.assignments.iter().chain(&command.words);
            for (word, found) in secret::in_words(words.map(|word| (word, word.text()))) {
                let keyword = instruction.keyword.as_str();
                let name = if found.name.is_empty() { keyword } else { found.name };
                report(found, name, hidden(word), holder, hits);
            }
        }
    }
}

/// The words of a command, each in its place or several in one.
fn in_words<'a>(words: impl Iterator<Item = Node<'a>>, holder: Holder, hits: &mut Hits) {
    let words = words.flat_map(|node| {
        let text = node.text().unwrap_or_default();
        secret::words(text).map(move |word| (node, word))
    });
    for (node, found) in secret::in_words(words) {
        // What stands alone goes by the name of the list that it stands in.
        let list = if node.key().is_some() { node } else { node.parent() };
        let field = list.key().and_then(Node::text).unwrap_or_default();
        let name = if found.name.is_empty() { field } else { found.name };
        report(found, name, Place::secret(node, found.value), holder, hits);
    }
}

fn report<'h>(
    found: Secret,
    name: &str,
    place: impl Into<Place>,
    holder: Holder,
    hits: &'h mut Hits,
) -> Beside<'h> {
    let [named, token, url] = holder.cases;
    let (name, holder) = (("name", &name as _), ("holder", &holder.name as _));
    match found.trace {
        Trace::Name => hits.case(named, place, [name, holder, ("size", &found.size())]),
        Trace::Token(kind) => hits.case(token, place, [name, holder, ("kind", &kind)]),
        Trace::Url => hits.case(url, place, [name, holder]),
    }
}
