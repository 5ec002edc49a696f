use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    super::pinned_packages::judge(build, true, hits);
}
