use super::*;
use crate::fix::apply::applied;
use crate::yaml;

/// `text` after edits of what is under `spec`; nothing if one of them cannot be made.
fn edited(text: &str, edits: impl Fn(Node) -> Vec<Option<Edit>>) -> Option<String> {
    let name = if text.starts_with('{') { "x.json" } else { "x.yaml" };
    let parsed = yaml::parse(&Arc::new(Source::new(name, text)));
    assert!(parsed.problems.is_empty(), "{text}");
    let edits: Option<Vec<Edit>> = edits(parsed.trees[0].root().get("spec")).into_iter().collect();
    let text = applied(text, &edits?.iter().collect::<Vec<_>>());
    let again = yaml::parse(&Arc::new(Source::new(name, text.as_str())));
    assert!(again.problems.is_empty(), "{text}");
    Some(text)
}

/// Each text, what is to become of it, and the reason.
fn assert_edits(edits: impl Fn(Node) -> Vec<Option<Edit>>, rows: &[(&str, Option<&str>, &str)]) {
    for (text, expected, reason) in rows {
        assert_eq!(edited(text, &edits).as_deref(), *expected, "{reason}");
    }
}

#[test]
fn items_go_with_their_lines_and_commas() {
    let is_b = |item: &Node| item.get("name").text() == Some("B") || item.items().len() > 0;
    let remove = |spec: Node| {
        let item = spec.get("env").items().rfind(is_b);
        item.map_or(vec![None], Edit::remove)
    };
    assert_edits(
        remove,
        &[
            (
                "spec:\n  env: # all\n    - name: A\n      value: 1 # one\n    - name: B\n      value: 2 # two\n    # last\n    - name: C\n",
                Some(
                    "spec:\n  env: # all\n    - name: A\n      value: 1 # one\n    # last\n    - name: C\n",
                ),
                "a block, with the comments of others",
            ),
            (
                "spec:\n  env:\n  - name: A\n  - {name: B}\nx: 1\n",
                Some("spec:\n  env:\n  - name: A\nx: 1\n"),
                "the last, not indented",
            ),
            (
                "spec:\n  env:\n    - name: A\n    - name: B",
                Some("spec:\n  env:\n    - name: A\n"),
                "no end of line",
            ),
            (
                "spec: {env: [{name: A}, {name: B}, {name: C}]}\n",
                Some("spec: {env: [{name: A}, {name: C}]}\n"),
                "flow",
            ),
            (
                "spec: {env: [{name: A}, {name: B}]}\n",
                Some("spec: {env: [{name: A}]}\n"),
                "flow, the last",
            ),
            (
                "{\"spec\": {\"env\": [\n  {\"name\": \"A\"},\n  {\"name\": \"B\"}\n]}}",
                Some("{\"spec\": {\"env\": [\n  {\"name\": \"A\"}\n]}}"),
                "JSON",
            ),
            (
                "spec:\r\n  env:\r\n  - name: A\r\n  - name: B\r\n",
                Some("spec:\r\n  env:\r\n  - name: A\r\n"),
                "CRLF",
            ),
            ("spec:\n  env:\n  - - x\n  - - y\n", Some("spec:\n  env:\n  - - x\n"), "nested"),
        ],
    );
}

#[test]
fn a_list_goes_with_its_only_item() {
    let remove = |spec: Node| spec.get("env").items().next().map_or(vec![None], Edit::remove);
    assert_edits(
        remove,
        &[
            (
                "spec:\n  a: 1\n  env:\n  - name: B\n    value: 2 # two\n  b: 1\n",
                Some("spec:\n  a: 1\n  b: 1\n"),
                "a block",
            ),
            (
                "spec:\n  a: 1\n  env:\n    # why\n    - name: B\n# end\n",
                Some("spec:\n  a: 1\n    # why\n# end\n"),
                "comments of their own stay",
            ),
            ("spec:\n  env: [{name: B}]\n  b: 1\n", Some("spec:\n  b: 1\n"), "flow in a block"),
            ("spec: {env: [{name: B}], b: 1}\n", Some("spec: {b: 1}\n"), "flow, the first"),
            ("spec: {b: 1, env: [{name: B}]}\n", Some("spec: {b: 1}\n"), "flow, the last"),
            ("spec:\n  env:\n  - name: B\n", None, "nothing would be left"),
            ("spec: {env: [{name: B}]}\n", None, "nothing would be left, flow"),
        ],
    );
    let of_container = |spec: Node| {
        let container = spec.items().next();
        container.and_then(|it| it.get("env").items().next()).map_or(vec![None], Edit::remove)
    };
    assert_edits(
        of_container,
        &[
            (
                "spec:\n- env:\n  - name: B\n  name: a # x\n- name: b\n",
                Some("spec:\n- name: a # x\n- name: b\n"),
                "behind a dash, where the next key takes its place",
            ),
            ("spec:\n- env:\n  - name: B\n  # x\n  name: a\n", None, "a comment in between"),
        ],
    );
}

