//! What BuildKit refuses in an instruction once it has been read.

use super::heredoc;
use super::instruction::{Flag, Instruction};
use super::keyword::{Keyword, Takes, nearest};
use super::word::Word;
use crate::lang::Text;
use crate::source::{Problem, Source, Span};

const UNKNOWN: Text =
    Text { en: "unknown instruction \"{keyword}\"", zh: "未知指令 \"{keyword}\"" };
const MISSPELT: Text = Text {
    en: "unknown instruction \"{keyword}\"; did you mean \"{nearest}\"?",
    zh: "未知指令 \"{keyword}\"；是否应为 \"{nearest}\"？",
};
const UNKNOWN_FLAG: Text =
    Text { en: "{keyword} has no flag \"{flag}\"", zh: "{keyword} 没有选项 \"{flag}\"" };
const MISSPELT_FLAG: Text = Text {
    en: "{keyword} has no flag \"{flag}\"; did you mean \"--{nearest}\"?",
    zh: "{keyword} 没有选项 \"{flag}\"；是否应为 \"--{nearest}\"？",
};
const REPEATED_FLAG: Text = Text {
    en: "flag \"{flag}\" is given twice; keep one",
    zh: "选项 \"{flag}\" 出现了两次，请只保留一个",
};
const FLAG_WITHOUT_VALUE: Text = Text {
    en: "flag \"{flag}\" has no value; write \"{flag}=…\"",
    zh: "选项 \"{flag}\" 缺少值，请写成 \"{flag}=…\"",
};
const BAD_VALUE: Text = Text {
    en: "value \"{value}\" of flag \"{flag}\" is not one of {known}",
    zh: "选项 \"{flag}\" 的值 \"{value}\" 无效；可用的值：{known}",
};
const BAD_DURATION: Text = Text {
    en: "value \"{value}\" of flag \"{flag}\" is not a duration such as \"30s\" or \"1m30s\", of 1ms or more",
    zh: "选项 \"{flag}\" 的值 \"{value}\" 不是有效的时长；应形如 \"30s\" 或 \"1m30s\"，且不短于 1ms",
};
const BAD_COUNT: Text = Text {
    en: "value \"{value}\" of flag \"{flag}\" is not a whole number from 0",
    zh: "选项 \"{flag}\" 的值 \"{value}\" 不是非负整数",
};
const UNKNOWN_MOUNT_FIELD: Text = Text {
    en: "flag \"--mount\" has no field \"{field}\"; known are {known}",
    zh: "选项 \"--mount\" 没有字段 \"{field}\"；可用的字段：{known}",
};
const NO_ARGUMENT: Text = Text { en: "{keyword} has no argument", zh: "{keyword} 缺少参数" };
const NO_DESTINATION: Text = Text {
    en: "{keyword} has no destination after \"{source}\"",
    zh: "{keyword} 在 \"{source}\" 之后缺少目标路径",
};
const HEREDOC_DESTINATION: Text = Text {
    en: "heredoc \"{word}\" cannot be the destination of {keyword}",
    zh: "heredoc \"{word}\" 不能作为 {keyword} 的目标路径",
};
const NO_VALUE: Text = Text {
    en: "\"{name}\" of {keyword} has no value; write \"{name}=value\"",
    zh: "{keyword} 的 \"{name}\" 没有值，请写成 \"{name}=value\"",
};
const NO_NAME: Text = Text {
    en: "{keyword} has a value without a name before \"=\"",
    zh: "{keyword} 的 \"=\" 之前缺少名称",
};
const FROM_ARGUMENTS: Text = Text {
    en: "FROM takes an image, perhaps followed by \"AS\" and a name, but has \"{arguments}\"",
    zh: "FROM 后应为一个镜像，其后可跟 \"AS\" 和名称，此处却是 \"{arguments}\"",
};
const BAD_STAGE_NAME: Text = Text {
    en: "\"{name}\" cannot name a stage: begin with a letter, go on with letters, digits, \"-\", \"_\" or \".\"",
    zh: "\"{name}\" 不能作为阶段名：须以字母开头，其后为字母、数字、\"-\"、\"_\" 或 \".\"",
};
const HEALTHCHECK_TYPE: Text = Text {
    en: "HEALTHCHECK cannot be \"{kind}\"; write \"CMD\" and a command, or \"NONE\"",
    zh: "HEALTHCHECK 不支持 \"{kind}\"，请写 \"CMD\" 加命令，或写 \"NONE\"",
};
const HEALTHCHECK_COMMAND: Text =
    Text { en: "HEALTHCHECK CMD has no command", zh: "HEALTHCHECK CMD 缺少命令" };
