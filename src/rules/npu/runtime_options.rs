use crate::compose::Service;
use crate::k8s::Container;
use crate::npu::{self, Environment, Visible, vnpu};
use crate::rule::Hits;

/// What the runtime takes in `ASCEND_RUNTIME_OPTIONS`, and for its switches. Source:
/// Ascend/mind-cluster, `component/ascend-docker-runtime/runtime/process/process.go`.
const OPTIONS: [&str; 2] = ["NODRV", "VIRTUAL"];
const SWITCH: [&str; 2] = ["True", "False"];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    judge(&Environment::of_container(container), hits);
}

pub(crate) fn service(service: &Service, hits: &mut Hits) {
    judge(&Environment::of_service(service), hits);
}

fn judge(environment: &Environment, hits: &mut Hits) {
    // `$(NAME)` stands for the value of another variable.
    let get = |name| environment.get(name).filter(|setting| !setting.value.contains("$("));
    let options = get("ASCEND_RUNTIME_OPTIONS");
    let link = get("ASCEND_ALLOW_LINK");
    let specs = get("ASCEND_VNPU_SPECS");
    if [options, link, specs].iter().all(Option::is_none) {
        return hits.skip();
    }
    let holder = environment.holder;
    if let Some(setting) = options {
        let mut all = setting.value.split(',');
        if let Some(option) = all.find(|option| !OPTIONS.contains(option)) {
            let place = setting.place();
            hits.case("option", place, [("holder", &holder), ("value", &option)]);
        }
    }
    if let Some(setting) = link.filter(|setting| !SWITCH.contains(&setting.value)) {
        let place = setting.place();
        hits.case("link", place, [("holder", &holder), ("value", &setting.value)]);
    }
    let Some(setting) = specs else { return };
    if !vnpu::TEMPLATES.contains(&setting.value) {
        let all = vnpu::TEMPLATES.join(", ");
        hits.case(
            "template",
            setting.place(),
            [("holder", &holder), ("value", &setting.value), ("templates", &all)],
        );
    } else if options.is_some_and(|options| options.value.split(',').any(|one| one == "VIRTUAL")) {
        hits.case("both", setting.place(), [("holder", &holder), ("value", &setting.value)]);
    } else if let Some(list) = get(npu::VISIBLE_DEVICES)
        && let Ok(Visible::Cards(cards)) = npu::visible(list.value)
        && cards.len() > 1
    {
        hits.case(
            "cards",
            setting.place(),
            [("holder", &holder), ("value", &setting.value), ("cards", &list.value)],
        )
        .related("list", list.place());
    }
}
