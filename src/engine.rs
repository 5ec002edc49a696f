//! Judging: every selected rule on every unit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::Options;
use crate::compose::{Project, Service};
use crate::dockerfile::Dockerfile;
use crate::document::{Document, File};
use crate::error::Error;
use crate::finding::{Finding, Place};
use crate::k8s::{Manifest, Object, Objects, Pod, Workload};
use crate::lang::Text;
use crate::node::{Host, NodeFile};
use crate::npu;
use crate::rule::{Hits, Outcome, Rule, Subject};
use crate::run::{Build, Files, Run};
use crate::source::Span;
use crate::yaml::Node;

const CRASHED: Text = Text {
    en: "rule {code} crashed on {kind} \"{name}\"; please report this",
    zh: "规则 {code} 检查 {kind} \"{name}\" 时崩溃；请向我们反馈",
};

/// What came out for one unit.
#[derive(Debug)]
pub struct Judgement {
    /// What was judged: a kind of Kubernetes object, `Image`, `ComposeFile`,
    /// `ComposeService` or `Node`.
    pub kind: String,
    /// Its name; of an image and a Compose file the path of the file.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// Where it is.
    pub place: Place,
    /// The rules that are met.
    pub(crate) passed: Vec<&'static Rule>,
    /// How the other rules that concern it came out.
    pub(crate) outcomes: Vec<(&'static Rule, Outcome)>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Annotations of the unit that speak of rules: `ignore.SEC-002` and `attest.OBS-002`.
    pub(crate) notes: Vec<Note>,
    /// Rules that crashed.
    pub errors: Vec<Error>,
}

/// An annotation or label `seaworthy.dev/<what>.<rule>: <text>`.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) place: Place,
}

const PREFIX: &str = "seaworthy.dev/";

/// Judges all units of a run. The result is in the order of the files, whatever the number of threads.
pub fn judge(files: &[File], options: &Options) -> Vec<Judgement> {
    let documents: Vec<&Document> = files.iter().flat_map(|file| &file.documents).collect();
    let all_objects: Vec<Vec<Object>> =
        documents.par_iter().map(|document| objects_in(document)).collect();
    let objects = Objects::new(all_objects.iter().flatten().copied());
    let run = &Run::new(options, objects, Files::new(files));
    let plan = &Plan::new(files, options);
    let batches = documents.par_chunks(BATCH).zip(all_objects.par_chunks(BATCH));
    let judged: Vec<Vec<Judgement>> =
        batches.map(|(documents, objects)| judge_batch(documents, objects, run, plan)).collect();
    let mut judged: Vec<_> = judged.into_iter().flatten().collect();
    judged.iter_mut().for_each(Judgement::say_once);
    judged
}

/// How many documents are judged together: few enough to stay in the caches, and enough to be worth
/// it.
const BATCH: usize = 32;

/// The rules of a run by what they look at, so that no unit meets those that cannot concern it.
struct Plan {
    /// Rules of objects, and of what is in them.
    objects: Vec<ObjectRule>,
    projects: Vec<&'static Rule>,
    services: Vec<&'static Rule>,
    images: Vec<&'static Rule>,
    nodes: Vec<&'static Rule>,
}

/// A rule, and which parts of an object it looks at.
#[expect(clippy::struct_excessive_bools, reason = "each is of a part of its own")]
struct ObjectRule {
    rule: &'static Rule,
    of_objects: bool,
    of_workloads: bool,
    of_pods: bool,
    of_containers: bool,
}

impl ObjectRule {
    fn new(rule: &'static Rule) -> Self {
        let looks_at = |subject| rule.subjects.contains(&subject);
        Self {
            rule,
            of_objects: looks_at(Subject::Object),
            of_workloads: looks_at(Subject::Workload),
            of_pods: looks_at(Subject::Pod),
            of_containers: looks_at(Subject::Container),
        }
    }
}

impl Plan {
    fn new(files: &[File], options: &Options) -> Self {
        let speaks_of_npus = |file: &File| npu::is_spoken_of(file.source.text());
        let without_npus = options.npu_resources.is_empty()
            && options.rules.iter().any(|rule| rule.family() == "NPU")
            && !files.par_iter().any(speaks_of_npus);
        let of = |subjects: &[Subject]| -> Vec<&'static Rule> {
            let rules = options.rules.iter().copied();
            let concerned = rules.filter(|rule| {
                let is_idle = without_npus && rule.family() == "NPU";
                !is_idle && rule.subjects.iter().any(|subject| subjects.contains(subject))
            });
            concerned.collect()
        };
        let of_objects =
            of(&[Subject::Object, Subject::Workload, Subject::Pod, Subject::Container]);
        Self {
            objects: of_objects.into_iter().map(ObjectRule::new).collect(),
            projects: of(&[Subject::Compose]),
            services: of(&[Subject::Service]),
            images: of(&[Subject::Image]),
            nodes: of(&[Subject::Node]),
        }
    }
}

