//! Ports: those that containers declare, and who may listen on others.

use super::{Container, Object, PROBES, Pod};
use crate::dockerfile::port::includes;
use crate::yaml::Node;

/// Where a port of a Service leads: a port of the pods by name or number.
pub(crate) fn target(port: Node<'_>) -> Node<'_> {
    let target = port.get("targetPort");
    let is_set = target.exists() && !matches!(target.text(), Some("" | "0"));
    if is_set { target } else { port.get("port") }
}

/// TCP, unless a port says otherwise.
pub(crate) fn protocol(port: Node<'_>) -> &str {
    port.get("protocol").text().unwrap_or("TCP")
}

impl<'a> Object<'a> {
    /// The ports of a Service.
    pub(crate) fn ports(&self) -> impl ExactSizeIterator<Item = Node<'a>> {
        self.spec().get("ports").items()
    }

    /// Whether a Service has no address of its own, but those of its pods.
    pub(crate) fn is_headless(&self) -> bool {
        self.spec().get("clusterIP").str() == Some("None")
    }

    /// Whether a Service is but another name for something outside.
    pub(crate) fn is_external_name(&self) -> bool {
        self.spec().get("type").str() == Some("ExternalName")
    }
}

impl<'a> Pod<'a> {
    /// The ports that its containers declare while they last.
    pub(crate) fn ports(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let lasting = self.containers().filter(Container::is_lasting);
        lasting.flat_map(|container| container.node.get("ports").items())
    }

    /// Whether a webhook adds a container to it.
    fn is_injected(&self) -> bool {
        let adds = |(key, value): (Node, Node)| {
            let key = key.text().unwrap_or_default();
            let is_one = key.ends_with("inject") || key.ends_with("injection");
            (is_one || key == "dapr.io/enabled")
                && !matches!(value.text(), Some("false" | "disabled" | "no"))
        };
        self.annotations().entries().chain(self.labels().entries()).any(adds)
    }

    /// Whether it has no more containers and ports than are written.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_by_operator() && !self.is_injected()
    }

    /// Whether, by all that is written, nothing listens on a port. Kubernetes needs no port to be
    /// declared: so others must be, no container may run just what its image says, and none may be told
    /// of this one.
    pub(crate) fn rules_out(&self, number: &str) -> bool {
        self.ports().next().is_some()
            && self.is_silent_on(number, |container, is_declaring| {
                (is_declaring || container.words().next().is_some()) && !knows(container, number)
            })
    }

    /// Whether, by all that is written here and in the Dockerfiles of the run, nothing listens on a port
    /// that a probe asks. Every container must then have ports, if only those that its image exposes.
    pub(crate) fn rules_out_probed(&self, number: &str) -> bool {
        self.is_silent_on(number, |container, is_declaring| {
            (is_declaring || has_other_image(container, number)) && !is_told(container, number)
        })
    }

    /// Whether no container declares a port, no file has it, and `is_other` holds for all containers. It is
    /// told whether they declare ports at all.
    fn is_silent_on(&self, number: &str, is_other: impl Fn(&Container, bool) -> bool) -> bool {
        let is_silent = |container: Container| {
            let mut ports = container.node.get("ports").items();
            let is_declaring = ports.len() > 0;
            ports.all(|port| port.get("containerPort").str() != Some(number))
                && is_other(&container, is_declaring)
        };
        self.is_whole()
            && self.containers().filter(Container::is_lasting).all(is_silent)
            && !self.has_file_with(number)
    }

    /// Whether a ConfigMap of the run that it mounts has a number in it.
    fn has_file_with(&self, number: &str) -> bool {
        let references = self.references().into_iter();
        let maps = references.filter(|reference| reference.kind == "ConfigMap");
        let names = maps.filter_map(|reference| reference.name.text());
        names
            .filter_map(|name| self.run.objects.find("ConfigMap", self.object.namespace(), name))
            .flat_map(|map| map.root.get("data").entries())
            .any(|(_, value)| value.is_template() || mentions(value.text(), number))
    }
}

/// Whether a container is told a number, or asked for it by a probe.
fn knows(container: &Container, number: &str) -> bool {
    let mut handlers = PROBES.iter().flat_map(|probe| container.probe(probe).entries());
    is_told(container, number) || handlers.any(|(_, handler)| says(handler.get("port"), number))
}

/// Whether a container is told a number, in its command or its environment; or may be, where that is
/// not known.
fn is_told(container: &Container, number: &str) -> bool {
    container.words().any(|word| says(word, number))
        || container.env().iter().any(|variable| {
            let is_hidden = !variable.value.exists() && variable.name.contains("PORT");
            is_hidden || says(variable.value, number)
        })
}

/// Whether a container starts what its image starts, and all that is known of that are other ports.
fn has_other_image(container: &Container, number: &str) -> bool {
    // Another program, and one with variables from elsewhere, may listen anywhere.
    let is_changed = ["command", "envFrom"].iter().any(|field| container.node.get(field).exists());
    container.built().filter(|_| !is_changed).is_some_and(|built| {
        let exposed = built.exposed();
        let wanted = number.parse().unwrap_or_default();
        !exposed.is_empty()
            && !exposed.iter().any(|ports| includes(ports.partial(), wanted))
            && !built.texts().any(|text| mentions(Some(text), number))
    })
}

fn says(node: Node, number: &str) -> bool {
    node.is_template() || mentions(node.text(), number)
}

/// Whether a number stands in a text, and not just as a part of another.
fn mentions(text: Option<&str>, number: &str) -> bool {
    let text = text.unwrap_or_default();
    text.match_indices(number).any(|(at, _)| {
        let is_digit = |c: char| c.is_ascii_digit();
        !text[..at].ends_with(is_digit) && !text[at + number.len()..].starts_with(is_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_number_is_mentioned_where_it_stands_alone() {
        for (text, expected, reason) in [
            ("8080", true, "alone"),
            ("--listen=:8080", true, "in an argument"),
            ("http://0.0.0.0:8080/x", true, "in an address"),
            ("18080", false, "the end of another"),
            ("80801", false, "the start of another"),
            ("80800 8080", true, "after another"),
            ("", false, "nowhere"),
        ] {
            assert_eq!(mentions(Some(text), "8080"), expected, "{reason}");
        }
    }
}
