use crate::dockerfile::Keyword;
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let runs = build.all(Keyword::Run);
    if runs.is_empty() {
        return hits.skip();
    }
    for run in runs {
        for (name, insecure) in [("security", "insecure"), ("network", "host")] {
            let Some(flag) = run.flag(name) else { continue };
            if flag.value.as_ref().is_some_and(|value| value.text().eq_ignore_ascii_case(insecure))
            {
                hits.case(name, build.place(flag.word.span()), []);
            }
        }
    }
}
