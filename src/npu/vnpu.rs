//! Parts of a card: templates by which it is divided, and the labels that ask for a part.
//!
//! Sources: Ascend/mind-cluster,
//! `docs/en/scheduling/usage/virtual_instance/virtual_instance_with_hdk/03_virtualization_templates.md`;
//! volcano-sh/volcano, `docs/user-guide/how_to_use_vnpu.md`; Project-HAMi/HAMi,
//! `charts/hami/templates/scheduler/device-configmap.yaml` for `vir03_1c_8g`.

/// Every template of `ASCEND_VNPU_SPECS`, by chip: 310P, 910A, 910B and A3.
pub(crate) const TEMPLATES: [&str; 18] = [
    "vir01",
    "vir02",
    "vir04",
    "vir02_1c",
    "vir04_3c",
    "vir04_3c_ndvpp",
    "vir04_4c_dvpp",
    "vir08",
    "vir16",
    "vir06_1c_16g",
    "vir12_3c_32g",
    "vir05_1c_8g",
    "vir05_1c_16g",
    "vir10_3c_16g",
    "vir10_3c_16g_nm",
    "vir10_4c_16g_m",
    "vir10_3c_32g",
    "vir03_1c_8g",
];

/// Whether a number of AI cores can be had by `huawei.com/npu-core`: parts of a card by template, or
/// whole cards of 8 or 10 cores (310P), and 20, 24 or 25 (910B).
pub(crate) fn is_core_count(cores: i64) -> bool {
    matches!(cores, 1 | 2 | 4 | 5 | 6 | 10 | 12)
        || (cores > 0 && [8, 10, 20, 24, 25].iter().any(|card| cores % card == 0))
}

/// Values of the label `vnpu-dvpp`.
pub(crate) const DVPP: [&str; 3] = ["yes", "no", "null"];

/// Values of the label `vnpu-level`.
pub(crate) const LEVELS: [&str; 2] = ["low", "high"];