const HEALTHCHECK_NONE: Text = Text {
    en: "HEALTHCHECK NONE takes no argument \"{argument}\"",
    zh: "HEALTHCHECK NONE 不接受参数 \"{argument}\"",
};
const SHELL_FORM: Text = Text {
    en: "SHELL is \"{argument}\" and not a JSON array such as [\"/bin/sh\", \"-c\"]",
    zh: "SHELL 的参数 \"{argument}\" 不是 [\"/bin/sh\", \"-c\"] 这样的 JSON 数组",
};
const EMPTY_VOLUME: Text = Text { en: "a path of VOLUME is empty", zh: "VOLUME 中有空路径" };

const MOUNT_TYPES: &[&str] = &["bind", "cache", "secret", "ssh", "tmpfs"];
const SHARING_MODES: &[&str] = &["locked", "private", "shared"];
const SWITCH: &[&str] = &["true", "false"];
const MOUNT_FIELDS: &[&str] = &[
    "destination",
    "dst",
    "env",
    "from",
    "gid",
    "id",
    "mode",
    "readonly",
    "readwrite",
    "required",
    "ro",
    "rw",
    "sharing",
    "size",
    "source",
    "src",
    "target",
    "type",
    "uid",
];

/// The first thing that is wrong with an instruction by itself.
pub(crate) fn first(instruction: &Instruction, source: &Source) -> Option<Problem> {
    if instruction.keyword == Keyword::Unknown {
        return Some(unknown(source.slice(instruction.keyword_span), instruction.keyword_span));
    }
    let none =
        instruction.arguments.first().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("NONE"));
    if instruction.keyword == Keyword::Healthcheck && none {
        // BuildKit does not look at the flags of NONE.
        return arguments(instruction);
    }
    flags(instruction).or_else(|| arguments(instruction))
}

fn unknown(keyword: &str, span: Span) -> Problem {
    let message = nearest(keyword, Keyword::names()).map_or_else(
        || UNKNOWN.with([("keyword", &keyword)]),
        |nearest| MISSPELT.with([("keyword", &keyword), ("nearest", &nearest)]),
    );
    Problem::new(span, message)
}

fn flags(instruction: &Instruction) -> Option<Problem> {
    let keyword = instruction.keyword;
    instruction.flags.iter().enumerate().find_map(|(index, flag)| {
        let name = format!("--{}", flag.name());
        let Some(&(_, takes)) = keyword.flags().iter().find(|known| known.0 == flag.name()) else {
            let known = keyword.flags().iter().map(|known| known.0);
            let message = nearest(flag.name(), known).map_or_else(
                || UNKNOWN_FLAG.with([("keyword", &keyword.as_str()), ("flag", &name)]),
                |near| {
                    MISSPELT_FLAG.with([
                        ("keyword", &keyword.as_str()),
                        ("flag", &name),
                        ("nearest", &near),
                    ])
                },
            );
            return Some(Problem::new(flag.name_span(), message));
        };
        let repeated =
            instruction.flags[..index].iter().any(|earlier| earlier.name() == flag.name());
        if repeated && takes != Takes::Texts {
            return Some(Problem::new(flag.name_span(), REPEATED_FLAG.with([("flag", &name)])));
        }
        value(flag, &name, takes)
    })
}

