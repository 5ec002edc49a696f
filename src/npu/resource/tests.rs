use proptest::prelude::*;

use super::*;

#[test]
fn families_are_told_apart() {
    for (name, expected, reason) in [
        ("huawei.com/Ascend910", Some(Family::MindCluster), "910A, A2 and A3"),
        ("huawei.com/npu", Some(Family::MindCluster), "950"),
        ("huawei.com/Ascend310P-V", Some(Family::MindCluster), "mixed insertion"),
        ("huawei.com/Ascend910-10c.3cpu.16g.ndvpp", Some(Family::StaticVnpu), "a template"),
        ("huawei.com/npu-core", Some(Family::DynamicVnpu), "AI cores, no HAMi part of npu"),
        ("huawei.com/Ascend910B4-1", Some(Family::Hami), "a card"),
        ("huawei.com/Ascend910B4-1-memory", Some(Family::Hami), "memory of that card"),
        ("huawei.com/Ascend310P", Some(Family::MindCluster), "also HAMi's; the official wins"),
        ("huawei.com/Ascend310P-memory", Some(Family::Hami), "only HAMi divides so"),
        ("huawei.com/Ascend910B", Some(Family::Hami), "its older name"),
        ("huawei.com/ascend-1980", Some(Family::Cce), "lower case is right there"),
        ("huawei.com/ascend-310-2c", Some(Family::Cce), "a vNPU of CCE"),
        ("huawei.com/Ascend910-core", None, "HAMi has no such card"),
        ("huawei.com/Ascend910B4-mem", None, "HAMi spells it out"),
        ("huawei.com/ascend910", None, "names are case-sensitive"),
        ("huawei.com/ub_rdma", None, "a network"),
        ("ascend.ai/npu", None, "nobody registers it"),
    ] {
        assert_eq!(family(name), expected, "{name}: {reason}");
    }
}

#[test]
fn npus_of_others_are_not_ours() {
    for (name, expected, reason) in [
        ("huawei.com/Ascend910", true, "registered"),
        ("huawei.com/ascend910", true, "misspelt"),
        ("huawei.com/Asend910", true, "Huawei's domain"),
        ("ascend.ai/npu", true, "invented"),
        ("example.com/vendor-npu", true, "a word of the name"),
        ("example.com/davinci0", true, "the device"),
        ("deviceclass.resource.kubernetes.io/npu.huawei.com", true, "DRA"),
        ("huawei.com/ub_rdma", false, "a network"),
        ("Huawei.com/Ascend910", true, "a domain in capitals"),
        ("ascend", false, "a bare word that may be a label"),
        ("npu", false, "the bare word"),
        ("cpu", false, "a native resource"),
        ("nvidia.com/gpu", false, "no NPU"),
        ("example.com/input", false, "the letters inside a word"),
        ("intel.com/npu", false, "Intel's"),
        ("npu.intel.com/accel", false, "Intel's, as a subdomain"),
        ("beta.furiosa.ai/npu", false, "FuriosaAI's"),
        ("rebellions.ai/npu", false, "Rebellions'"),
        ("npu.com/AlanA2G", false, "of another brand"),
        ("deviceclass.resource.kubernetes.io/intel-npu", false, "a class of somebody else"),
        ("notintel.com/npu", true, "only the end of the domain is alike"),
    ] {
        assert_eq!(is_npu_like(name, &[]), expected, "{name}: {reason}");
    }
}

#[test]
fn resources_may_have_lost_their_domain() {
    for (name, expected, reason) in [
        ("huawei.com/Ascend910", true, "with its domain"),
        ("Ascend910", true, "without"),
        ("ascend-1980", true, "a name of CCE without"),
        ("ASCEND310P", true, "without, in capitals"),
        ("npu", false, "the bare word"),
        ("descend", false, "a bare word that only contains it"),
        ("intel.com/ascend", false, "somebody else's"),
    ] {
        assert_eq!(is_npu_resource(name, &[]), expected, "{name}: {reason}");
    }
}

#[test]
fn names_need_a_domain_in_lower_case() {
    for (name, expected, reason) in [
        ("huawei.com/Ascend910", true, "only the domain is in lower case"),
        ("ascend.ai/npu", true, "that nobody registers it is not seen"),
        ("a-b.example/npu", true, "a dash"),
        ("Huawei.com/Ascend910", false, "a capital"),
        ("huawei_cloud.com/npu", false, "an underscore"),
        ("-huawei.com/npu", false, "a dash in front"),
        ("/Ascend910", false, "an empty domain"),
        ("Ascend910", false, "no domain"),
    ] {
        assert_eq!(is_acceptable(name), expected, "{name}: {reason}");
    }
}

