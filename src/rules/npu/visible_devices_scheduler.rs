use crate::k8s::Container;
use crate::npu;
use crate::rule::Hits;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let granted = npu::granted(container).filter(|granted| npu::is_whole_card(granted.key));
    let Some(granted) = granted else { return hits.skip() };
    match npu::is_volcano(&container.pod) {
        Some(true) => {}
        None => hits.unknown(),
        Some(false) => {
            let scheduler = npu::scheduler(&container.pod);
            let name = scheduler.text().unwrap_or("default-scheduler");
            let hit = hits.at(
                granted.place,
                [("container", &container.name()), ("key", &granted.key), ("scheduler", &name)],
            );
            if scheduler.exists() {
                hit.related("scheduler", scheduler);
            }
        }
    }
}
