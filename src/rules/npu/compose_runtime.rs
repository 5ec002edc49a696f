use crate::compose::Service;
use crate::npu::{self, Environment};
use crate::rule::Hits;

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    let environment = Environment::of_service(service);
    let setting = environment.get(npu::VISIBLE_DEVICES);
    // What is no list of cards is a fault of its own, or means none.
    let Some((setting, mut listed)) = setting.zip(npu::service::visible_cards(service)) else {
        return hits.skip_if_known();
    };
    let cards: Vec<_> = npu::service::cards(service).collect();
    let mut mapped: Vec<u32> = cards.iter().map(|card| card.0).collect();
    for numbers in [&mut listed, &mut mapped] {
        numbers.sort_unstable();
        numbers.dedup();
    }
    let args = [("service", &service.name() as _), ("value", &setting.value as _)];
    if let Some((_, place)) = cards.first().filter(|_| listed != mapped && !hits.met_template()) {
        let numbers: Vec<_> = mapped.iter().map(ToString::to_string).collect();
        let [service, value] = args;
        let args = [service, value, ("mapped", &numbers.join(",") as _)];
        hits.case("contradiction", setting.place(), args).related("device", *place);
    } else if !npu::service::has_runtime(service) && !service.get("runtime").is_template() {
        let case = if cards.is_empty() { "runtime" } else { "twice" };
        hits.case(case, setting.place(), args);
    }
}
