use crate::dockerfile::packages::Verb;
use crate::dockerfile::packages::requirement::{Version, version_of};
use crate::finding::Place;
use crate::k8s::Image;
use crate::npu;
use crate::npu::compatibility::{line, pythons, release, releases_for, torch_in_vllm, torch_of};
use crate::rule::Hits;
use crate::run::Build;

/// A package that the image has, as the last step leaves it.
struct Package {
    version: Version,
    place: Place,
    /// Whether something else decides its version: a file of constraints, or what is installed by the
    /// same command.
    settled: bool,
}

impl Package {
    fn pinned(&self) -> Option<&str> {
        match &self.version {
            Version::Pinned(version) => Some(version),
            _ => None,
        }
    }
}

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let (torch, extension) = (installed(build, "torch"), installed(build, "torch-npu"));
    let base = npu::base_image(build);
    let Some(extension) = extension else {
        let in_vllm = base.filter(|image| image.base_name() == "vllm-ascend");
        match (torch, in_vllm) {
            (Some(torch), Some(base)) => judge_replaced(&torch, &base, hits),
            _ => hits.skip(),
        }
        return;
    };
    if let Some(torch) = &torch {
        judge_pair(torch, &extension, hits);
    }
    let Some(version) = extension.pinned() else {
        if extension.version == Version::Unknown {
            hits.unknown();
        }
        return;
    };
    let word = build.final_stage().and_then(|stage| build.base_image(stage));
    let Some((base, word)) = base.zip(word) else { return };
    let base = (base, build.place(word.span()));
    judge_cann(version, &extension.place, &base, hits);
    judge_python(version, &extension.place, &base, hits);
}

/// The package of this name that the steps of the image install last: one that is there already is not
/// installed anew.
fn installed(build: &Build, name: &str) -> Option<Package> {
    let mut found = None;
    for step in build.shipped_steps() {
        for call in step.calls().into_iter().filter(|call| call.verb == Verb::Install) {
            let is_python = ["pip", "uv"].iter().any(|program| call.program.starts_with(program));
            for operand in call.arguments.operands.iter().filter(|_| is_python) {
                let Some(version) = version_of(&operand.text, name) else { continue };
                if found.is_some() && version == Version::Open {
                    continue;
                }
                let mut others = call.arguments.operands.iter();
                let settled = step.chooses(&call, &call.manager.settled)
                    || others.any(|other| version_of(&other.text, "torch-npu").is_some());
                found = Some(Package { version, place: step.place(operand.word.span()), settled });
            }
        }
    }
    found
}

fn judge_pair(torch: &Package, extension: &Package, hits: &mut Hits) {
    let place = torch.place.clone();
    let hit = match (torch.pinned(), extension.pinned()) {
        (Some(torch), Some(version)) if !fits(torch, torch_of(version)) => hits.case(
            "torch",
            place,
            [("torch", &torch), ("torch-npu", &version), ("right", &torch_of(version))],
        ),
        (None, Some(version)) if torch.version == Version::Open && !torch.settled => {
            hits.case("open", place, [("torch-npu", &version), ("right", &torch_of(version))])
        }
        _ => return,
    };
    hit.related("torch-npu", extension.place.clone());
}

fn judge_cann(version: &str, place: &Place, base: &(Image, Place), hits: &mut Hits) {
    let Some(cann) = npu::cann_of(&base.0) else { return };
    let (Some(release), Some(own)) = (release(version), line(cann)) else { return };
    let fitting: Vec<_> = releases_for(own).map(|release| release.torch_npu).collect();
    let Some(needed) = line(release.cann).filter(|needed| *needed != own && !fitting.is_empty())
    else {
        return;
    };
    let case = if own < needed { "cann-older" } else { "cann-newer" };
    let args = [
        ("torch-npu", &version as _),
        ("cann", &cann as _),
        ("needed", &release.cann as _),
        ("fitting", &fitting.join(", ") as _),
    ];
    hits.case(case, place.clone(), args).related("base", base.1.clone());
}

fn judge_python(version: &str, place: &Place, base: &(Image, Place), hits: &mut Hits) {
    let torch = torch_of(version);
    let (Some(minor), Some((first, last))) = (npu::python_of(&base.0), pythons(torch)) else {
        return;
    };
    if (first..=last).contains(&minor) {
        return;
    }
    let args = [
        ("torch-npu", &version as _),
        ("torch", &torch as _),
        ("python", &minor as _),
        ("first", &first as _),
        ("last", &last as _),
    ];
    hits.case("python", place.clone(), args).related("base", base.1.clone());
}

/// That a PyTorch is put over the one that an image of vLLM's was made with.
fn judge_replaced(torch: &Package, base: &Image, hits: &mut Hits) {
    let own = base.tag.and_then(torch_in_vllm);
    let Some((version, own)) = torch.pinned().zip(own) else { return };
    if !fits(version, own) {
        let image = base.tag.unwrap_or_default();
        let args = [("torch", &version as _), ("own", &own as _), ("tag", &image as _)];
        hits.case("replaced", torch.place.clone(), args);
    }
}

/// Whether a PyTorch is the wanted one, whatever processor it was built for: `2.9+cpu` is 2.9.0.
fn fits(torch: &str, wanted: &str) -> bool {
    let number = torch_of(torch);
    wanted.strip_prefix(number).is_some_and(|rest| rest.is_empty() || rest == ".0")
}
