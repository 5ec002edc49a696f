//! Seccomp profiles: which system calls the programs of a pod may make.
//!
//! Until 1.18 annotations say it. The field came in 1.19; the API server copied annotations to it up to
//! 1.26 and ignores them since.

use super::{Container, Pod};
use crate::yaml::Node;

const OF_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const OF_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// The seccomp profile that somebody asks for.
#[derive(Clone, Copy)]
pub(crate) struct Seccomp<'a> {
    /// Where it is named: the type of the field, or the annotation.
    pub(crate) place: Node<'a>,
    /// Whether it keeps any call from the programs.
    pub(crate) confines: bool,
}

impl<'a> Pod<'a> {
    /// The seccomp profile of the pod itself.
    pub(crate) fn seccomp(&self) -> Option<Seccomp<'a>> {
        Seccomp::new(self, self.security("seccompProfile"), self.annotations().get(OF_POD))
    }
}

impl<'a> Container<'a> {
    /// The seccomp profile of the container's own, which wins over that of the pod.
    pub(crate) fn own_seccomp(&self) -> Option<Seccomp<'a>> {
        Seccomp::new(&self.pod, self.own_security("seccompProfile"), self.own_annotation())
    }

    /// The annotation that asks for a seccomp profile, heeded or not.
    pub(crate) fn seccomp_annotation(&self) -> Node<'a> {
        self.own_annotation().or(self.pod.annotations().get(OF_POD))
    }

    fn own_annotation(&self) -> Node<'a> {
        self.pod.annotations().get(&format!("{OF_CONTAINER}{}", self.name()))
    }
}

impl<'a> Seccomp<'a> {
    fn new(pod: &Pod, field: Node<'a>, annotation: Node<'a>) -> Option<Self> {
        let minor = pod.run.minor();
        if minor >= 19 && field.exists() {
            let place = field.get("type");
            let confines = matches!(place.str(), Some("RuntimeDefault" | "Localhost"));
            return Some(Self { place, confines });
        }
        let place = Some(annotation).filter(|place| minor < 27 && place.exists())?;
        let profile = place.str().unwrap_or_default();
        let confines = matches!(profile, "runtime/default" | "docker/default")
            || profile.starts_with("localhost/");
        Some(Self { place, confines })
    }
}
