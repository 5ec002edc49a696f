use crate::compose::Service;
use crate::dockerfile::{Dockerfile, Instruction, Keyword, Word};
use crate::k8s::Container;
use crate::npu::{self, Environment};
use crate::rule::Hits;
use crate::run::Build;

const NAME: &str = "LD_LIBRARY_PATH";

/// Where the driver's libraries are in a container, whoever mounts them.
const DRIVER: &str = "/usr/local/Ascend/driver/lib64";

/// A directory that images do not have: CANN is in `ascend-toolkit/latest`, or `cann` since 9.0.
/// Source: Ascend/cann-container-image, the Dockerfiles.
const NOWHERE: &str = "/usr/local/Ascend/latest";

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    if !npu::base_image(build).is_some_and(|image| npu::is_ascend_image(&image)) {
        return hits.skip();
    }
    let restored = starts_with_script(build);
    let stages = build.shipped_stages();
    let instructions = stages.iter().flat_map(|stage| stage.all(Keyword::Env));
    for pair in instructions.flat_map(|env| &env.pairs).filter(|pair| pair.name.text() == NAME) {
        let Some(word) = &pair.value else { continue };
        let value = word.partial();
        let place = || build.place(word.span());
        if names_nowhere(value) {
            hits.case("latest", place(), [("path", &NOWHERE)]);
        }
        let uses = word.expansion().map_or(&[][..], |expansion| &expansion.uses);
        let inherits = uses.iter().any(|used| used.name == NAME);
        if inherits || restored || value.contains(DRIVER) {
            continue;
        }
        if word.known().is_none() {
            hits.unknown();
        } else {
            hits.case("image", place(), [("value", &value)]);
        }
    }
}

/// Whether what the image starts with has CANN's script add its directories.
fn starts_with_script(file: &Dockerfile) -> bool {
    let Some(stage) = file.final_stage() else { return false };
    let starts = [&stage.state.entrypoint, &stage.state.cmd];
    let mut words = starts.into_iter().flatten().flat_map(|start| Instruction::command(start));
    words.any(|word: &Word| word.raw().contains(npu::SET_ENV))
}

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let environment = Environment::of_container(container);
    let is_ascend = environment.image.is_some_and(|image| npu::is_ascend_image(&image));
    if !is_ascend && npu::requests(container).is_empty() {
        return hits.skip();
    }
    let restored =
        container.words().any(|word| word.text().is_some_and(|t| t.contains(npu::SET_ENV)));
    judge(&environment, "container", restored, hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    if !npu::service::is_on_npu(service) {
        return hits.skip();
    }
    let restored =
        service.words().any(|word| word.text().is_some_and(|t| t.contains(npu::SET_ENV)));
    judge(&Environment::of_service(service), "service", restored, hits);
}

/// What stands in a manifest takes the place of the image's own value: a shell is not there to put
/// that in.
fn judge(environment: &Environment, case: &str, restored: bool, hits: &mut Hits) {
    let Some(path) = environment.get(NAME) else { return };
    if names_nowhere(path.value) {
        hits.case("latest", path.place(), [("path", &NOWHERE)]);
    }
    // `$(NAME)` takes in another variable of the manifest.
    if restored || path.value.contains(DRIVER) || path.value.contains("$(") {
        return;
    }
    hits.case(case, path.place(), [("name", &environment.holder), ("value", &path.value)]);
}

fn names_nowhere(value: &str) -> bool {
    value.split(':').any(|path| {
        path.strip_prefix(NOWHERE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
