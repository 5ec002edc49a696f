use crate::finding::Place;
use crate::k8s::Container;
use crate::npu::{self, Visible};
use crate::rule::Hits;
use crate::yaml::Node;

/// Options of vLLM and `SGLang` that cut a model into as many parts, each for a card of its own.
const TENSOR: [&str; 4] = ["--tensor-parallel-size", "-tp", "--tp-size", "--tp"];
const PIPELINE: [&str; 3] = ["--pipeline-parallel-size", "-pp", "--pp-size"];
const DATA: [&str; 2] = ["--data-parallel-size", "-dp"];
const LOCAL_DATA: [&str; 2] = ["--data-parallel-size-local", "-dpl"];

/// Options of torchrun for processes on one node, each with a card of its own.
const PROCESSES: [&str; 2] = ["--nproc_per_node", "--nproc-per-node"];

/// Words that tell that other pods take their share, or that the parts share cards.
const SEVERAL_PODS: [&str; 8] = [
    "ray",
    "--nnodes",
    "--node-rank",
    "--headless",
    "--data-parallel-address",
    "--data-parallel-rank",
    "--dist-init-addr",
    "--enable-dp-attention",
];

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let Some(devices) = npu::promised(container).filter(|devices| *devices > 0) else {
        return hits.skip();
    };
    let words = Words::of(container);
    if let Some((cards, place)) = cards(container).filter(|(cards, _)| *cards > devices) {
        hits.case(
            "cards",
            place,
            [("container", &container.name()), ("cards", &cards), ("devices", &devices)],
        );
    }
    if let Some((processes, place)) = words.option(&PROCESSES).filter(|(count, _)| *count > devices)
    {
        hits.case(
            "processes",
            place,
            [("container", &container.name()), ("processes", &processes), ("devices", &devices)],
        );
    }
    // What a custom resource spreads over pods, its operator knows.
    if container.pod.object.is_built_in()
        && let Some((parts, place)) = words.parts().filter(|(parts, _)| *parts > devices)
    {
        hits.case(
            "parts",
            place,
            [("container", &container.name()), ("parts", &parts), ("devices", &devices)],
        );
    }
}

/// How many cards a list by hand has.
fn cards<'a>(container: &Container<'a>) -> Option<(i64, Node<'a>)> {
    let variable = container.variable(npu::VISIBLE_DEVICES)?;
    match npu::visible(variable.value.str()?) {
        Ok(Visible::Cards(cards)) => Some((i64::try_from(cards.len()).ok()?, variable.place)),
        _ => None,
    }
}

/// The words of a command, those of scripts in it too.
struct Words<'a>(Vec<(&'a str, Node<'a>)>);

impl<'a> Words<'a> {
    fn of(container: &Container<'a>) -> Self {
        let words = container.words().filter_map(|node| Some((node.str()?, node)));
        Self(
            words
                .flat_map(|(text, node)| text.split_whitespace().map(move |word| (word, node)))
                .collect(),
        )
    }

    /// Into how many parts a server cuts its model, and where the first of the numbers stands.
    fn parts(&self) -> Option<(i64, Place)> {
        let is_spread = |(word, _): &(&str, Node)| {
            SEVERAL_PODS.iter().any(|other| word.split('=').any(|part| part == *other))
        };
        if self.0.iter().any(is_spread) {
            return None;
        }
        let data = self.option(&LOCAL_DATA).or_else(|| self.option(&DATA));
        let factors = [self.option(&TENSOR), self.option(&PIPELINE), data];
        let parts = factors.iter().flatten().map(|(number, _)| *number);
        let parts = parts.fold(1_i64, i64::saturating_mul);
        factors.into_iter().flatten().next().map(|(_, place)| (parts, place))
    }

    /// The number that an option has in the end: behind `=`, or in the next word.
    fn option(&self, names: &[&str]) -> Option<(i64, Place)> {
        let at = self
            .0
            .iter()
            .rposition(|(word, _)| names.contains(&word.split('=').next().unwrap_or_default()))?;
        let (word, node) = self.0[at];
        let (value, node) = match word.split_once('=') {
            Some((_, value)) => (value, node),
            None => *self.0.get(at + 1)?,
        };
        Some((value.parse().ok()?, Place::part(node, value)))
    }
}