fn value(flag: &Flag, name: &str, takes: Takes) -> Option<Problem> {
    let Some(word) = &flag.value else {
        let missing = || Problem::new(flag.word.span(), FLAG_WITHOUT_VALUE.with([("flag", &name)]));
        return (takes != Takes::Switch).then(missing);
    };
    let value = word.text();
    let wrong = |text: Text| {
        Some(Problem::new(word.span(), text.with([("value", &value), ("flag", &name)])))
    };
    match takes {
        Takes::Switch => one_of(word, value, name, SWITCH),
        Takes::OneOf(known) => one_of(word, value, name, known),
        Takes::Duration if !value.is_empty() && !is_duration(value) => wrong(BAD_DURATION),
        Takes::Count if !value.is_empty() && value.parse::<u32>().is_err() => wrong(BAD_COUNT),
        Takes::Texts if name == "--mount" => mount(flag, word),
        Takes::Text | Takes::Texts | Takes::Duration | Takes::Count => None,
    }
}

fn one_of(place: &Word, value: &str, flag: &str, known: &[&str]) -> Option<Problem> {
    if known.iter().any(|known| known.eq_ignore_ascii_case(value)) || value.contains('$') {
        return None;
    }
    let args: [(_, &dyn std::fmt::Display); 3] =
        [("value", &value), ("flag", &flag), ("known", &quoted(known))];
    Some(Problem::new(place.span(), BAD_VALUE.with(args)))
}

fn mount(flag: &Flag, place: &Word) -> Option<Problem> {
    flag.fields().find_map(|(field, value)| {
        let name = field.trim_matches('"').to_ascii_lowercase();
        if !MOUNT_FIELDS.contains(&name.as_str()) {
            let message =
                UNKNOWN_MOUNT_FIELD.with([("field", &field), ("known", &quoted(MOUNT_FIELDS))]);
            return Some(Problem::new(place.span(), message));
        }
        match name.as_str() {
            "type" => one_of(place, value, "--mount=type", MOUNT_TYPES),
            "sharing" => one_of(place, value, "--mount=sharing", SHARING_MODES),
            _ => None,
        }
    })
}

fn arguments(instruction: &Instruction) -> Option<Problem> {
    let keyword = instruction.keyword;
    let named =
        |text: Text, span| Some(Problem::new(span, text.with([("keyword", &keyword.as_str())])));
    let arguments = instruction.arguments.as_slice();
    match (keyword, arguments) {
        (Keyword::Env | Keyword::Label | Keyword::Arg, _) => pairs(instruction),
        (Keyword::Onbuild, _) if instruction.trigger.is_some() => None,
        // An empty exec form takes the command of the base image away.
        (Keyword::Cmd | Keyword::Entrypoint, []) if instruction.exec => None,
        (_, []) => named(NO_ARGUMENT, instruction.keyword_span),
        (Keyword::Add | Keyword::Copy, [source]) => {
            let message =
                NO_DESTINATION.with([("keyword", &keyword.as_str()), ("source", &source.raw())]);
            Some(Problem::new(source.span(), message))
        }
        (Keyword::Add | Keyword::Copy, [.., last]) if heredoc::is_announcement(last.raw()) => {
            let message =
                HEREDOC_DESTINATION.with([("word", &last.raw()), ("keyword", &keyword.as_str())]);
            Some(Problem::new(last.span(), message))
        }
        (Keyword::From, _) => from(arguments),
        (Keyword::Healthcheck, [kind, command @ ..]) => healthcheck(kind, command),
        (Keyword::Shell, [argument, ..]) if !instruction.exec => {
            Some(Problem::new(argument.span(), SHELL_FORM.with([("argument", &argument.raw())])))
        }
        (Keyword::Volume, _) => {
            let empty = arguments.iter().find(|path| path.raw().trim().is_empty())?;
            Some(Problem::new(empty.span(), EMPTY_VOLUME))
        }
        _ => None,
    }
}

