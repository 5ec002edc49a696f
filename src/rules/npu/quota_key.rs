use crate::fix::Edit;
use crate::k8s::Manifest;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn object(object: &Manifest, hits: &mut Hits) {
    let mut keys: Vec<_> = object.spec().get("hard").entries().map(|(key, _)| key).collect();
    // Objects are counted by the names of their kinds, in which anything may stand.
    let own = &object.run.options.npu_resources;
    let is_npu = |key: &str| !key.starts_with("count/") && npu::is_npu_resource(resource(key), own);
    keys.retain(|key| key.str().is_some_and(is_npu));
    if keys.is_empty() {
        return hits.skip();
    }
    for key in keys {
        let Some(name) = key.str().filter(|name| !name.starts_with("requests.")) else { continue };
        // What is wrong but for its case would count nothing behind the right prefix, either.
        let near = npu::nearest(resource(name), own);
        let in_case = near.eq_ignore_ascii_case(resource(name));
        let right = if in_case { &near } else { resource(name) };
        let right = format!("requests.{right}");
        let is_free = !object.spec().get("hard").get(&right).exists();
        hits.at(key, [("key", &name), ("right", &right)])
            .fix([is_free.then(|| Edit::replace(key, &right)).flatten()]);
    }
}

/// What a key counts. The API server reads no other prefix than these.
fn resource(key: &str) -> &str {
    key.strip_prefix("requests.").or(key.strip_prefix("limits.")).unwrap_or(key)
}
