//! Security.
pub(crate) mod host_namespaces;
pub(crate) mod least_privilege_capabilities;
pub(crate) mod literal_secret;
pub(crate) mod mutable_image_tag;
pub(crate) mod non_root_user;
pub(crate) mod privilege_escalation;
pub(crate) mod privileged_container;
pub(crate) mod rbac_cluster_admin;
pub(crate) mod rbac_escalation;
pub(crate) mod rbac_node_control;
pub(crate) mod rbac_pod_creation;
pub(crate) mod rbac_secrets;
pub(crate) mod rbac_system_groups;
pub(crate) mod rbac_wildcard;
pub(crate) mod read_only_root_filesystem;
pub(crate) mod seccomp_profile;
pub(crate) mod sensitive_host_path;
