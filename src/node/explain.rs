//! What the codes mean with which calls into libraries end, and what to do.
//!
//! Sources: hicann/runtime, `docs/zh/api_ref/25-01_aclError.md` and `rt_error_codes.h`; hicann/driver,
//! `dcmi_interface_api.h`; the causes are those of public reports.

use crate::lang::Text;

/// `ACL_ERROR_COMPILING_STUB_MODE`: the library is a stub for compiling.
pub(crate) const STUB: i64 = 100_039;

/// What a code means, of AscendCL or, if negative, of the device management interface; nothing if it is
/// of no known meaning.
pub(crate) fn explain(code: i64) -> Option<Text> {
    let known = |(codes, _): &&(&[i64], Text)| codes.contains(&code);
    CODES.iter().find(known).map(|(_, text)| *text)
}

/// Codes of one meaning.
const CODES: [(&[i64], Text); 21] = [
    (
        &[STUB],
        Text {
            en: "the library is a stub that is there only for compiling; take devlib out of LD_LIBRARY_PATH",
            zh: "加载到的是仅供编译的桩库；请从 LD_LIBRARY_PATH 中去掉 devlib",
        },
    ),
    (
        &[100_003],
        Text {
            en: "a file such as version.info cannot be read; check that CANN is whole and readable",
            zh: "version.info 等文件无法读取；请检查 CANN 是否完整、是否有读权限",
        },
    ),
    (
        &[107_001, 207_004],
        Text {
            en: "there is no such device: the driver is not loaded, or ASCEND_RT_VISIBLE_DEVICES hides it",
            zh: "没有这个设备：驱动未加载，或被 ASCEND_RT_VISIBLE_DEVICES 隐藏",
        },
    ),
    (
        &[107_019, 107_020, 507_046, 507_047, 207_020],
        Text {
            en: "waiting took too long; look at the device with npu-smi, and reset it if it stays so",
            zh: "等待超时；请用 npu-smi 查看设备，若持续如此请复位",
        },
    ),
    (
        &[145_019, 148_049, 561_107],
        Text {
            en: "the environment of CANN is not set; source its set_env.sh",
            zh: "CANN 环境变量未设置；请 source 其 set_env.sh",
        },
    ),
    (
        &[561_003, 561_112],
        Text {
            en: "no operator kernels for this chip are installed; install the ops package (kernels before CANN 8.5) of the chip, of the version of the toolkit",
            zh: "未安装该芯片的算子二进制；请安装与芯片及 toolkit 版本一致的 ops 包（CANN 8.5 之前为 kernels 包）",
        },
    ),
    (
        &[200_000, 207_001, 207_018],
        Text {
            en: "there is no memory left on the device; find its users with npu-smi info -t proc-mem",
            zh: "设备内存不足；请用 npu-smi info -t proc-mem 查找占用者",
        },
    ),
    (
        &[207_006],
        Text {
            en: "the device files may not be opened; join the group HwHiAiUser, with the same number as on the host",
            zh: "没有设备文件权限；请加入 HwHiAiUser 组，并保证组号与宿主机一致",
        },
    ),
    (
        &[207_000, 207_019],
        Text {
            en: "the driver is too old for this; upgrade to Ascend HDK 25.0.RC1 or later",
            zh: "驱动过旧，不支持该功能；请升级到 Ascend HDK 25.0.RC1 或更高版本",
        },
    ),
    (
        &[207_005, 207_008],
        Text {
            en: "streams or other resources of the device are used up; end other processes on it",
            zh: "设备的 stream 等资源耗尽；请结束该设备上的其他进程",
        },
    ),
    (
        &[507_008],
        Text {
            en: "the chip cannot be asked for its name: no device is in the container, or CANN is older than the chip",
            zh: "无法获取芯片型号：容器中没有设备，或 CANN 早于该芯片",
        },
    ),
    (
        &[507_010],
        Text {
            en: "the task scheduler of the device does not answer any more; reset the device",
            zh: "设备的任务调度器心跳丢失；请复位设备",
        },
    ),
    (
        &[507_014, 507_017, 507_034, 507_048],
        Text {
            en: "an operator does not end; reset the device, and test it with ascend-dmi --dg -i aicore -s",
            zh: "算子执行超时；请复位设备，并用 ascend-dmi --dg -i aicore -s 压测",
        },
    ),
    (
        &[507_015, 507_018, 507_035],
        Text {
            en: "a core of the device failed; reset it, and test it with ascend-dmi --dg -i aicore -s",
            zh: "设备计算核异常；请复位设备，并用 ascend-dmi --dg -i aicore -s 压测",
        },
    ),
    (
        &[507_033],
        Text {
            en: "the device does not start: AI CPU packages do not fit the driver, memory is used up, or it is hidden",
            zh: "设备启动失败：AI CPU 包与驱动不配套、内存不足或设备不可见",
        },
    ),
    (
        &[507_053, 507_054, 507_055],
        Text {
            en: "the memory of the device is damaged; take the card out of use",
            zh: "设备内存损坏；请隔离该卡",
        },
    ),
    (
        &[507_899, -8005],
        Text {
            en: "the driver failed: the device is in use or stuck, or driver and firmware do not fit",
            zh: "驱动内部错误：设备被占用或卡死，或驱动与固件不配套",
        },
    ),
    (
        &[500_000, 500_001, 500_002, 500_003, 500_004],
        Text {
            en: "CANN failed inside; its message names the cause, often missing operator packages or Python modules",
            zh: "CANN 内部错误；原因见其错误信息，常见为缺少算子包或 Python 依赖",
        },
    ),
    (
        &[-8020],
        Text {
            en: "another container holds the devices for itself; end it, or give it other ones",
            zh: "设备已被其他容器独占；请停止该容器或为其分配其他设备",
        },
    ),
    (
        &[-8002, -8013],
        Text {
            en: "this may be asked only by root on the host",
            zh: "只有宿主机上的 root 可以查询",
        },
    ),
    (
        &[-8010, -8011],
        Text {
            en: "the device does not answer the driver; reset it, and check that the driver is for this chip",
            zh: "设备不响应驱动；请复位设备，并确认驱动与芯片型号匹配",
        },
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_meaning() {
        let mut codes: Vec<_> = CODES.iter().flat_map(|(codes, _)| codes.iter()).collect();
        let all = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert!(explain(0).is_none() && explain(STUB).is_some());
    }
}
