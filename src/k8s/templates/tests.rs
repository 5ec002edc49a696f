use crate::k8s::testing::with_workload;
use crate::k8s::{Container, Pod};
use crate::yaml::Node;

fn paths<'a>(pods: &[Pod<'a>]) -> Vec<String> {
    let name = |container: Container<'a>| container.name().to_owned();
    let shown = |pod: &Pod<'a>| {
        let names: Vec<_> = pod.containers().map(name).collect();
        format!("{}: {}", pod.template.path_text(), names.join(" "))
    };
    pods.iter().map(shown).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "every kind has its row")]
fn pods_are_found_where_they_are() {
    for (kind, rest, expected, reason) in [
        ("v1/Pod", "spec: { containers: [{ name: a }] }", &[": a"][..], "itself"),
        ("v1/Pod", "status: {}", &[], "without a spec it is none"),
        (
            "apps/v1/Deployment",
            "spec: { template: { spec: { containers: [{ name: a }] } } }",
            &["spec.template: a"],
            "a template",
        ),
        ("apps/v1/Deployment", "spec: { replicas: 2 }", &[], "an overlay without a template"),
        (
            "batch/v1/CronJob",
            "spec: { jobTemplate: { spec: { template: { spec: { initContainers: [{ name: i }], containers: [{ name: a }] } } } } }",
            &["spec.jobTemplate.spec.template: i a"],
            "a template in a template",
        ),
        (
            "v1/PodTemplate",
            "template: { spec: { containers: [{ name: a }] } }",
            &["template: a"],
            "no spec around it",
        ),
        (
            "v1/ConfigMap",
            "spec: { template: { spec: { containers: [{ name: a }] } } }",
            &[],
            "a built-in kind without pods",
        ),
        (
            "apiextensions.k8s.io/v1/CustomResourceDefinition",
            "spec: { template: { spec: { containers: [{ name: a }] } } }",
            &[],
            "what describes a kind has no pods of it",
        ),
        (
            "batch.volcano.sh/v1alpha1/Job",
            r"
spec:
  schedulerName: volcano
  tasks:
    - { name: ps, replicas: 1, template: { spec: { containers: [{ name: a, image: i }] } } }
    - { name: worker, replicas: 2, template: { spec: { containers: [{ name: b, image: i }] } } }",
            &["spec.tasks[ps].template: a", "spec.tasks[worker].template: b"],
            "Volcano: one a task",
        ),
        (
            "mindxdl.gitee.com/v1/AscendJob",
            r"
spec:
  replicaSpecs:
    Master: { replicas: 1, template: { spec: { containers: [{ name: ascend, image: i }] } } }
    Worker: { replicas: 1, template: { spec: { containers: [{ name: ascend, image: i }] } } }",
            &[
                "spec.replicaSpecs.Master.template: ascend",
                "spec.replicaSpecs.Worker.template: ascend",
            ],
            "MindCluster: one a role",
        ),
        (
            "kubeflow.org/v1/PyTorchJob",
            "spec: { pytorchReplicaSpecs: { Master: { template: { spec: { containers: [{ name: pytorch, image: i }] } } } } }",
            &["spec.pytorchReplicaSpecs.Master.template: pytorch"],
            "Kubeflow: one a role",
        ),
        (
            "ray.io/v1/RayCluster",
            r"
spec:
  headGroupSpec: { rayStartParams: {}, template: { spec: { containers: [{ name: head, image: i }] } } }
  workerGroupSpecs:
    - { groupName: gpu, template: { spec: { containers: [{ name: worker, image: i }] } } }",
            &["spec.headGroupSpec.template: head", "spec.workerGroupSpecs[0].template: worker"],
            "KubeRay: a head and groups of workers",
        ),
        (
            "ray.io/v1/RayService",
            "spec: { rayClusterConfig: { headGroupSpec: { template: { spec: { containers: [{ name: head, image: i }] } } } } }",
            &["spec.rayClusterConfig.headGroupSpec.template: head"],
            "the cluster of a service",
        ),
        (
            "ray.io/v1/RayJob",
            r"
spec:
  submitterPodTemplate: { spec: { containers: [{ name: submit, image: i }] } }
  rayClusterSpec: { headGroupSpec: { template: { spec: { containers: [{ name: head, image: i }] } } } }",
            &[
                "spec.submitterPodTemplate: submit",
                "spec.rayClusterSpec.headGroupSpec.template: head",
            ],
            "the cluster of a job, and what submits it",
        ),
        (
            "argoproj.io/v1alpha1/Rollout",
            "spec: { template: { spec: { containers: [{ name: a }] } } }",
            &["spec.template: a"],
            "as a Deployment",
        ),
        (
            "argoproj.io/v1alpha1/Rollout",
            "spec: { workloadRef: { kind: Deployment, name: x } }",
            &[],
            "the pods are those of the Deployment",
        ),
        (
            "argoproj.io/v1alpha1/Workflow",
            r"
spec:
  templates:
    - name: main
      steps: [[{ name: one, template: one }]]
    - name: one
      container: { image: i }
      initContainers: [{ name: first, image: i }]
      sidecars: [{ name: beside, image: i }]
    - name: two
      script: { image: i, source: echo }
    - name: three
      containerSet: { containers: [{ name: a, image: i }, { name: b, image: i }] }",
            &[
                "spec.templates[one]: first beside container",
                "spec.templates[two]: script",
                "spec.templates[three]: a b",
            ],
            "Argo Workflows: steps that are pods",
        ),
        (
            "argoproj.io/v1alpha1/CronWorkflow",
            "spec: { workflowSpec: { templates: [{ name: one, container: { image: i } }] } }",
            &["spec.workflowSpec.templates[one]: container"],
            "on a schedule",
        ),
        (
            "argoproj.io/v1alpha1/Application",
            "spec: { source: { helm: { valuesObject: { web: { spec: { containers: [{ image: i }] } } } } } }",
            &[],
            "what a chart makes of its values is not known",
        ),
        (
            "leaderworkerset.x-k8s.io/v1/LeaderWorkerSet",
            r"
spec:
  leaderWorkerTemplate:
    leaderTemplate: { spec: { containers: [{ name: leader, image: i }] } }
    workerTemplate: { spec: { containers: [{ name: worker, image: i }] } }",
            &[
                "spec.leaderWorkerTemplate.leaderTemplate: leader",
                "spec.leaderWorkerTemplate.workerTemplate: worker",
            ],
            "a leader and its workers",
        ),
        (
            "workload.serving.volcano.sh/v1alpha1/ModelServing",
            r"
spec:
  template:
    roles:
      - name: prefill
        entryTemplate: { spec: { containers: [{ name: leader, image: i }] } }
        workerTemplate: { spec: { containers: [{ name: worker, image: i }] } }",
            &[
                "spec.template.roles[prefill].entryTemplate: leader",
                "spec.template.roles[prefill].workerTemplate: worker",
            ],
            "Kthena: the roles of a group",
        ),
        (
            "serving.knative.dev/v1/Service",
            "spec: { template: { spec: { containers: [{ image: i }] } } }",
            &["spec.template: ?"],
            "Knative gives the container its name",
        ),
        (
            "jobset.x-k8s.io/v1alpha2/JobSet",
            "spec: { replicatedJobs: [{ name: w, template: { spec: { template: { spec: { containers: [{ name: a, image: i }] } } } } }] }",
            &["spec.replicatedJobs[w].template.spec.template: a"],
            "templates of Jobs",
        ),
        (
            "apps.kruise.io/v1alpha1/CloneSet",
            "spec: { template: { spec: { containers: [{ name: a, image: i }] } } }",
            &["spec.template: a"],
            "OpenKruise",
        ),
        (
            "apps.kruise.io/v1alpha1/UnitedDeployment",
            "spec: { template: { statefulSetTemplate: { spec: { template: { spec: { containers: [{ name: a, image: i }] } } } } } }",
            &["spec.template.statefulSetTemplate.spec.template: a"],
            "a template of a StatefulSet",
        ),
        (
            "keda.sh/v1alpha1/ScaledJob",
            "spec: { jobTargetRef: { template: { spec: { containers: [{ name: a, image: i }] } } } }",
            &["spec.jobTargetRef.template: a"],
            "the spec of a Job",
        ),
        (
            "grove.io/v1alpha1/PodCliqueSet",
            "spec: { template: { cliques: [{ name: c, spec: { podSpec: { containers: [{ name: a, image: i }] } } }] } }",
            &["spec.template.cliques[c].spec.podSpec: a"],
            "its key says what it is",
        ),
        (
            "serving.kserve.io/v1beta1/InferenceService",
            r"
spec:
  predictor:
    model: { modelFormat: { name: vllm } }
    workerSpec: { containers: [{ name: worker-container }] }
  transformer: { containers: [{ name: kserve-container, image: i }] }
  explainer: { minReplicas: 1 }",
            &[
                "spec.predictor: model",
                "spec.predictor.workerSpec: worker-container",
                "spec.transformer: kserve-container",
            ],
            "KServe: a container alone, or lists of them",
        ),
        (
            "serving.kserve.io/v1beta1/InferenceService",
            "spec: { predictor: { sklearn: { storageUri: s } } }",
            &["spec.predictor: sklearn"],
            "as it was written before there was `model`",
        ),
        (
            "serving.kserve.io/v1alpha1/ClusterServingRuntime",
            "spec: { containers: [{ name: kserve-container, image: i }] }",
            &["spec: kserve-container"],
            "the spec is that of the pod",
        ),
        (
            "serving.kserve.io/v1alpha1/LLMInferenceService",
            r"
spec:
  model: { uri: u }
  template: { containers: [{ name: main }] }
  prefill: { template: { containers: [{ name: main }] } }",
            &["spec.template: main", "spec.prefill.template: main"],
            "no template around the spec",
        ),
        (
            "monitoring.coreos.com/v1/Prometheus",
            "spec: { containers: [{ name: prometheus, resources: {} }] }",
            &[],
            "patches that the operator merges into its own pod",
        ),
        (
            "kyverno.io/v1/ClusterPolicy",
            "spec: { rules: [{ name: r, validate: { pattern: { spec: { containers: [{ image: '*:*' }] } } } }] }",
            &[],
            "a pattern for pods",
        ),
        (
            "tekton.dev/v1/Task",
            "spec: { steps: [{ name: a, image: i }] }",
            &[],
            "steps share one pod that Tekton makes",
        ),
        (
            "sparkoperator.k8s.io/v1beta2/SparkApplication",
            "spec: { driver: { cores: 1 }, executor: { instances: 2 } }",
            &[],
            "no pod specs",
        ),
        (
            "example.com/v1/Fleet",
            "spec: { a: [{ spec: { containers: [] } }, { spec: { containers: [web] } }] }",
            &[],
            "lists of something else",
        ),
    ] {
        let found = with_workload(kind, rest, |of| of.map_or(Vec::new(), |of| paths(&of.pods)));
        assert_eq!(found, expected, "{kind}: {reason}");
    }
}