fn objects_in(document: &Document) -> Vec<Object<'_>> {
    match document {
        Document::Objects(tree) => Object::all_in(tree),
        _ => Vec::new(),
    }
}

/// Judges some documents, with the objects of each.
fn judge_batch<'a>(
    documents: &[&'a Document],
    objects: &'a [Vec<Object<'a>>],
    run: &'a Run<'a>,
    plan: &Plan,
) -> Vec<Judgement> {
    let mut of_objects = judge_objects(objects.iter().flatten(), run, plan).into_iter();
    let mut judged = Vec::with_capacity(of_objects.len());
    for (document, own) in documents.iter().zip(objects) {
        match document {
            Document::Objects(_) => judged.extend(of_objects.by_ref().take(own.len())),
            Document::Compose(file) => judged.extend(judge_project(Project { file, run }, plan)),
            Document::Dockerfile(file) => judged.push(judge_image(file, run, plan)),
            Document::Node(file) => judged.push(judge_node(file, plan)),
        }
    }
    judged
}

/// Judges a batch of objects, rule by rule: what a rule is made of stays in the processor's caches
/// while it is asked of all of them, and so do they.
fn judge_objects<'a>(
    objects: impl Iterator<Item = &'a Object<'a>>,
    run: &'a Run<'a>,
    plan: &Plan,
) -> Vec<Judgement> {
    let mut all: Vec<_> = objects.map(|object| unit_of(*object, run, plan)).collect();
    // Kinds are few: each rule is asked once for each, and not once for each object.
    let mut kinds: Vec<&str> = all.iter().map(|(_, manifest, _)| manifest.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kind_of = |manifest: &Manifest| kinds.partition_point(|kind| *kind < manifest.kind);
    let numbers: Vec<usize> = all.iter().map(|(_, manifest, _)| kind_of(manifest)).collect();
    for asked in &plan.objects {
        let rule = asked.rule;
        let is_of = |kind: &&str| rule.kinds.is_empty() || rule.kinds.contains(kind);
        let concerned: Vec<bool> = kinds.iter().map(is_of).collect();
        for ((unit, manifest, workload), kind) in all.iter_mut().zip(&numbers) {
            if concerned[*kind] && (asked.of_objects || workload.is_some()) {
                unit.judge(rule, |hits| run_on_object(asked, manifest, workload.as_ref(), hits));
            }
        }
    }
    all.into_iter().map(|(unit, ..)| unit).collect()
}

/// An object before any rule was asked.
fn unit_of<'a>(
    object: Object<'a>,
    run: &'a Run<'a>,
    plan: &Plan,
) -> (Judgement, Manifest<'a>, Option<Workload<'a>>) {
    let manifest = Manifest { object, run };
    let workload = Workload::new(object, run);
    // A bare pod is its own template.
    let of_pods = workload.iter().flat_map(|workload| &workload.pods);
    let of_pods = of_pods.filter(|_| object.kind != "Pod").map(Pod::annotations);
    let entries = std::iter::once(object.annotations()).chain(of_pods).flat_map(Node::entries);
    let notes =
        entries.filter_map(|(key, value)| note(key.text()?, value.text().unwrap_or_default(), key));

    let name = object.name_node();
    let place = if name.exists() { name } else { object.root.get("kind") };
    let mut unit = Judgement::new(object.kind, object.name(), place);
    unit.namespace = object.namespace().map(str::to_owned);
    unit.notes = notes.collect();
    // Most rules are of objects that run pods.
    if workload.is_some() {
        unit.passed.reserve(plan.objects.len());
    }
    (unit, manifest, workload)
}

fn run_on_object(
    asked: &ObjectRule,
    manifest: &Manifest,
    workload: Option<&Workload>,
    hits: &mut Hits,
) {
    let checks = &asked.rule.checks;
    let name = || manifest.name();
    if asked.of_objects {
        hits.run(checks.object, manifest);
        hits.assert(checks.assert, manifest.root, name);
    }
    let Some(workload) = workload else { return };
    let is_partial = workload.is_partial;
    if asked.of_workloads {
        hits.partial = is_partial.then(|| manifest.root.span());
        hits.run(checks.workload, workload);
        hits.assert(checks.assert, manifest.root, name);
    }
    for pod in workload.pods.iter().filter(|_| asked.of_pods) {
        hits.partial = (is_partial && pod.is_partial()).then(|| pod.template.span());
        hits.run(checks.pod, pod);
        hits.assert(checks.assert, pod.template, name);
    }
    for container in workload.containers.iter().filter(|_| asked.of_containers) {
        hits.partial = (is_partial && container.pod.is_patch()).then(|| container.node.span());
        hits.run(checks.container, container);
        hits.assert(checks.assert, container.node, || container.name());
    }
}

