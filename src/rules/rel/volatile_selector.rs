use crate::k8s::Workload;
use crate::rule::Hits;
use crate::yaml::Node;

/// Labels that say which build this is, by the last part of their name without what parts its words.
const OF_BUILDS: [&str; 14] = [
    "builddate",
    "buildid",
    "buildnumber",
    "commit",
    "commitsha",
    "controllerrevisionhash",
    "date",
    "gitcommit",
    "gitsha",
    "imagetag",
    "podtemplatehash",
    "revisionhash",
    "sha",
    "timestamp",
];

pub(crate) fn workload(workload: &Workload, hits: &mut Hits) {
    let object = workload.object;
    let selector = object.spec().get("selector");
    // What a controller has made, nobody applies again.
    let is_made = object.root.path(["metadata", "ownerReferences"]).items().len() > 0;
    if !object.is_built_in() || !selector.exists() || is_made {
        return hits.skip();
    }
    let labels = selector.get("matchLabels").entries();
    let expressions = selector.get("matchExpressions").items().flat_map(|expression| {
        expression.get("values").items().map(move |value| (expression.get("key"), value))
    });
    for (key, value) in labels.chain(expressions) {
        judge(object.name(), key, value, hits);
    }
}

fn judge(object: &str, key: Node, value: Node, hits: &mut Hits) {
    let Some(name) = key.text() else { return };
    let last = name.rsplit('/').next().unwrap_or(name).replace(['-', '_', '.'], "").to_lowercase();
    let is_volatile: fn(&str) -> bool = match last.as_str() {
        "version" if name.contains('/') => |value| is_release(value, 2),
        // Meshes tell `v1` from `v2` by this one.
        "version" | "appversion" => |value| is_release(value, 3),
        "chart" => |value| value.match_indices('-').any(|(at, _)| is_release(&value[at + 1..], 3)),
        last if OF_BUILDS.contains(&last) => |value| value.contains(|c: char| c.is_ascii_digit()),
        _ => return,
    };
    // An object that is named after its version makes room for another one.
    let is_named =
        |value: &str| object.contains(value) || object.contains(&value.replace('.', "-"));
    let Some(text) = value.str() else { return };
    if is_volatile(text) && !is_named(text) {
        hits.at(value, [("key", &name), ("value", &text)]);
    }
}

/// Whether this names one release: so many numbers with points between them, or a commit.
fn is_release(value: &str, least: usize) -> bool {
    let version = value.strip_prefix('v').unwrap_or(value);
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let numbers = version.split('.').take_while(|part| is_number(part)).count();
    let is_hash = value.len() >= 7
        && value.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
        && value.contains(|c: char| c.is_ascii_digit());
    numbers >= least || is_hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_from_names() {
        for (value, least, expected, reason) in [
            ("1.4.2", 3, true, "a version"),
            ("v1.4.2-rc.1", 3, true, "with more behind it"),
            ("1.4", 3, false, "a line of releases"),
            ("1.4", 2, true, "of which there will be another"),
            ("v1", 2, false, "a variant"),
            ("9fceb02", 3, true, "a commit"),
            ("deadbeef", 3, false, "a word may be"),
            ("stable", 2, false, "a word"),
        ] {
            assert_eq!(is_release(value, least), expected, "{value}: {reason}");
        }
    }
}
