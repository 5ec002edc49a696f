//! What is wrong with a configuration, in words of our own. What may stand in it, the schema says.

use std::sync::LazyLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;

use crate::discover::bad_glob;
use crate::lang::{Message, Text};
use crate::nearest::likely;
use crate::source::Problem;
use crate::yaml::{Node, Tree};

const UNKNOWN_KEY: Text = Text {
    en: "unknown key `{key}`; known are {allowed}",
    zh: "未知的键 `{key}`；可用的键：{allowed}",
};
const UNKNOWN_KEY_NEAR: Text = Text {
    en: "unknown key `{key}`; did you mean `{near}`?",
    zh: "未知的键 `{key}`；是否应为 `{near}`？",
};
const REPEATED_KEY: Text =
    Text { en: "`{key}` stands here a second time", zh: "键 `{key}` 重复出现" };
const WRONG_VALUE: Text = Text {
    en: "`{value}` is none of {allowed}",
    zh: "`{value}` 无效；可用的值：{allowed}",
};
const MISSING: Text = Text { en: "`{key}` is missing", zh: "缺少 `{key}`" };
const EMPTY: Text = Text { en: "`{key}` is empty", zh: "`{key}` 为空" };
const NOT_A_LIST: Text = Text {
    en: "`{key}` must be a list, as in `[{value}]`",
    zh: "`{key}` 必须是列表，例如 `[{value}]`",
};
const NOT_A_TEXT: Text = Text {
    en: "`{key}` must be text; if it is, put it in quotes",
    zh: "`{key}` 必须是文本；如果本来就是文本，请加上引号",
};
const NOT_A_MAPPING: Text =
    Text { en: "a mapping of keys to values must stand here", zh: "此处必须是键值映射" };
const BAD_DATE: Text = Text {
    en: "`{value}` is no date; write it as 2026-12-31",
    zh: "`{value}` 不是日期；请写成 2026-12-31 的形式",
};
const NO_SUCH_DAY: Text = Text {
    en: "`{value}` is no date: that month has fewer days",
    zh: "`{value}` 不是有效日期：该月没有这一天",
};
const BAD_OUTPUT: Text = Text {
    en: "`{value}` is no format; write text, json or sarif, perhaps with a file, as in `sarif=report.sarif`",
    zh: "`{value}` 不是报告格式；可写 text、json 或 sarif，也可加上文件，例如 `sarif=report.sarif`",
};
const BAD_RESOURCE: Text = Text {
    en: "`{value}` is no name of an extended resource; write it with its domain, as in `example.com/my-npu`",
    zh: "`{value}` 不是扩展资源的名称；请连同域名一起写，例如 `example.com/my-npu`",
};
pub(super) const BAD_VERSION: Text = Text {
    en: "`{value}` is no Kubernetes version; write it as 1.31",
    zh: "`{value}` 不是 Kubernetes 版本；请写成 1.31 的形式",
};
const OTHER: Text = Text { en: "{detail}", zh: "配置无效：{detail}" };

pub(super) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../schemas/config.schema.json"))
        .expect("internal: the schema of the configuration is JSON")
});

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::validator_for(&SCHEMA)
        .expect("internal: the schema of the configuration is a JSON Schema")
});

/// Something wrong, and the JSON pointer to the value that it is wrong with.
pub(super) struct Invalid {
    pub(super) pointer: String,
    pub(super) problem: Problem,
}

/// Everything that is wrong with a configuration.
pub(super) fn validate(tree: &Tree) -> Vec<Invalid> {
    let root = tree.root();
    let repeated = tree.duplicates().map(|[_, key]| {
        let message = REPEATED_KEY.with([("key", &key.text().unwrap_or_default())]);
        Invalid { pointer: String::new(), problem: Problem::new(key.span(), message) }
    });
    let json = root.to_json();
    let invalid = VALIDATOR.iter_errors(&json).flat_map(|error| {
        let pointer = error.instance_path().as_str().to_owned();
        let invalid = move |problem| Invalid { pointer: pointer.clone(), problem };
        problems(root, &error).into_iter().map(invalid)
    });
    let mut all: Vec<_> = repeated.chain(invalid).chain(beyond_schema(root)).collect();
    all.sort_by_key(|invalid| invalid.problem.span);
    all
}

