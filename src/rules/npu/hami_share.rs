use crate::k8s::{Container, Quantity, Role};
use crate::npu::hami::{self, Card, Part};
use crate::npu::{self, Request};
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let requests = npu::requests(container);
    let shares: Vec<_> = requests
        .iter()
        .filter_map(|npu| hami::share(npu.name).map(|(card, part)| (npu, card, part)))
        .collect();
    let pairs = requests.iter().find(|npu| npu.name == hami::IN_PAIRS);
    if shares.is_empty() && pairs.is_none() {
        return hits.skip();
    }
    if let Some(pairs) = pairs {
        let count = whole(pairs).filter(|count| *count > 1 && count % 2 == 1);
        if let Some(count) = count {
            hits.case("odd", pairs.amount(), [("count", &count), ("next", &(count + 1))]);
        }
    }
    for (share, card, part) in shares {
        let args = [("container", &container.name() as _), ("resource", &share.name as _)];
        let count = requests.iter().find(|npu| npu.name == card.name);
        match count {
            None => {
                hits.case("alone", share.key, [args[0], args[1], ("card", &card.name)]);
            }
            Some(_) if container.role == Role::Init => {
                hits.case("init", share.key, args);
            }
            Some(count) => judge(container, (share, card, part), count, hits),
        }
    }
}

fn judge(
    container: &Container,
    (share, card, part): (&Request, &Card, Part),
    count: &Request,
    hits: &mut Hits,
) {
    let mode = npu::annotation(&container.pod, hami::MODE);
    if mode.is_template() {
        return hits.unknown();
    }
    let is_by_template = !mode.str().is_some_and(|mode| hami::SOFT_MODES.contains(&mode));
    if part == Part::Core {
        if is_by_template && !hits.met_template() {
            hits.case(
                "mode",
                share.key,
                [("container", &container.name()), ("resource", &share.name)],
            );
        }
        return;
    }
    let Some(memory) = whole(share) else { return };
    if memory > card.capacity {
        let args = [("card", &card.name as _), ("memory", &memory as _)];
        hits.case("capacity", share.amount(), [args[0], args[1], ("capacity", &card.capacity)]);
    } else if is_by_template && memory <= card.largest {
        let Some(count) = whole(count).filter(|count| *count > 1) else { return };
        let args = [("card", &card.name as _), ("memory", &memory as _)];
        hits.case("several", share.amount(), [args[0], args[1], ("count", &count)]);
    }
}

fn whole(npu: &Request) -> Option<i64> {
    Quantity::of(npu.amount())?.whole()
}
