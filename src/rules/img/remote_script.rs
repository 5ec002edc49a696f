use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    for step in build.steps() {
        for execution in step.executions() {
            let url = execution.download.url;
            let (host, program) = (execution.download.host(), execution.by.text());
            hits.at(step.place(url.span()), [("host", &host), ("program", &program)])
                .related("run", step.place(execution.by.span()));
        }
    }
}
