//! Who reaches a Service from outside of the cluster.

use super::Object;
use crate::yaml::Node;

/// How far a load balancer opens a Service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reach {
    /// To everybody.
    Open,
    /// To a private network, or to those whom a list admits.
    Limited,
    /// As far as a load balancer that exists already.
    Unknown,
}

/// Annotations by which clouds make a load balancer private, with the value that does; `*` is any
/// but `false`.
const PRIVATE: [(&str, &str); 18] = [
    ("cloud.google.com/load-balancer-type", "internal"),
    ("load-balancer.hetzner.cloud/disable-public-network", "true"),
    ("networking.gke.io/load-balancer-type", "internal"),
    ("oci-network-load-balancer.oraclecloud.com/internal", "true"),
    ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", "intranet"),
    ("service.beta.kubernetes.io/alicloud-loadbalancer-address-type", "intranet"),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", "*"),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"),
    ("service.beta.kubernetes.io/cce-load-balancer-internal-vpc", "true"),
    ("service.beta.kubernetes.io/do-loadbalancer-network", "internal"),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", "true"),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", "true"),
    ("service.beta.kubernetes.io/scw-loadbalancer-private", "true"),
    ("service.beta.kubernetes.io/volcengine-loadbalancer-address-type", "private"),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", "private"),
    ("service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", "*"),
    ("yandex.cloud/load-balancer-type", "internal"),
];

/// Annotations that say whom a load balancer admits.
const ADMITTED: [&str; 8] = [
    "kubernetes.io/elb.acl-id",
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-acl-id",
    "service.beta.kubernetes.io/aws-load-balancer-security-group-prefix-lists",
    "service.beta.kubernetes.io/aws-load-balancer-security-groups",
    "service.beta.kubernetes.io/azure-allowed-ip-ranges",
    "service.beta.kubernetes.io/azure-allowed-service-tags",
    "service.beta.kubernetes.io/do-loadbalancer-allow-rules",
    "service.beta.kubernetes.io/load-balancer-source-ranges",
];

/// Annotations that name a load balancer which exists.
const EXISTING: [&str; 4] = [
    "kubernetes.io/elb.id",
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id",
    "service.beta.kubernetes.io/openstack-load-balancer-id",
    "service.kubernetes.io/tke-existed-lbid",
];

/// Who opens a load balancer to a private network, unless told otherwise.
const PRIVATE_CLASSES: [&str; 3] = ["service.k8s.aws/nlb", "eks.amazonaws.com/nlb", "tailscale"];

impl Object<'_> {
    /// How far the load balancer of a Service opens it.
    pub(crate) fn reach(&self) -> Reach {
        let annotations = self.annotations();
        let is_private = |(key, wanted): &(&str, &str)| {
            let value = annotations.get(key).str().unwrap_or("false");
            value.eq_ignore_ascii_case(wanted) || (*wanted == "*" && value != "false")
        };
        let has = |key: &&str| annotations.get(key).exists();
        if self.is_private_by_default()
            || PRIVATE.iter().any(is_private)
            || ADMITTED.iter().any(has)
            || self.spec().get("loadBalancerIP").str().is_some_and(is_private_address)
        {
            return Reach::Limited;
        }
        if EXISTING.iter().any(has) { Reach::Unknown } else { self.reach_on_huawei() }
    }

    /// On AWS, its newer controller asks for a word to go public.
    fn is_private_by_default(&self) -> bool {
        const PREFIX: &str = "service.beta.kubernetes.io/aws-load-balancer-";
        let setting = |name: &str| self.annotations().get(&format!("{PREFIX}{name}"));
        let class = self.spec().get("loadBalancerClass").str();
        (class.is_some_and(|class| PRIVATE_CLASSES.contains(&class))
            || matches!(setting("type").str(), Some("external" | "nlb-ip")))
            && !setting("scheme").exists()
    }

    /// On Huawei Cloud, a new load balancer says of which type it is, or has an EIP.
    fn reach_on_huawei(&self) -> Reach {
        let annotations = self.annotations();
        let created = annotations.get("kubernetes.io/elb.autocreate").str();
        let has_eip = || {
            let key = |(key, _): (Node, Node)| key.text().is_some_and(|k| k.contains("/elb.eip-"));
            annotations.entries().any(key)
        };
        match created.and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok()) {
            Some(json) if json["type"] == "inner" => Reach::Limited,
            None if annotations.get("kubernetes.io/elb.class").exists() && !has_eip() => {
                Reach::Unknown
            }
            _ => Reach::Open,
        }
    }
}

fn is_private_address(address: &str) -> bool {
    address.parse::<std::net::IpAddr>().is_ok_and(|address| match address {
        std::net::IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        std::net::IpAddr::V6(address) => address.is_unique_local(),
    })
}
