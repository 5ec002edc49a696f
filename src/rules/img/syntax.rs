use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(file: &Build, hits: &mut Hits) {
    for problem in file.problems() {
        let mut found = hits.saying(file.place(problem.span), problem.message.clone());
        for (span, message) in &problem.related {
            found = found.also(file.place(*span), message.clone());
        }
    }
}