#[test]
fn the_nearest_name_is_the_one_that_was_meant() {
    for (name, expected, reason) in [
        ("ascend.ai/npu", "huawei.com/npu", "the same name under another domain"),
        ("huawei.com/Ascend910B", "huawei.com/Ascend910B", "right as it is"),
        ("Ascend910", "huawei.com/Ascend910", "without its domain"),
        ("ascend910", "huawei.com/Ascend910", "without its domain, and case"),
        ("Ascend310P", "huawei.com/Ascend310P", "without its domain"),
        ("Ascend910B4", "huawei.com/Ascend910B4", "a HAMi name without its domain"),
        ("ascend-1980", "huawei.com/ascend-1980", "a name of CCE without its domain"),
        ("Ascend910B4-memory", "huawei.com/Ascend910B4-memory", "a part without its domain"),
        ("Huawei.com/Ascend910", "huawei.com/Ascend910", "case of the domain"),
        ("huawei.com/ascend910", "huawei.com/Ascend910", "case"),
        ("huawei.com/ascend310p", "huawei.com/Ascend310P", "case"),
        ("huawei.com/Ascend-1980", "huawei.com/ascend-1980", "case, the other way"),
        ("huawei.com/NPU-core", "huawei.com/npu-core", "case, and no part of a HAMi card"),
        ("huawei.com/Ascend-910", "huawei.com/Ascend910", "a dash too many"),
        ("huawei.com/ascend910b4", "huawei.com/Ascend910B4", "case of a HAMi name"),
        ("huawei.com/ascend910B", "huawei.com/Ascend910", "the old HAMi name is no advice"),
        ("huawei.com/Ascend910B1", "huawei.com/Ascend910", "not another chip of HAMi's"),
        ("huawei.com/Asend910", "huawei.com/Ascend910", "a letter lost"),
        ("huawei.com/gpu", "huawei.com/npu", "the other accelerator"),
        ("huawei.com/Ascend950", "huawei.com/npu", "the 950 has a name of its own"),
        ("huawei.com/ascend910b4-memory", "huawei.com/Ascend910B4-memory", "a HAMi part"),
        ("huawei.com/Ascend910B4-mem", "huawei.com/Ascend910B4-memory", "a HAMi part, cut"),
        ("huawei.com/ascend-npu", "huawei.com/Ascend910", "invented"),
        ("example.com/davinci", "huawei.com/Ascend910", "nothing like it: the commonest"),
    ] {
        assert_eq!(nearest(name, &[]), expected, "{reason}");
    }
}

#[test]
fn a_cluster_has_names_of_its_own() {
    let own = ["example.com/my-npu".to_owned(), "intel.com/npu".to_owned()];
    for (name, is_npu, near, reason) in [
        ("example.com/my-npu", true, "example.com/my-npu", "named"),
        ("intel.com/npu", true, "intel.com/npu", "named, whoever else has one of that name"),
        ("example.com/My-NPU", true, "example.com/my-npu", "case"),
        ("example.com/my-npus", true, "example.com/my-npu", "a letter too much"),
        ("other.example/my-npu", true, "example.com/my-npu", "another domain"),
        ("huawei.com/ascend910", true, "huawei.com/Ascend910", "the known ones stay"),
        ("amd.com/npu", false, "intel.com/npu", "not named"),
    ] {
        assert_eq!(is_npu_resource(name, &own), is_npu, "{name}: {reason}");
        assert_eq!(nearest(name, &own), near, "{name}: {reason}");
        assert!(is_registered(&nearest(name, &own), &own), "{name}: {reason}");
    }
}

proptest! {
    #[test]
    fn any_name_has_a_registered_one_nearest_to_it(name in "\\PC{0,20}/?(A|a)?\\PC{0,20}(-core)?") {
        let near = nearest(&name, &[]);
        prop_assert!(is_registered(&near, &[]), "{near}");
        prop_assert!(!is_registered(&name, &[]) || is_npu_like(&name, &[]));
    }

    #[test]
    fn case_never_hides_the_name(index in 0_usize..7, flips in any::<u32>()) {
        let name = NAMES[0].1[index];
        let flip = |(at, c): (usize, char)| {
            if flips >> (at % 32) & 1 == 1 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
        };
        let changed: String = name.chars().enumerate().map(flip).collect();
        prop_assert_eq!(nearest(&changed, &[]), name);
    }
}
