use super::*;

fn read(text: &str) -> (Arc<Source>, Parsed) {
    let source = Arc::new(Source::new("test.yaml", text));
    let parsed = parse(&source);
    (source, parsed)
}

fn tree(text: &str) -> Tree {
    let (_, mut parsed) = read(text);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    parsed.trees.remove(0)
}

/// What a place points at: its line and its text.
fn shown(node: Node) -> (usize, String) {
    let span = node.span();
    (node.source().position(span.start).line, node.source().slice(span).to_owned())
}

fn at(line: usize, text: &str) -> (usize, String) {
    (line, text.to_owned())
}

const POD: &str = "\
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: 'nginx:1'
    args: [a, b]
    command:
    - sh
    - |
      sleep 30
      exit
    securityContext:
      # comment
";

#[test]
fn every_place_is_on_one_line_and_never_line_one_for_want_of_better() {
    let tree = tree(POD);
    let root = tree.root();
    let app = root.path(["spec", "containers"]).items().next().expect("a container");
    for (node, expected, reason) in [
        (app.get("image"), at(7, "'nginx:1'"), "a value on one line"),
        (app.get("args"), at(8, "[a, b]"), "a flow collection on one line"),
        (app.get("command"), at(9, "command"), "a block collection: its key"),
        (app.get("securityContext"), at(14, "securityContext"), "nothing after the colon: its key"),
        (
            app.path(["securityContext", "x", "y"]),
            at(14, "securityContext"),
            "missing: nearest key",
        ),
        (app.get("ports"), at(6, "app"), "missing in a list item: the item's name"),
        (root.get("status"), at(1, "Pod"), "missing in an object: its kind"),
        (root.path(["spec", "volumes"]), at(4, "spec"), "missing in a mapping: its key"),
    ] {
        assert_eq!(shown(node), expected, "{reason}");
    }
    let script = app.get("command").items().nth(1).expect("a script");
    assert_eq!(tree.source().position(script.span_of("sleep 30").start).line, 12);
    assert_eq!(script.str(), Some("sleep 30\nexit\n"));
    assert_eq!(app.get("image").path_text(), "spec.containers[app].image");
    assert_eq!(script.path_text(), "spec.containers[app].command[1]");
}

#[test]
fn values_are_typed_and_templates_are_unknown() {
    let tree = tree("a: yes\nb: 'yes'\nc: 010\nd:\ne: '{{ .Values.x }}'\nf: ${X}\non: 1\n");
    let root = tree.root();
    assert_eq!(root.get("a").bool(), Some(true));
    assert_eq!(root.get("b").bool(), None, "quoted: a string");
    assert_eq!(root.get("c").int(), Some(8), "octal");
    assert!(!root.get("d").exists(), "null is nothing");
    assert!(!take_unresolved(), "no template was read so far");
    assert_eq!(root.get("e").str(), None);
    assert!(take_unresolved() && !take_unresolved(), "noted once");
    assert!(root.get("f").is_template() && root.path(["f", "g"]).is_template());
    assert_eq!(root.get("f").text(), Some("${X}"));
    assert_eq!(root.to_json()["true"], 1, "the key `on` is the boolean");
    assert_eq!(shown(root.pointer("/true")), at(7, "1"));
}

#[test]
fn merge_keys_apply_and_aliases_lead_to_the_original() {
    let tree = tree("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc: [*a, *a]\n");
    let b = tree.root().get("b");
    assert_eq!(b.get("x").int(), Some(1));
    assert_eq!(b.get("y").int(), Some(3), "its own key wins");
    let keys: Vec<_> = b.entries().filter_map(|(key, _)| key.text()).collect();
    assert_eq!(keys, ["y", "x"], "merged ones last, and no `<<`");
    let spans: Vec<Span> = tree.root().get("c").items().map(|item| item.get("x").span()).collect();
    assert_eq!(spans[0], spans[1], "one defect, one place");
    assert_eq!(spans[0], tree.root().path(["a", "x"]).span());
}

#[test]
fn a_duplicate_key_is_told_and_the_last_one_counts() {
    let many = (0..20).map(|n| format!("k{n}: {n}\n")).collect::<String>();
    for (before, reason) in [("", "in a small mapping"), (&*many, "in a large one")] {
        let tree = tree(&format!("a: {{b: 1, b: 2}}\nc: 1\nc: 2\n{before}c: 3\n"));
        let last = tree.source().text().lines().count();
        let lines: Vec<_> = tree.duplicates().map(|pair| pair.map(|key| shown(key).0)).collect();
        assert_eq!(lines, [[1, 1], [2, 3], [3, last]], "{reason}");
        assert_eq!(tree.root().get("c").int(), Some(3), "{reason}");
        assert_eq!(tree.root().path(["a", "b"]).int(), Some(2), "{reason}");
    }
}

#[test]
fn a_broken_document_hides_nothing_else() {
    let (source, parsed) = read("a: 1\n---\nb: [1, 2\nc: 3\n---\n# nothing\n---\nd: 4\n");
    assert_eq!(parsed.trees.len(), 2);
    assert_eq!(parsed.trees[1].root().get("d").int(), Some(4));
    let lines: Vec<_> =
        parsed.problems.iter().map(|problem| source.position(problem.span.start).line).collect();
    assert_eq!(lines, [4], "where the list should have gone on");
}

