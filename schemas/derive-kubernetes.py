#!/usr/bin/env python3
"""Derives kubernetes.txt from the JSON Schemas that PyPI's kubernetes-validate ships.

    pip install --no-deps --target /tmp/kv kubernetes-validate==1.37.0
    schemas/derive-kubernetes.py /tmp/kv/kubernetes_validate/kubernetes-json-schema > schemas/kubernetes.txt

All versions become one list of definitions, whose kinds and fields say in which minor versions they
are: what most of them share stands there once.
"""

import json
import re
import sys
from pathlib import Path

SHORTER = [
    ("io.k8s.api.", ""),
    ("io.k8s.apiextensions-apiserver.pkg.apis.", ""),
    ("io.k8s.kube-aggregator.pkg.apis.", ""),
    ("io.k8s.apimachinery.pkg.apis.", ""),
    ("io.k8s.apimachinery.pkg.", ""),
]

# What the schemas say in words only: fields in which the API server takes these values and no others.
# A value that any of the versions takes stands here, whichever feature gate it needs.
VALUES = {
    "admissionregistration.v1.MutatingWebhook.failurePolicy": "Fail Ignore",
    "admissionregistration.v1.MutatingWebhook.matchPolicy": "Equivalent Exact",
    "admissionregistration.v1.MutatingWebhook.reinvocationPolicy": "IfNeeded Never",
    "admissionregistration.v1.MutatingWebhook.sideEffects": "None NoneOnDryRun",
    "admissionregistration.v1.RuleWithOperations.operations": "* CONNECT CREATE DELETE UPDATE",
    "admissionregistration.v1.RuleWithOperations.scope": "* Cluster Namespaced",
    "admissionregistration.v1.ValidatingWebhook.failurePolicy": "Fail Ignore",
    "admissionregistration.v1.ValidatingWebhook.matchPolicy": "Equivalent Exact",
    "admissionregistration.v1.ValidatingWebhook.sideEffects": "None NoneOnDryRun",
    "apiextensions.v1.CustomResourceConversion.strategy": "None Webhook",
    "apiextensions.v1.CustomResourceDefinitionSpec.scope": "Cluster Namespaced",
    "apps.v1.DaemonSetUpdateStrategy.type": "OnDelete RollingUpdate",
    "apps.v1.DeploymentStrategy.type": "Recreate RollingUpdate",
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": "Delete Retain",
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": "Delete Retain",
    "apps.v1.StatefulSetSpec.podManagementPolicy": "OrderedReady Parallel",
    "apps.v1.StatefulSetUpdateStrategy.type": "OnDelete RollingUpdate",
    "autoscaling.v2.HPAScalingPolicy.type": "Percent Pods",
    "autoscaling.v2.HPAScalingRules.selectPolicy": "Disabled Max Min",
    "autoscaling.v2.MetricSpec.type": "ContainerResource External Object Pods Resource",
    "autoscaling.v2.MetricTarget.type": "AverageValue Utilization Value",
    "batch.v1.CronJobSpec.concurrencyPolicy": "Allow Forbid Replace",
    "batch.v1.JobSpec.completionMode": "Indexed NonIndexed",
    "batch.v1.JobSpec.podReplacementPolicy": "Failed TerminatingOrFailed",
    "batch.v1.PodFailurePolicyOnExitCodesRequirement.operator": "In NotIn",
    "batch.v1.PodFailurePolicyRule.action": "Count FailIndex FailJob Ignore",
    "core.v1.AppArmorProfile.type": "Localhost RuntimeDefault Unconfined",
    "core.v1.Container.imagePullPolicy": "Always IfNotPresent Never",
    "core.v1.Container.restartPolicy": "Always Never OnFailure",
    "core.v1.Container.terminationMessagePolicy": "FallbackToLogsOnError File",
    "core.v1.ContainerPort.protocol": "SCTP TCP UDP",
    "core.v1.ContainerResizePolicy.restartPolicy": "NotRequired RestartContainer",
    "core.v1.HTTPGetAction.scheme": "HTTP HTTPS",
    "core.v1.HostPathVolumeSource.type": "BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket",
    "core.v1.ImageVolumeSource.pullPolicy": "Always IfNotPresent Never",
    "core.v1.NodeSelectorRequirement.operator": "DoesNotExist Exists Gt In Lt NotIn",
    "core.v1.PersistentVolumeClaimSpec.accessModes": "ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod",
    "core.v1.PersistentVolumeClaimSpec.volumeMode": "Block Filesystem",
    "core.v1.PersistentVolumeSpec.accessModes": "ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod",
    "core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy": "Delete Recycle Retain",
    "core.v1.PersistentVolumeSpec.volumeMode": "Block Filesystem",
    "core.v1.PodOS.name": "linux windows",
    "core.v1.PodSecurityContext.fsGroupChangePolicy": "Always OnRootMismatch",
    "core.v1.PodSecurityContext.supplementalGroupsPolicy": "Merge Strict",
    "core.v1.PodSpec.dnsPolicy": "ClusterFirst ClusterFirstWithHostNet Default None",
    "core.v1.PodSpec.preemptionPolicy": "Never PreemptLowerPriority",
    "core.v1.PodSpec.restartPolicy": "Always Never OnFailure",
    "core.v1.ScopedResourceSelectorRequirement.operator": "DoesNotExist Exists In NotIn",
    "core.v1.SeccompProfile.type": "Localhost RuntimeDefault Unconfined",
    "core.v1.SecurityContext.procMount": "Default Unmasked",
    "core.v1.ServicePort.protocol": "SCTP TCP UDP",
    "core.v1.ServiceSpec.externalTrafficPolicy": "Cluster Local",
    "core.v1.ServiceSpec.internalTrafficPolicy": "Cluster Local",
    "core.v1.ServiceSpec.ipFamilies": "IPv4 IPv6",
    "core.v1.ServiceSpec.ipFamilyPolicy": "PreferDualStack RequireDualStack SingleStack",
    "core.v1.ServiceSpec.sessionAffinity": "ClientIP None",
    "core.v1.ServiceSpec.type": "ClusterIP ExternalName LoadBalancer NodePort",
    "core.v1.Taint.effect": "NoExecute NoSchedule PreferNoSchedule",
    "core.v1.Toleration.effect": "NoExecute NoSchedule PreferNoSchedule",
    "core.v1.Toleration.operator": "Equal Exists Gt Lt",
    "core.v1.TopologySpreadConstraint.nodeAffinityPolicy": "Honor Ignore",
    "core.v1.TopologySpreadConstraint.nodeTaintsPolicy": "Honor Ignore",
    "core.v1.TopologySpreadConstraint.whenUnsatisfiable": "DoNotSchedule ScheduleAnyway",
    "core.v1.VolumeMount.mountPropagation": "Bidirectional HostToContainer None",
    "core.v1.VolumeMount.recursiveReadOnly": "Disabled Enabled IfPossible",
    "meta.v1.LabelSelectorRequirement.operator": "DoesNotExist Exists In NotIn",
    "networking.v1.HTTPIngressPath.pathType": "Exact ImplementationSpecific Prefix",
    "networking.v1.IngressClassParametersReference.scope": "Cluster Namespace",
    "networking.v1.NetworkPolicyPort.protocol": "SCTP TCP UDP",
    "networking.v1.NetworkPolicySpec.policyTypes": "Egress Ingress",
    "policy.v1.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": "AlwaysAllow IfHealthyBudget",
    "rbac.v1.RoleRef.kind": "ClusterRole Role",
    "rbac.v1.Subject.kind": "Group ServiceAccount User",
    "scheduling.v1.PriorityClass.preemptionPolicy": "Never PreemptLowerPriority",
    "storage.v1.CSIDriverSpec.fsGroupPolicy": "File None ReadWriteOnceWithFSType",
    "storage.v1.CSIDriverSpec.volumeLifecycleModes": "Ephemeral Persistent",
    "storage.v1.StorageClass.reclaimPolicy": "Delete Retain",
    "storage.v1.StorageClass.volumeBindingMode": "Immediate WaitForFirstConsumer",
}

