use crate::dockerfile::packages::{Call, Verb};
use crate::rule::Hits;
use crate::run::Build;

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let installs = |call: &Call| call.verb == Verb::Install && !call.arguments.operands.is_empty();
    let choice = |call: &Call| call.manager.recommends.filter(|_| installs(call));
    super::apt_get_yes::judge(build.shipped_steps(), choice, |_| false, hits);
}