fn pairs(instruction: &Instruction) -> Option<Problem> {
    let keyword = instruction.keyword.as_str();
    if instruction.pairs.is_empty() {
        return Some(Problem::new(
            instruction.keyword_span,
            NO_ARGUMENT.with([("keyword", &keyword)]),
        ));
    }
    instruction.pairs.iter().find_map(|pair| {
        if pair.name.raw().is_empty() {
            return Some(Problem::new(pair.name.span(), NO_NAME.with([("keyword", &keyword)])));
        }
        if pair.value.is_some() || instruction.keyword == Keyword::Arg {
            return None;
        }
        let message = NO_VALUE.with([("name", &pair.name.raw()), ("keyword", &keyword)]);
        Some(Problem::new(pair.name.span(), message))
    })
}

fn from(arguments: &[Word]) -> Option<Problem> {
    match arguments {
        [] | [_] => None,
        [_, by, name] if by.raw().eq_ignore_ascii_case("AS") => {
            let begins = name.raw().starts_with(|char: char| char.is_ascii_alphabetic());
            let goes_on = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
            if begins && name.raw().chars().all(goes_on) {
                return None;
            }
            Some(Problem::new(name.span(), BAD_STAGE_NAME.with([("name", &name.raw())])))
        }
        [first, .., last] => {
            let written = arguments.iter().map(Word::raw).collect::<Vec<_>>().join(" ");
            Some(Problem::new(
                first.span().to(last.span()),
                FROM_ARGUMENTS.with([("arguments", &written)]),
            ))
        }
    }
}

fn healthcheck(kind: &Word, command: &[Word]) -> Option<Problem> {
    match (kind.raw().to_ascii_uppercase().as_str(), command) {
        ("NONE", []) | ("CMD", [_, ..]) => None,
        ("CMD", []) => Some(Problem::new(kind.span(), HEALTHCHECK_COMMAND)),
        ("NONE", [argument, ..]) => Some(Problem::new(
            argument.span(),
            HEALTHCHECK_NONE.with([("argument", &argument.raw())]),
        )),
        _ => Some(Problem::new(kind.span(), HEALTHCHECK_TYPE.with([("kind", &kind.raw())]))),
    }
}

/// Whether a text is a duration as Go writes it, and none between 0 and a millisecond.
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix('+').unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    let mut milliseconds = 0.0;
    while !rest.is_empty() {
        let unit =
            rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        let Ok(number) = rest[..unit].parse::<f64>() else { return false };
        let units = [
            ("ns", 1e-6),
            ("us", 1e-3),
            ("µs", 1e-3),
            ("ms", 1.0),
            ("s", 1e3),
            ("m", 6e4),
            ("h", 3.6e6),
        ];
        let named =
            units.iter().find_map(|&(name, size)| Some((rest[unit..].strip_prefix(name)?, size)));
        let Some((after, size)) = named else { return false };
        milliseconds += number * size;
        rest = after;
    }
    !text.is_empty() && (milliseconds == 0.0 || milliseconds >= 1.0)
}

fn quoted(known: &[&str]) -> String {
    known.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_go_s() {
        let rows = [
            ("30s", true, "one unit"),
            ("1m30s", true, "two units"),
            ("1.5h", true, "a fraction"),
            ("0", true, "nothing needs no unit"),
            ("0s", true, "nothing with a unit"),
            ("100ms", true, "a unit that begins with another one"),
            ("30", false, "no unit"),
            ("10us", false, "too short"),
            ("-1s", false, "negative"),
            ("1d", false, "no such unit"),
        ];
        for (text, expected, reason) in rows {
            assert_eq!(is_duration(text), expected, "{reason}");
        }
    }
}