# What the schemas demand and the API server does without: it takes nothing, 0 or what is the default.
NOT_DEMANDED = {
    "core.v1.HTTPHeader.value",
    "core.v1.ISCSIPersistentVolumeSource.lun",
    "core.v1.ISCSIVolumeSource.lun",
    "core.v1.LimitRangeSpec.limits",
    "core.v1.ScaleIOPersistentVolumeSource.secretRef",
    "core.v1.ScaleIOVolumeSource.secretRef",
    "core.v1.Sysctl.value",
    "storage.v1.CSIDriver.spec",
}

SCALARS = {
    ("string", None): "text",
    ("string", "byte"): "base64",
    ("string", "date-time"): "text",
    ("integer", "int32"): "int32",
    ("integer", "int64"): "int64",
    ("integer", None): "int64",
    ("number", "double"): "number",
    ("number", None): "number",
    ("boolean", None): "bool",
}


def short(name):
    for long, with_ in SHORTER:
        if name.startswith(long):
            return with_ + name[len(long) :]
    return name


def type_of(schema, definitions):
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        target = definitions[name]
        return short(name) if target.get("properties") else type_of(target, definitions)
    if "oneOf" in schema:
        kinds = {json.dumps(one["type"]) for one in schema["oneOf"]}
        return "int-or-text" if any("integer" in kind for kind in kinds) else "quantity"
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        (kind,) = [one for one in kind if one != "null"]
    if kind == "any":
        return "any"
    if kind == "array":
        return f"[{type_of(schema['items'], definitions)}]"
    if kind == "object":
        values = schema.get("additionalProperties") or {}
        return "{" + type_of(values, definitions) + "}"
    return SCALARS[kind, schema.get("format")]


