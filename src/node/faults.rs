//! What the fault codes of devices mean for the work on them.
//!
//! Source: Ascend/mind-cluster, `component/ascend-device-plugin/build/faultCode.json` (Apache-2.0; what
//! the device plugin does for each code), and `faultdiag` for what some of them mean.

use crate::lang::Text;

/// What a fault asks for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Level {
    /// Nothing: it is gone by itself, or is only told.
    Notice,
    /// To be watched: the work goes on, perhaps more slowly.
    SubHealth,
    /// The work that was hit has to start again.
    Restart,
    /// The device has to be reset.
    Reset,
    /// The device has to be taken out of use, and the hardware to be replaced.
    Separate,
}

/// The codes of each level.
const LEVELS: [(Level, &str); 5] = [
    (Level::Notice, NOTICE),
    (Level::SubHealth, SUB_HEALTH),
    (Level::Restart, RESTART),
    (Level::Reset, RESET),
    (Level::Separate, SEPARATE),
];

/// The level of a fault code; nothing if the device plugin does not know it. Where it has a code in two
/// lists, the worse one counts.
pub(crate) fn level(code: &str) -> Option<Level> {
    let code = bare(code);
    let has = |codes: &str| codes.split_whitespace().any(|known| known == code);
    LEVELS.iter().rev().find(|(_, codes)| has(codes)).map(|(level, _)| *level)
}

/// What a fault code means, as far as that is published and the driver does not say.
pub(crate) fn meaning(code: &str) -> Option<Text> {
    let code = bare(code);
    MEANINGS.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}

fn bare(code: &str) -> String {
    code.trim().trim_start_matches("0x").trim_start_matches("0X").to_ascii_uppercase()
}

const MEANINGS: [(&str, Text); 6] = [
    (
        "80E01801",
        Text {
            en: "an ECC error of several bits in memory", zh: "内存发生多比特 ECC 错误"
        },
    ),
    (
        "80E18402",
        Text {
            en: "64 rows of memory are isolated after ECC errors of several bits: no more can be",
            zh: "因多比特 ECC 错误隔离的内存行已达 64 行，无法继续隔离",
        },
    ),
    ("80CB8009", Text { en: "bus error of a vector core", zh: "Vector 核总线访问错误" }),
    (
        "80CB800A",
        Text {
            en: "operator on a vector core timed out, the device was reset",
            zh: "Vector 核算子超时，NPU 已热复位",
        },
    ),
    (
        "80C98000",
        Text {
            en: "instruction data of an AI core is wrong", zh: "AI Core 指令数据校验失败"
        },
    ),
    ("81078603", Text { en: "the link of the network port is down", zh: "网口链路断开" }),
];

const NOTICE: &str = "\
80E21007 80E38003 80F78006 80C98006 80CB8006 81318006 80A18006 80A18005 80FB8000 8C1F8609 80CD8006 80CD8003 \
80A38006 80A38003 80A58006 80A58003 80DE1805 80F18006 80F18003 80DF8006 80E01805 80E18400 80E01809 80E18401 \
80E00209 80F38006 80F38003 80E18006 80D38009 819B800D 80DD8008 80DD8007 80B98006 80BD8006 819B8006 80DE1803 \
819D8000 81998006 81978006 81978004 815F8006 815F8004 81338006 81338004 817F8006 817F8004 816F8006 816F8004 \
814F8006 814F8004 81938006 81938004 81478006 81478004 813B8006 813B8004 81578006 81578004 81958006 81958004 \
81078603 8C2FA009 A4025021 A60250C1 A4025081 A214000D A414000D A4028801 A4025101 A2140007 A4140007 A2140008 \
A4140008 A40250E1 A214000A A414000A A4025061 A4025041 A214000B A414000B A414000C A2140009 A4140009 A4303002 \
80B78006 80B78005 80E1800F 80DE0200 814D8006 8C1F860B 8C1F8608 4C1F8608 819B8003 80DF8401 80DF8400 80818200 \
80818201 80818202 80818203 80818204 80818205 80F38009";

const SUB_HEALTH: &str = "\
81A3880C 81AD8605 80E20207 81078605 80DE0207 8C2FA001 819B8605 80818C06 8C1F860A 80E18405";

