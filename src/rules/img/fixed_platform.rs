use crate::rule::Hits;
use crate::run::Build;

/// Other names of architectures, and those that images go by.
const ALIASES: [(&str, &str); 3] = [("aarch64", "arm64"), ("x86-64", "amd64"), ("x86_64", "amd64")];

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for stage in build.stages() {
        let Some(platform) = stage.platform() else { continue };
        let chosen = platform.expansion().is_some_and(|expansion| !expansion.uses.is_empty());
        // A stage that says in its name which platform it is for is one of several.
        let name = stage.name().map(|name| name.raw().to_lowercase()).unwrap_or_default();
        let mut parts = platform.partial().split('/');
        let named = parts.any(|part| {
            let alias = ALIASES.iter().find(|alias| alias.0 == part);
            name.contains(part) || alias.is_some_and(|alias| name.contains(alias.1))
        });
        if !chosen && !named {
            hits.at(build.place(platform.span()), [("platform", &platform.raw())]);
        }
    }
}
