use crate::compose::Service;
use crate::finding::Place;
use crate::k8s::{Container, Pod};
use crate::npu::{self, DriverPath};
use crate::rule::Hits;
use crate::yaml::Node;

pub(crate) fn pod(pod: &Pod, hits: &mut Hits) {
    let mut is_concerned = false;
    for container in pod.containers() {
        for mount in container.node.get("volumeMounts").items() {
            let Some((path, driver)) = driver_of(&container, mount) else { continue };
            is_concerned = true;
            let setting = mount.get("readOnly");
            if setting.bool() != Some(true) {
                said("writable", container.name(), path, path, setting.into(), hits);
            }
            let target = mount.get("mountPath");
            if let Some(at) = target.str()
                && !mount.get("subPath").exists()
                && is_moved(driver, path, at)
            {
                said("elsewhere", container.name(), path, at, target.into(), hits);
            }
        }
    }
    if !is_concerned || npu::is_infrastructure(pod) {
        hits.skip();
    }
}

/// The part of the driver that a mount brings in from the host.
fn driver_of<'a>(container: &Container<'a>, mount: Node<'a>) -> Option<(&'a str, DriverPath)> {
    let volume = container.pod.volume(mount.get("name").text()?)?;
    let path = volume.path(["hostPath", "path"]).str()?;
    Some((path, npu::driver_path(path)?)).filter(|_| !npu::is_infrastructure(&container.pod))
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let mut is_concerned = false;
    for volume in service.get("volumes").items() {
        let Some(mount) = Mount::of(volume) else { continue };
        let Some(driver) = npu::driver_path(mount.source) else { continue };
        is_concerned = true;
        if !mount.is_read_only {
            said("writable", service.name(), mount.source, mount.target, mount.place, hits);
        } else if is_moved(driver, mount.source, mount.target) {
            said("elsewhere", service.name(), mount.source, mount.target, mount.place, hits);
        }
    }
    if !is_concerned {
        hits.skip();
    }
}

/// A path of the host in a Compose service.
struct Mount<'a> {
    source: &'a str,
    target: &'a str,
    is_read_only: bool,
    place: Place,
}

impl<'a> Mount<'a> {
    fn of(volume: Node<'a>) -> Option<Self> {
        if volume.is_mapping() {
            let setting = volume.get("read_only");
            return Some(Self {
                source: volume.get("source").str()?,
                target: volume.get("target").str()?,
                is_read_only: setting.bool() == Some(true) || setting.is_template(),
                place: setting.or(volume.get("source")).into(),
            });
        }
        let mut parts = volume.str()?.split(':');
        let (source, target) = (parts.next()?, parts.next()?);
        let is_read_only = parts.next().is_some_and(|mode| mode.split(',').any(|one| one == "ro"));
        Some(Self { source, target, is_read_only, place: volume.into() })
    }
}

/// Whether a part of the driver is where nothing looks for it.
fn is_moved(driver: DriverPath, path: &str, target: &str) -> bool {
    driver == DriverPath::Library && target.trim_end_matches('/') != path.trim_end_matches('/')
}

fn said(case: &str, name: &str, path: &str, target: &str, place: Place, hits: &mut Hits) {
    hits.case(case, place, [("name", &name), ("path", &path), ("target", &target)]);
}