const RESTART: &str = "\
80C98008 80C98002 80C98003 80C98009 80CB8002 80CB8008 80CB8009 80CF8003 81318008 80D58000 80D58009 80D98008 \
80DB800A 80DB8000 80DD8000 80DD8003 80C98000 81AB800D 81AB8003 80BD8000 80BB8009 80BD8003 80BD8009 80BB8000 \
80BB8003 80BB8008 80BB800A 81AB8008 80C9800A 80CB800A 8C204E00 A8028802 A4302003 A4302004 A4302005 A4302006 \
A4302009 A430200A A6301002 B4060011 B406009C B4060008 B4060009 B406000E A60250A1 A2301001 A2301002 A2303001 \
B4060006 B4060007 B406000D B4060014 B4060010 80E01801 81B38009 81B38004";

const RESET: &str = "\
8C0E4E00 8C104E00 8C0C4E00 8C044E00 8C064E00 8C17A005 8C1DA005 8C19A005 8C0A4E00 8C084E00 A4193217 A4193218 \
A42A0000 A42F3917 A42F3918 8C464E00 8C124E00 8C03A000 8C1FA006 40F84E00 80E24E00 80E21E01 80E38008 80E3A202 \
80E3A203 80E39200 819B800A 80E2120D 80E78000 80E78008 80FA4E00 812E4E00 80C78008 80F78009 80F78008 80F78003 \
80E18404 80FB8005 80A18008 80CD8008 80A38008 80A58008 80DE1801 80F18008 80F18000 80F1800A 80CF8000 80DF8000 \
80DF8009 80DF8008 80DF800A 80F38008 80F2180D 80E18005 80E18008 80E1800A 812F8000 80B98000 80B98008 80BD8008 \
80CB8001 81998009 81998008 81978008 815F8008 81338008 817F8008 81478008 813B8008 81578008 81958008 A2141004 \
A2141006 A2142004 A2142006 A2145004 A4183200 A6023001 A6023002 A6023003 A6023004 A6060000 A6060001 A6060002 \
A6060003 A6060004 A6060005 A606000A A606000B A606000C A606000F A606009D A6060FFF A607FFFF A6140001 A6140002 \
A6140003 A6140004 A6140005 A6140006 A6141003 A6142003 A6143003 A6144003 A6145003 A6192D15 A6193206 A6193215 \
A6193248 A62F3905 A62FFFFF A6303003 A6303004 A6360000 A6361000 A6362000 A8021004 A8060FFF A807FFFF A82A0000 \
80B78000 80B58000 81498004 80F78C02 80F78C03 80F78C04 81B38008 80E18000 80E21008 80C98001 80E58005 80E58009 \
80E58E02 80E58E03 816F8008 814F8008 81938008 80E44E00 80CF8009 80CF8008 813B8002 81338002 81578002 81958002 \
81938002 81478002 81978002 815F8002 81C9800A 81C7800A 81C5800A 813F800A 8139800A 8145800A 8C4BA00C 80E3A207";

const SEPARATE: &str = "\
80E3A201 80E18402 80E0020B 817F8002 816F8002 814F8002 9419321B A2301000 A2301001 A2302001 A4192C1A A4193216 \
A419321B A419321C A42F390F A42F3916 A42F391A A6183207 A62F3934 A8028801 A819320F A8193234 A8193235 80818C00 \
80818C05 80DF8402 4C4BA00C";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_codes() {
        for (code, expected, reason) in [
            ("80E3A203", Some(Level::Reset), "as the driver writes it"),
            ("0x80e18402", Some(Level::Separate), "as logs write it"),
            ("80E01801", Some(Level::Restart), "errors of several bits end the work"),
            ("81078603", Some(Level::Notice), "a port that goes up and down"),
            ("81078605", Some(Level::SubHealth), "sub-health"),
            ("A2301001", Some(Level::Separate), "the worse of two"),
            ("12345678", None, "unknown"),
            ("", None, "none"),
        ] {
            assert_eq!(level(code), expected, "{reason}");
        }
    }

    #[test]
    fn codes_are_what_a_driver_may_say() {
        for (level, codes) in LEVELS {
            for code in codes.split_whitespace() {
                let is_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
                assert!(code.len() == 8 && is_hex && bare(code) == code, "{level:?}: {code}");
            }
        }
        for (code, _) in MEANINGS {
            assert!(level(code).is_some(), "{code}");
        }
    }
}
