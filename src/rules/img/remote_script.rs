use crate::dockerfile::base_name;
use crate::dockerfile::download::Way;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps() {
        for execution in step.executions() {
            let case = match execution.way {
                Way::Printed => "printed",
                Way::Saved => "saved",
                Way::Itself => "itself",
            };
            let place = step.place(execution.download.url.span());
            let (host, program) = (execution.download.host(), base_name(execution.by.text()));
            hits.case(case, place, [("host", &host), ("program", &program)])
                .related("run", step.place(execution.by.span()));
        }
    }
}
