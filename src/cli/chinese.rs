//! The command line in Chinese. The English texts stand where the options are defined.

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

/// What commands and options are, by their names: `check`, and `--lang`.
pub type Texts = &'static [(&'static str, &'static str)];

/// Those that both programs have.
const SHARED: Texts = &[
    ("--lang", "所有输出使用的语言；默认跟随系统区域设置"),
    ("--quiet", "只输出问题和错误"),
    ("--show_suppressed", "同时显示已抑制的问题"),
    ("--color", "文本是否着色"),
];

/// Those of this program.
pub(super) const TEXTS: Texts = &[
    (
        "seaworthy",
        "检查平台是否可以投入生产：Dockerfile、Compose 文件、Kubernetes 清单和 Helm chart",
    ),
    ("check", "检查文件和目录"),
    ("explain", "解释一条规则：发现什么问题、为什么重要、如何修复"),
    ("rules", "列出和测试规则"),
    ("list", "列出规则；未指定时列出全部"),
    ("test", "用规则自带的示例测试自定义规则"),
    ("completions", "输出 shell 自动补全脚本"),
    ("--paths", "文件和目录；`-` 表示标准输入"),
    ("--profile", "以哪个规则集为基础"),
    (
        "--select",
        "用这些规则代替规则集：代码、名称、规则族（SEC）或规则组（pss-baseline、pss-restricted、cis、nsa）",
    ),
    ("--ignore", "排除这些规则"),
    ("--rules", "自定义规则所在的目录"),
    ("--format", "要输出的报告：text、json 或 sarif，可写到标准输出或文件"),
    ("--fix", "就地修复只有一种正确改法的问题，然后报告其余问题"),
    ("--diff", "以 unified diff 形式输出 `--fix` 会做的修改，不输出报告；有修改时退出码为 1"),
    ("--fail_on", "发现此级别或更严重的问题时，退出码为 1；默认为 high"),
    ("--min_grade", "总体评级低于此等级时，退出码为 1"),
    ("--target_kubernetes", "清单面向的 Kubernetes 版本"),
    ("--config", "配置文件；默认从第一个路径起向上查找最近的 seaworthy.yaml"),
    ("--helm_values", "Helm chart 使用的 values 文件"),
    ("--schema", "自定义资源 schema 所在的目录：CRD 定义或 JSON Schema"),
    (
        "--node_facts",
        "Pod 可能运行的节点：`seaworthy-node facts` 或 `kubectl get nodes -o yaml` 的输出",
    ),
    ("--jobs", "线程数，最多 256；默认与处理器数相同"),
    ("--max_bytes", "读取文件的大小上限（字节）；默认为 16 MiB"),
    ("--code", "规则的代码或名称"),
    ("--form", "列表的形式"),
    ("--dir", "规则所在的目录"),
    ("--shell", "shell 名称"),
];

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// `command` and all below it, in Chinese.
pub fn translated(command: Command, texts: Texts) -> Command {
    of_level(command, texts).arg(
        Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help("显示版本")
            .help_heading("选项"),
    )
}

/// The same, without what only the command as a whole has.
fn of_level(command: Command, texts: Texts) -> Command {
    let about = text(command.get_name(), texts);
    command
        .about(about)
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .mut_args(|arg| translated_arg(arg, texts))
        .mut_subcommands(|command| of_level(command, texts))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("显示帮助")
                .help_heading("选项"),
        )
}

/// An option in Chinese, what clap would add in English included.
fn translated_arg(arg: Arg, texts: Texts) -> Arg {
    let values = arg.get_action().takes_values();
    let possible = if values { arg.get_possible_values() } else { Vec::new() };
    let possible: Vec<_> = possible.iter().map(PossibleValue::get_name).collect();
    let possible = match possible.as_slice() {
        [] => String::new(),
        names => format!("［可选值：{}］", names.join("、")),
    };
    let default = match arg.get_default_values() {
        [default] if values => format!("［默认值：{}］", default.to_string_lossy()),
        _ => String::new(),
    };
    let help = format!("{}{possible}{default}", text(&format!("--{}", arg.get_id()), texts));
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let arg = arg.help(help).help_heading(heading);
    arg.hide_possible_values(values).hide_default_value(values)
}

fn text(name: &str, texts: Texts) -> &'static str {
    let found = texts.iter().chain(SHARED).find(|(key, _)| *key == name);
    found.unwrap_or_else(|| panic!("internal: `{name}` has no Chinese text")).1
}

/// What is wrong with the arguments.
pub(super) fn usage_error(error: &clap::Error, command: &Command) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::UnknownArgument => format!("未知的参数 {arg}"),
        ErrorKind::InvalidSubcommand => {
            format!("未知的命令 {}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{arg} 的值 `{value}` 无效")
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other.is_empty() || other == arg => format!("{arg} 不能重复使用"),
            other => format!("{arg} 不能与 {other} 同时使用"),
        },
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {arg}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        // Most of these are the help itself.
        _ => return error.render().to_string(),
    };
    let kinds = [
        (ContextKind::ValidValue, "可选值"),
        (ContextKind::SuggestedValue, "是否应为"),
        (ContextKind::SuggestedArg, "是否应为"),
        (ContextKind::SuggestedSubcommand, "是否应为"),
    ];
    let hints: String = kinds
        .into_iter()
        .map(|(kind, label)| (label, context(kind)))
        .filter(|(_, hint)| !hint.is_empty())
        .map(|(label, hint)| format!("；{label}：{hint}"))
        .collect();
    format!("错误：{said}{hints}\n\n详细用法请运行 {} --help", command.get_name())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;

    fn names(command: &Command, names: &mut BTreeSet<String>) {
        names.insert(command.get_name().to_owned());
        names.extend(command.get_arguments().map(|arg| format!("--{}", arg.get_id())));
        command.get_subcommands().for_each(|command| self::names(command, names));
    }

    #[test]
    fn every_command_and_option_has_its_text_and_no_text_is_left() {
        let mut named = BTreeSet::new();
        names(&crate::cli::Cli::command(), &mut named);
        let texts = TEXTS.iter().chain(SHARED).map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(named, texts);
    }
}