def read(folder):
    """The definitions of each minor version."""
    versions = {}
    for path in folder.glob("v1.*.0-local"):
        minor = int(re.fullmatch(r"v1\.(\d+)\.0-local", path.name)[1])
        versions[minor] = json.loads((path / "_definitions.json").read_text())["$defs"]
    return dict(sorted(versions.items()))


def kind_of(name, schema):
    """What manifests write who mean this definition, if any do: lists are seen through, and what
    has several kinds is about requests."""
    kinds = schema.get("x-kubernetes-group-version-kind", [])
    if len(kinds) != 1 or name.startswith("meta.") or kinds[0]["kind"].endswith("List"):
        return None
    return "/".join(filter(None, [kinds[0]["group"], kinds[0]["version"]])), kinds[0]["kind"]


def merge(versions):
    """The kinds and the fields of all definitions, each with its minor versions; and what is
    demanded."""
    kinds, fields, demanded = {}, {}, {}
    for minor, definitions in versions.items():
        for full, schema in definitions.items():
            name, kind = short(full), kind_of(short(full), schema)
            if kind:
                kinds.setdefault(name, {}).setdefault(kind, []).append(minor)
            for field, value in schema.get("properties", {}).items():
                # The status is the server's, and of no interest in a manifest.
                is_status = kind and field == "status"
                type_ = "{any}" if is_status else type_of(value, definitions)
                type_ = with_values(f"{name}.{field}", type_)
                of_field = fields.setdefault(name, {}).setdefault(field, {})
                of_field.setdefault(type_, []).append(minor)
                # The newest tells best what the API server demands: its marks were put right.
                demanded[name, field] = field in schema.get("required", [])
    return kinds, fields, demanded


def with_values(place, type_):
    values = VALUES.get(place)
    assert not values or "text" in type_, place
    return type_.replace("text", values.replace(" ", "|")) if values else type_


def reachable(kinds, fields):
    """The definitions that objects are made of."""
    found, todo = set(), list(kinds)
    while todo:
        name = todo.pop()
        if name in fields and name not in found:
            found.add(name)
            todo += [type_.strip("[]{}") for types in fields[name].values() for type_ in types]
    return found


def main(folder):
    versions = read(folder)
    first, last = min(versions), max(versions)

    def during(minors):
        assert minors == list(range(minors[0], minors[-1] + 1)), minors
        since = minors[0] if minors[0] > first else ""
        until = minors[-1] if minors[-1] < last else ""
        return f" {since}-{until}" if since or until else ""

    kinds, fields, demanded = merge(versions)
    lacking = [place for place in VALUES if place.rpartition(".")[2] not in fields[place.rpartition(".")[0]]]
    assert not lacking, lacking
    print(f"1.{first} to 1.{last}")
    for name in sorted(reachable(kinds, fields)):
        print(f"\n{name}")
        for (version, kind), minors in kinds.get(name, {}).items():
            print(f"= {version} {kind}{during(minors)}")
        for field, types in sorted(fields[name].items()):
            must = demanded[name, field] and f"{name}.{field}" not in NOT_DEMANDED
            for type_, minors in types.items():
                print(f"{field}{'!' if must else ''} {type_}{during(minors)}")


main(Path(sys.argv[1]))