/// What no schema can say: globs that are none, and dates that no calendar has.
fn beyond_schema(root: Node) -> Vec<Invalid> {
    let mut all = Vec::new();
    let mut refuse = |pointer, node: Node, message| {
        let problem = Problem::new(node.span(), message);
        all.push(Invalid { pointer, problem });
    };
    for (index, node) in root.get("exclude").items().enumerate() {
        if let Some(message) = node.text().and_then(bad_glob) {
            refuse(format!("/exclude/{index}"), node, message);
        }
    }
    for (index, entry) in root.get("suppress").items().enumerate() {
        let (path, expires) = (entry.get("path"), entry.get("expires"));
        if let Some(message) = path.text().and_then(bad_glob) {
            refuse(format!("/suppress/{index}/path"), path, message);
        }
        if let Some(date) = expires.text().filter(|date| is_past_end_of_month(date)) {
            let message = NO_SUCH_DAY.with([("value", &date)]);
            refuse(format!("/suppress/{index}/expires"), expires, message);
        }
    }
    all
}

/// Whether the month in a date, which has the form of one, is shorter than this.
fn is_past_end_of_month(date: &str) -> bool {
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let (Some(Some(year)), Some(Some(month)), Some(Some(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    // Beyond 31 it has not even the form, which the schema says.
    (last + 1..=31).contains(&day)
}

fn problems(root: Node, error: &ValidationError) -> Vec<Problem> {
    let node = root.pointer(error.instance_path().as_str());
    if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
        let allowed = allowed_keys(error);
        return unexpected.iter().map(|key| unknown_key(node, key, &allowed)).collect();
    }
    vec![Problem::new(node.span(), message(node, error))]
}

fn message(node: Node, error: &ValidationError) -> Message {
    let key = node.key().or(node.parent().key()).and_then(Node::text).unwrap_or_default();
    let value = node.text().unwrap_or_default();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            MISSING.with([("key", &property.as_str().unwrap_or_default())])
        }
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::MinItems { .. } => {
            EMPTY.with([("key", &key)])
        }
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().into_iter().flatten().filter_map(Value::as_str);
            let allowed = options.collect::<Vec<_>>().join(", ");
            WRONG_VALUE.with([("value", &value), ("allowed", &allowed)])
        }
        ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Array) } => {
            NOT_A_LIST.with([("key", &key), ("value", &value)])
        }
        ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Object) } => {
            NOT_A_MAPPING.into()
        }
        ValidationErrorKind::Type { .. } => NOT_A_TEXT.with([("key", &key)]),
        ValidationErrorKind::Pattern { .. } if key == "expires" => {
            BAD_DATE.with([("value", &value)])
        }
        ValidationErrorKind::Pattern { .. } if key == "reason" => EMPTY.with([("key", &key)]),
        ValidationErrorKind::Pattern { .. } if key == "format" => {
            BAD_OUTPUT.with([("value", &value)])
        }
        ValidationErrorKind::Pattern { .. } if key == "npu-resources" => {
            BAD_RESOURCE.with([("value", &value)])
        }
        _ => OTHER.with([("detail", error)]),
    }
}

fn unknown_key(mapping: Node, key: &str, allowed: &[String]) -> Problem {
    let place = mapping.entries().map(|(name, _)| name).find(|name| name.text() == Some(key));
    let message = match likely(key, allowed.iter().map(String::as_str)) {
        Some(near) => UNKNOWN_KEY_NEAR.with([("key", &key), ("near", &near)]),
        None => UNKNOWN_KEY.with([("key", &key), ("allowed", &allowed.join(", "))]),
    };
    Problem::new(place.unwrap_or(mapping).span(), message)
}

/// The keys that the schema knows where it met an unknown one.
fn allowed_keys(error: &ValidationError) -> Vec<String> {
    let place = error.schema_path().as_str().trim_end_matches("/additionalProperties");
    let properties = SCHEMA.pointer(&format!("{place}/properties")).and_then(Value::as_object);
    properties.into_iter().flat_map(serde_json::Map::keys).cloned().collect()
}
