use crate::dockerfile::Dockerfile;
use crate::rule::Hits;

pub(crate) fn image(file: &Dockerfile, hits: &mut Hits) {
    for problem in file.problems() {
        let mut found = hits.saying(file.place(problem.span), problem.message.clone());
        for (span, message) in &problem.related {
            found = found.also(file.place(*span), message.clone());
        }
    }
}
