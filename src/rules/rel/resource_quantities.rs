use crate::k8s::{Container, Quantity};
use crate::rule::Hits;
use crate::yaml::Node;

/// No machine that runs pods has so many cores to give to one container; `500` without its `m` does.
const MANY_CORES: i64 = 500;
/// No program runs in less memory, and no file system is so small.
const FEW_BYTES: i64 = 1 << 20;

pub(crate) fn container(container: &Container, hits: &mut Hits) {
    let resources = container.node.get("resources");
    if !resources.exists() {
        return hits.skip();
    }
    for resource in ["cpu", "memory", "ephemeral-storage"] {
        let amount = |list| resources.get(list).get(resource);
        let (request, limit) = (amount("requests"), amount("limits"));
        let requested = judge(container, "requests", resource, request, hits);
        let limited = judge(container, "limits", resource, limit, hits);
        // One slip makes the two disagree: it is said once.
        if requested.zip(limited).is_some_and(|(requested, limited)| requested > limited) {
            let (more, less) =
                (request.text().unwrap_or_default(), limit.text().unwrap_or_default());
            hits.case(
                "order",
                request,
                [
                    ("container", &container.name()),
                    ("resource", &resource),
                    ("request", &more),
                    ("limit", &less),
                ],
            )
            .related("limit", limit);
        }
    }
}

/// The amount, if it is one that makes sense.
fn judge(
    container: &Container,
    list: &str,
    resource: &str,
    node: Node,
    hits: &mut Hits,
) -> Option<Quantity> {
    let written = node.str()?;
    let integer = node.int().map(|number| number.to_string());
    let value = integer.as_deref().unwrap_or(written);
    let name = container.name();
    let (is_cpu, zero) = (resource == "cpu", Quantity::from(0));
    let (case, amount, meant) = match Quantity::of(node).filter(|amount| *amount >= zero) {
        Some(amount) if is_cpu && is_cpu_slip(value, amount) => ("cores", amount, cpu_meant(value)),
        Some(amount) if !is_cpu && amount > zero && amount < Quantity::from(FEW_BYTES) => {
            ("bytes", amount, Some(format!("{}Mi", number(value))))
        }
        Some(amount) => return Some(amount),
        None => {
            let meant = if is_cpu { cpu_meant(value) } else { bytes_meant(value) };
            (if meant.is_some() { "unit" } else { "invalid" }, zero, meant)
        }
    };
    hits.case(
        case,
        node,
        [
            ("container", &name),
            ("list", &list),
            ("resource", &resource),
            ("value", &written),
            ("amount", &amount),
            ("meant", &meant.unwrap_or_default()),
        ],
    );
    None
}

fn is_cpu_slip(value: &str, amount: Quantity) -> bool {
    let unit = unit(value);
    let of_bytes = unit.ends_with('i') || ["k", "M", "G", "T", "P", "E"].contains(&unit);
    of_bytes || amount >= Quantity::from(MANY_CORES)
}

/// `500Mi`, `500M`, `500mi` and `500` cores are 500 thousandths; `4Gi` is 4.
fn cpu_meant(value: &str) -> Option<String> {
    let number = number(value);
    Quantity::parse(number)?;
    let thousandths = unit(value).is_empty() || unit(value).starts_with(['m', 'M']);
    Some(format!("{number}{}", if thousandths { "m" } else { "" }))
}

/// `4GB`, `4gb`, `4 Gi` and `4g` are `4Gi`.
fn bytes_meant(value: &str) -> Option<String> {
    let number = number(value);
    Quantity::parse(number)?;
    let prefix = match unit(value).chars().next()? {
        letter @ ('k' | 'm' | 'g' | 't') => letter.to_ascii_uppercase(),
        letter @ ('K' | 'M' | 'G' | 'T') => letter,
        _ => return None,
    };
    Some(format!("{number}{prefix}i"))
}

fn number(value: &str) -> &str {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    &value[..end]
}

fn unit(value: &str) -> &str {
    value[number(value).len()..].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_read_as_they_were_meant() {
        for (value, bytes, cores) in [
            ("4GB", Some("4Gi"), Some("4")),
            ("512mb", Some("512Mi"), Some("512m")),
            ("4 Gi", Some("4Gi"), Some("4")),
            ("1.5g", Some("1.5Gi"), Some("1.5")),
            ("500Mi", Some("500Mi"), Some("500m")),
            ("500", None, Some("500m")),
            ("lots", None, None),
            ("1.2.3Gi", None, None),
            ("-1Gi", None, None),
        ] {
            assert_eq!(bytes_meant(value).as_deref(), bytes, "{value} bytes");
            assert_eq!(cpu_meant(value).as_deref(), cores, "{value} cores");
        }
    }
}
