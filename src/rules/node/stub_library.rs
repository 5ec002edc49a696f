use crate::node::Host;
use crate::node::explain::STUB;
use crate::rule::Hits;

pub(crate) fn node(host: &Host, hits: &mut Hits) {
    let mut outcomes = host.acl_outcomes().peekable();
    if host.cann.is_empty() && host.libraries.is_empty() && outcomes.peek().is_none() {
        return hits.skip();
    }
    let libraries = host.libraries.iter().enumerate();
    let loaded: Vec<_> = libraries.filter(|(_, library)| library.is_loaded).collect();
    let stubs: Vec<_> = loaded.iter().filter(|(_, library)| library.is_stub).collect();
    for (index, library) in &stubs {
        let place = host.place(&format!("/libraries/{index}/path"));
        hits.case("loaded", place, [("name", &library.name), ("path", &library.path)]);
    }
    if !stubs.is_empty() {
        return;
    }
    if let Some((pointer, _)) = outcomes.find(|(_, outcome)| outcome.code == Some(STUB)) {
        hits.case("answer", host.place(&format!("{pointer}/code")), [("code", &STUB)]);
    } else if loaded.is_empty() {
        hits.unknown();
    }
}