#[test]
fn scalars_keep_their_quotes() {
    let replace = |spec: Node| vec![Edit::replace(spec.get("a"), "b/C-1")];
    assert_edits(
        replace,
        &[
            ("spec: {a: x, b: 1}\n", Some("spec: {a: b/C-1, b: 1}\n"), "none"),
            ("spec:\n  a: 'x' # c\n", Some("spec:\n  a: 'b/C-1' # c\n"), "single"),
            ("spec:\n  a: \"x\"\n", Some("spec:\n  a: \"b/C-1\"\n"), "double"),
            ("{\"spec\": {\"a\": 1}}", Some("{\"spec\": {\"a\": \"b/C-1\"}}"), "JSON needs them"),
            ("spec:\n  a: |\n    x\n", None, "a block scalar"),
            ("spec:\n  a: &v x\n", Some("spec:\n  a: &v b/C-1\n"), "an anchor that nothing uses"),
            ("spec:\n  a: &v x\n  b: *v\n", None, "an anchor"),
            ("v: &v x\nspec:\n  a: *v\n", None, "an alias"),
            ("v: &v {a: x}\nspec:\n  <<: *v\n", None, "a merge key"),
            ("v: &v {a: x}\nspec: *v\n", None, "all of it by an alias"),
        ],
    );
    let number = |spec: Node| vec![Edit::replace(spec.get("a"), "4")];
    assert_edits(number, &[("{\"spec\": {\"a\": 1}}", Some("{\"spec\": {\"a\": 4}}"), "a number")]);
    let odd = |spec: Node| vec![Edit::replace(spec.get("a"), "b: c")];
    assert_edits(odd, &[("spec: {a: x}\n", None, "quotes of its own")]);
}

#[test]
fn a_part_of_a_scalar_leaves_the_rest() {
    let replace = |spec: Node| vec![Edit::replace_part(spec.get("path"), "'A'", "'B'")];
    assert_edits(
        replace,
        &[
            ("spec:\n  path: x['A'] # one\n", Some("spec:\n  path: x['B'] # one\n"), "plain"),
            ("spec:\n  path: x['C']\n", None, "no such part"),
            ("spec: {path: \"x['A']\"}\n", Some("spec: {path: \"x['B']\"}\n"), "quoted"),
            ("spec: {path: &p \"x['A']\", b: *p}\n", None, "shared"),
        ],
    );
}

#[test]
fn items_come_behind_the_last() {
    let item = [("name", Value::Text("shm"))];
    let push = |spec: Node| vec![Edit::push(spec, "volumes", Value::Mapping(&item))];
    assert_edits(
        push,
        &[
            (
                "spec:\n  volumes: # all\n    - name: a # one\n  x: 1\n",
                Some("spec:\n  volumes: # all\n    - name: a # one\n    - name: shm\n  x: 1\n"),
                "a block",
            ),
            (
                "spec:\n  volumes:\n  - name: a",
                Some("spec:\n  volumes:\n  - name: a\n  - name: shm"),
                "no end of line",
            ),
            (
                "spec: {volumes: [{name: a}]}\n",
                Some("spec: {volumes: [{name: a}, {name: shm}]}\n"),
                "flow",
            ),
            (
                "spec: {volumes: [{name: a}, ]}\n",
                Some("spec: {volumes: [{name: a}, {name: shm} ]}\n"),
                "a comma at the end",
            ),
            ("spec:\n  volumes: [ ]\n", Some("spec:\n  volumes: [{name: shm} ]\n"), "flow, empty"),
            (
                "spec:\n  volumes: [\n    {name: a}, # one\n  ]\n",
                None,
                "a comment would swallow it",
            ),
            (
                "{\"spec\": {\"volumes\": [\n  {\"name\": \"a\"}\n]}}",
                Some(
                    "{\"spec\": {\"volumes\": [\n  {\"name\": \"a\"},\n  {\"name\": \"shm\"}\n]}}",
                ),
                "JSON, on lines of their own",
            ),
            (
                "{\"spec\": {\"a\": 1}}",
                Some("{\"spec\": {\"a\": 1, \"volumes\": [{\"name\": \"shm\"}]}}"),
                "JSON, no list yet",
            ),
            (
                "spec:\n  a:\n    b: 1\nx: 1\n",
                Some("spec:\n  a:\n    b: 1\n  volumes:\n    - name: shm\nx: 1\n"),
                "no list yet",
            ),
            (
                "spec:\n  volumes:\n  - {name: a}\n",
                Some("spec:\n  volumes:\n  - {name: a}\n  - {name: shm}\n"),
                "a block of flow mappings",
            ),
            ("spec: {a: 1}\n", Some("spec: {a: 1, volumes: [{name: shm}]}\n"), "no list yet, flow"),
            (
                "spec:\r\n  a: 1\r\n",
                Some("spec:\r\n  a: 1\r\n  volumes:\r\n    - name: shm\r\n"),
                "CRLF",
            ),
            (
                "spec:\n  a: |\n    text\n\n# behind\nx: 1\n",
                Some("spec:\n  a: |\n    text\n  volumes:\n    - name: shm\n\n# behind\nx: 1\n"),
                "behind a block scalar",
            ),
            ("spec:\n  a: |2+\n    text\n\nx: 1\n", None, "a block scalar that keeps blank lines"),
            ("spec:\n  volumes:\n  a: 1\n", None, "a key without a value"),
            (
                "spec:\n  volumes: &all\n  - name: a\n",
                Some("spec:\n  volumes: &all\n  - name: a\n  - name: shm\n"),
                "an anchor that nothing uses",
            ),
            ("spec:\n  volumes: &all\n  - name: a\nx: *all\n", None, "an anchor"),
            ("v: &v [{name: a}]\nspec:\n  volumes: *v\n", None, "an alias"),
            ("v: &v {volumes: [{name: a}]}\nspec:\n  a: 1\n  <<: *v\n", None, "a merged list"),
            (
                "v: &v {b: 1}\nspec:\n  <<: *v\n  a: 1\n",
                Some("v: &v {b: 1}\nspec:\n  <<: *v\n  a: 1\n  volumes:\n    - name: shm\n"),
                "beside a merge key",
            ),
            (
                "v: &v {b: 1}\nspec:\n  a: *v # x\n",
                Some("v: &v {b: 1}\nspec:\n  a: *v # x\n  volumes:\n    - name: shm\n"),
                "below an alias",
            ),
        ],
    );
}
