use crate::dockerfile::options::Arguments;
use crate::dockerfile::release::Release;
use crate::dockerfile::step::Step;
use crate::rule::Hits;
use crate::run::Build;

/// Up to here, the file that useradd writes stays below 20 MB.
const HIGHEST: u64 = 65_535;
/// What lastlog and faillog hold for each user.
const BYTES: u64 = 292 + 32;
/// From these on, useradd leaves out what would be zeros anyway (shadow 4.13).
const MENDED: [(&str, u32); 3] = [("Debian", 12), ("Ubuntu", 23), ("Fedora", 37)];
const VALUED: &str = "b base-dir c comment d home-dir e expiredate f inactive F g gid G groups k \
    skel K key p password P prefix R root s shell u uid Z selinux-user";

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let mut concerned = false;
    for step in build.steps() {
        for command in &step.commands {
            if command.program() != Some("useradd") {
                continue;
            }
            concerned = true;
            if is_mended(&step) {
                continue;
            }
            let arguments = Arguments::read(build, command.arguments(), VALUED);
            let Some(option) = arguments.option(&["u", "uid"]) else { continue };
            let id = option.value.as_ref().and_then(|id| id.parse::<u64>().ok());
            let Some(id) = id.filter(|id| *id > HIGHEST) else { continue };
            if !arguments.has(&["l", "no-log-init"]) {
                let size = id * BYTES / 1_000_000;
                hits.at(step.place(option.word.span()), [("id", &id), ("size", &size)]);
            }
        }
    }
    if !concerned {
        hits.skip();
    }
}

fn is_mended(step: &Step) -> bool {
    let major = |release: &Release| release.version.split('.').next()?.parse::<u32>().ok();
    step.releases().iter().any(|release| {
        MENDED
            .iter()
            .any(|(name, from)| release.product.name == *name && major(release) >= Some(*from))
    })
}