#[test]
fn what_is_refused_is_refused_with_its_place() {
    let deep = "[".repeat(200);
    let bomb: String = (0..12)
        .map(|n| match n {
            0 => "a0: &a0 [x, x, x, x]\n".to_owned(),
            _ => format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")),
        })
        .collect();
    for (text, line, reason) in [
        (deep.as_str(), 1, "too deep"),
        (&bomb, 7, "alias bomb"),
        ("a: 1\nb: &x [*x]\n", 2, "an alias inside its own anchor"),
        ("a: 1\nb: *x\n", 2, "unknown anchor"),
        ("a: 1\n  b: 2\n", 2, "a mapping inside a scalar"),
        ("a: {{ .Values.x }}\nb: {{- x }}\n", 1, "an unrendered template"),
        ("\tkind: Pod\n", 1, "a tab before the first key"),
    ] {
        let (source, parsed) = read(text);
        let first = parsed.problems.first().unwrap_or_else(|| panic!("accepted: {reason}"));
        assert_eq!(source.position(first.span.start).line, line, "{reason}");
    }
}

#[test]
fn json_and_streams_of_it_are_documents() {
    let (_, parsed) =
        read("{\"kind\": \"Pod\",\n\t\"x\": [1, \"\\ud83d\\ude00\", null, {}]}\n{\"kind\": \"B\"}");
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(parsed.trees.len(), 2);
    let x = parsed.trees[0].root().get("x");
    assert_eq!(x.items().nth(1).and_then(Node::str), Some("😀"));
    assert_eq!(shown(parsed.trees[0].root().get("kind")), at(1, "\"Pod\""));

    let source = Arc::new(Source::new("a.json", "{\"a\": 1,\n}"));
    let problem = parse(&source).problems.remove(0);
    assert_eq!(source.position(problem.span.start).line, 2);
    let (_, flow) = read("{a: b}\n");
    assert_eq!(flow.trees[0].root().get("a").str(), Some("b"), "YAML in braces");
}

#[test]
fn a_broken_json_value_hides_nothing_after_it() {
    for (text, expected, problems, reason) in [
        ("{\"a\": 1}\n{\"a\": }\n{\"a\": 3}\n", &[1, 3][..], 1, "a value is missing"),
        ("{\"a\": 1\n{\"a\": 2}\n", &[2], 1, "never closed; the next is whole"),
        ("{\"a\": \"1}\n{\"a\": 2}\n", &[2], 1, "a string without an end"),
        ("{\"a\": 1}]\n\n{\"a\": 2}\n", &[1, 2], 1, "something between"),
        ("{\"a\": \"\\", &[], 1, "cut off in an escape"),
        ("{\"a\": 1}\n{\n{\n{\"a\": 2}", &[1, 2], 2, "one after another"),
    ] {
        for name in ["a.json", "<stdin>"] {
            let parsed = parse(&Arc::new(Source::new(name, text)));
            let values: Vec<_> =
                parsed.trees.iter().filter_map(|tree| tree.root().get("a").int()).collect();
            assert_eq!(values, expected, "{reason}: {name}");
            assert_eq!(parsed.problems.len(), problems, "{reason}: {name}");
        }
    }
    let hopeless = Arc::new(Source::new("a.json", "{\n".repeat(2 * parse::MAX_DOCUMENTS)));
    assert_eq!(parse(&hopeless).problems.len(), parse::MAX_DOCUMENTS);
}

#[test]
fn a_part_of_a_scalar_is_told_from_an_equal_one_before_it() {
    let tree = tree("a: x=abc y=abc\nb: |\n  x=abc\n  y=abc\n");
    for (key, line, column) in [("a", 1, 12), ("b", 4, 5)] {
        let node = tree.root().get(key);
        let text = node.text().expect("a text");
        let last = &text[text.rfind("abc").expect("a part")..][..3];
        let start = node.source().position(node.span_of(last).start);
        assert_eq!((start.line, start.column), (line, column), "{key}");
        assert!(node.span_of("abc").start < node.span_of(last).start, "{key}: any other text");
    }
}

#[test]
fn a_text_is_cut_off_after_as_many_documents_as_the_limit_says() {
    for (document, ending, reason) in [
        ("---\na: 1\n", "", "YAML"),
        ("{\"a\": 1}\n", "", "a JSON stream"),
        ("---\na: 1\n", "---\n[\n", "what is broken beyond is cut off too"),
    ] {
        let limit = parse::MAX_DOCUMENTS;
        let (_, whole) = read(&document.repeat(limit));
        assert_eq!((whole.trees.len(), whole.problems.len()), (limit, 0), "{reason}");
        let (_, cut) = read(&(document.repeat(limit + 2) + ending));
        assert_eq!((cut.trees.len(), cut.problems.len()), (limit, 1), "{reason}");
        let start = cut.problems[0].span.start as usize;
        assert_eq!(start / document.len(), limit, "{reason}");
    }
}
