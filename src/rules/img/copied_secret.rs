use crate::dockerfile::{Address, Instruction, Word};
use crate::rule::Hits;
use crate::run::Build;
use crate::secret::{Contents, contents};

pub(crate) fn image(build: &Build, hits: &mut Hits) {
    let copies = build.copies();
    if copies.is_empty() {
        return hits.skip();
    }
    let shipped = build.shipped_stages();
    for copy in copies {
        for file in secrets(copy) {
            let ships = build
                .stage_at(file.span())
                .is_some_and(|stage| shipped.iter().any(|shipped| shipped.index == stage.index));
            let case = if ships { "shipped" } else { "built" };
            hits.case(case, build.place(file.span()), [("file", &file.raw())]);
        }
    }
}

/// The secrets that an instruction copies: what is called like one, or becomes so.
fn secrets(copy: &Instruction) -> Vec<&Word> {
    let Some((sources, destination)) = copy.copied() else { return Vec::new() };
    let held = |word: &Word| match word.partial() {
        // What is in a heredoc is in the Dockerfile anyway, and addresses are public.
        text if text.starts_with("<<") || Address::of(text).is_some() => Contents::Public,
        text => contents(text),
    };
    match sources {
        [source] if held(source) == Contents::Unknown => {
            let named = !destination.partial().ends_with('/');
            let secret = named && held(destination) == Contents::Secret;
            if secret { vec![destination] } else { Vec::new() }
        }
        _ => {
            let is_secret =
                |file: &&Word| matches!(held(file), Contents::Secret | Contents::Secrets);
            sources.iter().filter(is_secret).collect()
        }
    }
}