#[test]
fn what_an_operator_completes_is_known() {
    let whole = "spec: { template: { spec: { containers: [{ name: a, image: i }] } } }";
    let part = "spec: { template: { spec: { containers: [{ name: a }, { name: b, image: i }] } } }";
    let workflow = "spec: { templates: [{ name: one, container: { image: i } }] }";
    let defaults = "spec: { templateDefaults: {}, templates: [{ name: o, container: {} }] }";
    let custom = "spec: { predictor: { containers: [{ name: kserve-container, image: i }] } }";
    let model = "spec: { predictor: { model: { image: i } } }";
    let merged = "spec: { template: { containers: [{ name: main, image: i }] } }";
    for (kind, rest, expected, reason) in [
        ("apps/v1/Deployment", part, (false, false), "Kubernetes adds nothing"),
        ("argoproj.io/v1alpha1/Rollout", part, (false, false), "nor does this"),
        ("example.com/v1/Web", whole, (false, false), "an image makes a container"),
        ("example.com/v1/Web", part, (true, true), "who has the image may have more"),
        ("argoproj.io/v1alpha1/Workflow", workflow, (true, false), "the pod is the workflow's"),
        ("argoproj.io/v1alpha1/Workflow", defaults, (true, true), "the containers, too"),
        ("serving.kserve.io/v1beta1/InferenceService", custom, (false, false), "one's own server"),
        ("serving.kserve.io/v1beta1/InferenceService", model, (true, true), "has a runtime"),
        ("serving.kserve.io/v1alpha1/LLMInferenceService", merged, (true, true), "has presets"),
    ] {
        let found = with_workload(kind, rest, |of| {
            let pod = of.expect("pods").pods[0];
            (pod.is_partial(), pod.is_patch())
        });
        assert_eq!(found, expected, "{kind}: {reason}");
    }
}

#[test]
fn steps_of_a_workflow_inherit_its_security() {
    let rest = r"
spec:
  securityContext: { runAsNonRoot: true }
  templates:
    - { name: one, container: { image: i } }
    - { name: two, securityContext: {}, container: { image: i } }";
    let found = with_workload("argoproj.io/v1alpha1/Workflow", rest, |of| {
        let containers = &of.expect("pods").containers;
        let settings = containers.iter().map(|container| container.security("runAsNonRoot"));
        settings.map(Node::bool).collect::<Vec<_>>()
    });
    assert_eq!(found, [Some(true), None], "a context of its own takes the place of the other");
}
