//! The command line in Chinese. The English texts stand where the options are defined.

use seaworthy::cli::chinese::Texts;

/// What commands and options are, by their names, beside those that `seaworthy` has, too.
pub(crate) const TEXTS: Texts = &[
    ("seaworthy-node", "检查节点的昇腾软硬件栈是否可以提供服务"),
    ("facts", "以 JSON 输出所有能测得的信息"),
    ("check", "测量节点，按 NODE 规则评判并输出报告；退出码：0 可以提供服务，1 不能，2 无法判断"),
    ("probe", "查询一个动态库，由可随时将其终止的父进程启动"),
    ("--request", "查询内容"),
    ("--root", "要读取的节点文件系统副本，代替本机的文件系统"),
    ("--host", "在容器中运行时，宿主机文件系统的挂载目录"),
    ("--timeout", "每次查询设备最多用多少秒"),
    ("--smoke", "在每个 NPU 上计算什么；默认为 add 和 matmul，指定了模型时还有 model"),
    ("--model", "为 NPU 编译的模型（.om），在每个 NPU 上运行"),
    ("--input", "模型的输入，按顺序给出：与内存中相同的数值，小端序"),
    ("--expect", "模型的预期输出，按顺序给出，逐字节比较；未给出的不比较"),
    ("--simulate", "要模拟的节点，代替本机：场景名称，或场景文件"),
    ("--facts", "评判先前测得的事实，代替本机；`-` 表示标准输入"),
    (
        "--format",
        "要输出的报告：text、json、sarif、junit、prometheus、nfd 或 npd，可写到标准输出或文件",
    ),
    ("--fail_on", "发现此级别或更严重的问题时，节点不能提供服务；默认为 high"),
    ("--min_grade", "评级低于此等级时，节点不能提供服务"),
    ("--ignore", "排除这些规则：代码或名称"),
    ("--config", "配置文件；默认向上查找最近的 seaworthy.yaml"),
    ("--expire", "nfd 的标签若未重新写入，多少秒后过期；默认永不过期"),
    ("--max_length", "npd 的一行最多有多少字节"),
];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use seaworthy::cli::chinese::translated;

    use super::*;
    use crate::Cli;

    #[test]
    fn every_command_and_option_has_its_text() {
        translated(Cli::command(), TEXTS).debug_assert();
    }
}
