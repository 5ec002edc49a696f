use crate::k8s::Container;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    for variable in container.node.get("env").items() {
        let reference = variable.path(["valueFrom", "secretKeyRef"]);
        let secret = reference.get("name");
        if reference.exists() {
            let [variable, key, secret_name] = [variable.get("name"), reference.get("key"), secret]
                .map(|node| node.text().unwrap_or_default());
            hits.case(
                "key",
                secret,
                [
                    ("variable", &variable),
                    ("container", &container.name()),
                    ("key", &key),
                    ("secret", &secret_name),
                ],
            );
        }
    }
    for from in container.node.get("envFrom").items() {
        let reference = from.get("secretRef");
        let secret = reference.get("name");
        if reference.exists() {
            let name = secret.text().unwrap_or_default();
            hits.case("all", secret, [("container", &container.name()), ("secret", &name)]);
        }
    }
}
