//! Ways into the cluster: an Ingress, and the routes of the Gateway API.

use super::Object;
use super::index::Namespace;
use crate::yaml::Node;

/// Where requests are sent: a Service, and perhaps one of its ports.
pub(crate) struct Backend<'a> {
    pub(crate) namespace: Namespace<'a>,
    /// The name of the Service.
    pub(crate) name: Node<'a>,
    /// The name or the number of the port.
    pub(crate) port: Node<'a>,
}

/// Annotations of those who end TLS by settings of their own.
const TLS_ELSEWHERE: [&str; 13] = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "alb.ingress.kubernetes.io/group.name",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    "haproxy-ingress.github.io/ssl-passthrough",
    "haproxy.org/ssl-passthrough",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "kubernetes.io/elb.tls-certificate-ids",
    "networking.gke.io/managed-certificates",
    // in front of the controller
    "nginx.ingress.kubernetes.io/force-ssl-redirect",
    // by the pods themselves
    "nginx.ingress.kubernetes.io/ssl-passthrough",
    "route.openshift.io/termination",
    "traefik.ingress.kubernetes.io/router.tls",
    "traefik.ingress.kubernetes.io/router.tls.certresolver",
];

/// Classes of those who end TLS for every host.
const TLS_ALWAYS: [&str; 2] = ["cloudflare-tunnel", "ngrok"];

impl<'a> Object<'a> {
    /// Whether this is an Ingress of Kubernetes itself.
    pub(crate) fn is_ingress(&self) -> bool {
        self.kind == "Ingress" && ["networking.k8s.io", "extensions"].contains(&self.group())
    }

    /// The class of an Ingress: which controller it is for.
    pub(crate) fn ingress_class(&self) -> Node<'a> {
        let annotation = self.annotations().get("kubernetes.io/ingress.class");
        self.spec().get("ingressClassName").or(annotation)
    }

    /// Whether the TLS of an Ingress is ended by settings that are not in its `tls`.
    pub(crate) fn ends_tls_elsewhere(&self) -> bool {
        let says = |value: Node, word: &str| value.str().is_some_and(|text| text.contains(word));
        let is_one = |(key, value): (Node, Node)| match key.text().unwrap_or_default() {
            "alb.ingress.kubernetes.io/listen-ports" => says(value, "HTTPS"),
            "traefik.ingress.kubernetes.io/router.entrypoints" => says(value, "websecure"),
            key => {
                TLS_ELSEWHERE.contains(&key) && value.str().is_some_and(|value| value != "false")
            }
        };
        self.ingress_class().str().is_some_and(|class| TLS_ALWAYS.contains(&class))
            || self.annotations().entries().any(is_one)
    }

    /// The Services to which an Ingress or a route sends requests.
    pub(crate) fn backends(&self) -> Vec<Backend<'a>> {
        let spec = self.spec();
        let rules = spec.get("rules").items();
        if self.is_ingress() {
            let paths = rules.flat_map(|rule| rule.path(["http", "paths"]).items());
            let defaults = [spec.get("defaultBackend"), spec.get("backend")];
            let all = defaults.into_iter().chain(paths.map(|path| path.get("backend")));
            return all.filter_map(|backend| self.of_ingress(backend)).collect();
        }
        if self.group() != "gateway.networking.k8s.io" || !self.kind.ends_with("Route") {
            return Vec::new();
        }
        let references = rules.flat_map(|rule| {
            let filters = rule.get("filters").items();
            let mirrors = filters.map(|filter| filter.path(["requestMirror", "backendRef"]));
            rule.get("backendRefs").items().chain(mirrors)
        });
        references.filter_map(|reference| self.of_route(reference)).collect()
    }

    fn of_ingress(&self, backend: Node<'a>) -> Option<Backend<'a>> {
        let service = backend.get("service");
        let port = service.get("port");
        // Before networking.k8s.io/v1 they stood side by side.
        let name = service.get("name").or(backend.get("serviceName"));
        let port = port.get("number").or(port.get("name")).or(backend.get("servicePort"));
        // An annotation of the AWS load balancer has this name, and no Service.
        let is_action = port.text() == Some("use-annotation");
        (name.exists() && !is_action).then(|| Backend { namespace: self.namespace(), name, port })
    }

    fn of_route(&self, reference: Node<'a>) -> Option<Backend<'a>> {
        let is_service = matches!(reference.get("group").text(), None | Some(""))
            && matches!(reference.get("kind").text(), None | Some("Service"));
        let (name, port) = (reference.get("name"), reference.get("port"));
        let namespace = reference.get("namespace").text().or(self.namespace());
        (is_service && name.exists()).then_some(Backend { namespace, name, port })
    }
}