/// The Compose file as a whole, and each of its services.
fn judge_project(project: Project, plan: &Plan) -> Vec<Judgement> {
    let services = project.root().get("services");
    let mut whole =
        Judgement::new("ComposeFile", project.path(), services.key().unwrap_or(services));
    for rule in &plan.projects {
        whole.judge(rule, |hits| {
            hits.run(rule.checks.compose, &project);
            hits.assert(rule.checks.assert, project.root(), || project.path());
        });
    }
    let services = project.services().map(|service| judge_service(service, plan));
    std::iter::once(whole).chain(services).collect()
}

fn judge_service(service: Service, plan: &Plan) -> Judgement {
    let labels = service.labels().into_iter();
    let notes =
        labels.filter_map(|(name, value, place)| note(name, value.unwrap_or_default(), place));
    let mut unit = Judgement::new("ComposeService", service.name(), service.key);
    unit.notes = notes.collect();
    let partial = service.is_partial().then(|| service.key.span());
    for rule in &plan.services {
        unit.judge(rule, |hits| {
            hits.partial = partial;
            hits.run(rule.checks.service, &service);
            hits.assert(rule.checks.assert, service.node, || service.name());
        });
    }
    unit
}

fn judge_image<'a>(file: &'a Dockerfile, run: &'a Run<'a>, plan: &Plan) -> Judgement {
    let span = file.final_stage().map_or_else(Span::default, |stage| stage.from.keyword_span);
    let mut unit = Judgement::new("Image", file.name(), file.place(span));
    let build = Build { dockerfile: file, run };
    for rule in &plan.images {
        unit.judge(rule, |hits| hits.run(rule.checks.image, &build));
    }
    unit
}

fn judge_node(file: &NodeFile, plan: &Plan) -> Judgement {
    let host = Host { file };
    let mut unit = Judgement::new("Node", &host.node.name, host.place("/node/name"));
    for rule in &plan.nodes {
        unit.judge(rule, |hits| {
            hits.run(rule.checks.node, &host);
            hits.assert(rule.checks.assert, host.place(""), || &host.node.name);
        });
    }
    unit
}

impl Judgement {
    fn new(kind: &str, name: &str, place: impl Into<Place>) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            namespace: None,
            place: place.into(),
            passed: Vec::new(),
            outcomes: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Runs a rule. A crash costs this rule on this unit and nothing else.
    fn judge(&mut self, rule: &'static Rule, run: impl FnOnce(&mut Hits)) {
        let judged = catch_unwind(AssertUnwindSafe(|| {
            let mut hits = Hits::new(rule);
            run(&mut hits);
            hits.finish()
        }));
        let (outcome, findings) = judged.unwrap_or_else(|_| {
            let message =
                CRASHED.with([("code", &rule.code), ("kind", &self.kind), ("name", &self.name)]);
            self.errors.push(Error {
                file: self.place.source.name().to_owned(),
                place: Some((self.place.source.clone(), self.place.span)),
                message,
            });
            (Outcome::Unknown, Vec::new())
        });
        match outcome {
            Outcome::Skipped => {}
            Outcome::Passed => self.passed.push(rule),
            Outcome::Failed if self.attestation(rule).is_some() => {
                self.outcomes.push((rule, Outcome::Attested));
            }
            _ => {
                self.outcomes.push((rule, outcome));
                for mut finding in findings {
                    finding.unit = unit_id(&self.kind, self.namespace.as_deref(), &self.name);
                    self.findings.push(finding);
                }
            }
        }
    }

    /// Leaves out what a rule finds where one that it yields to finds something, too. A rule that finds
    /// nothing else does not count.
    fn say_once(&mut self) {
        let yields = |finding: &Finding| {
            let to = finding.rule.yields_to;
            let mut others = self.findings.iter().filter(|other| to.contains(&other.rule.code));
            !to.is_empty() && others.any(|other| other.place.is_at(&finding.place))
        };
        if !self.findings.iter().any(yields) {
            return;
        }
        self.findings = self.findings.iter().filter(|found| !yields(found)).cloned().collect();
        let found = |rule: &Rule| self.findings.iter().any(|left| left.rule.code == rule.code);
        self.outcomes.retain(|(rule, outcome)| *outcome != Outcome::Failed || found(rule));
    }

    /// How its author says that the unit meets a rule which a manifest cannot prove.
    pub(crate) fn attestation(&self, rule: &Rule) -> Option<&str> {
        let met = |note: &&Note| {
            note.name.strip_prefix("attest.").is_some_and(|code| rule.is_selected_by(code))
        };
        let note = self.notes.iter().find(met).filter(|_| rule.attestable)?;
        (!note.text.is_empty()).then_some(&note.text)
    }
}

/// How reports name a unit: `Deployment/namespace/name`, or `Image/path` where there is no namespace.
pub(crate) fn unit_id(kind: &str, namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(namespace) => format!("{kind}/{namespace}/{name}"),
        None => format!("{kind}/{name}"),
    }
}

fn note(key: &str, text: &str, place: Node) -> Option<Note> {
    let name = key.strip_prefix(PREFIX)?.to_owned();
    Some(Note { name, text: text.trim().to_owned(), place: place.into() })
}
