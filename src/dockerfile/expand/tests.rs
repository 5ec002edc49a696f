use std::sync::Arc;

use super::*;
use crate::dockerfile::Dockerfile;
use crate::source::Source;

/// The last argument or value of a Dockerfile.
fn last(text: &str) -> (Dockerfile, Word) {
    let dockerfile = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
    let last = dockerfile.instructions().last().expect("an instruction");
    let value = last.pairs.last().and_then(|pair| pair.value.clone());
    let word = value.or(last.arguments.last().cloned()).expect("a word");
    (dockerfile, word)
}

#[test]
fn substitutions_are_those_of_buildkit() {
    let rows = [
        ("$A", Some("one.two.one"), "plain"),
        ("${A}x", Some("one.two.onex"), "in braces"),
        ("$Ax", Some(""), "a longer name"),
        ("'$A'", Some("$A"), "single quotes"),
        ("\"$A b\"", Some("one.two.one b"), "double quotes"),
        (r"\$A", Some("$A"), "escaped"),
        (r#""\$A""#, Some("$A"), "escaped in double quotes"),
        ("a$", Some("a$"), "a dollar sign alone"),
        ("$1", Some(""), "a parameter"),
        ("${N:-d}", Some("d"), "a default for nothing"),
        ("${E:-d}", Some("d"), "a default for an empty text"),
        ("${E-d}", Some(""), "an empty text is something"),
        ("${A:-d}", Some("one.two.one"), "a default that is not needed"),
        ("${A:+d}", Some("d"), "instead of something"),
        ("${E:+d}", Some(""), "instead of an empty text"),
        ("${E+d}", Some("d"), "an empty text is something"),
        ("${N+d}", Some(""), "instead of nothing"),
        ("${A:?e}", Some("one.two.one"), "a check that holds"),
        ("${N:?e}", None, "a check that fails"),
        ("${N:-${A}}", Some("one.two.one"), "one in the other"),
        ("${A#*.}", Some("two.one"), "the least at the start"),
        ("${A##*.}", Some("one"), "the most at the start"),
        ("${A%.*}", Some("one.two"), "the least at the end"),
        ("${A%%.*}", Some("one"), "the most at the end"),
        ("${A#o?e}", Some(".two.one"), "one character"),
        ("${A#x}", Some("one.two.one"), "no match"),
        ("${A/one/1}", Some("1.two.one"), "the first one replaced"),
        ("${A//one/1}", Some("1.two.1"), "all replaced"),
        ("${A//o*/1}", Some("1"), "a pattern takes all it can"),
        ("${OPEN}", None, "an argument without default"),
        ("${OPEN:-d}", Some("d"), "an argument without default, and a default here"),
        ("${A}-${OPEN}", None, "half of it unknown"),
        ("${PATH}", None, "of the base image"),
        ("${TARGETARCH:-d}", None, "the platform is always set"),
    ];
    for (word, expected, reason) in rows {
        let text = format!(
            "FROM scratch\nARG OPEN\nARG TARGETARCH\nENV A=one.two.one E=\nLABEL x={word}\n",
        );
        let (dockerfile, word) = last(&text);
        assert_eq!(word.known(), expected, "{reason}: {} {:?}", word.raw(), dockerfile.problems());
        assert!(dockerfile.problems().is_empty(), "{reason}: {:?}", dockerfile.problems());
    }
}

#[test]
fn what_buildkit_refuses_is_a_problem() {
    let rows = [
        ("${", "${", "nothing"),
        ("${}", "${}", "no name"),
        ("x${A", "${A", "no brace"),
        ("${A:-b", "${A:-b", "no brace after a default"),
        ("${A^^}", "${A^", "bash's alone"),
        ("${A/b}", "${A/b}", "half of a replacement"),
        ("it's", "'", "an open quote"),
        ("\"a", "\"", "an open double quote"),
    ];
    for (word, expected, reason) in rows {
        let text = format!("FROM scratch\nUSER {word}\n");
        let (dockerfile, _) = last(&text);
        let [problem] = dockerfile.problems() else {
            panic!("{reason}: {:?}", dockerfile.problems())
        };
        assert_eq!(&text[problem.span.range()], expected, "{reason}");
    }
}

#[test]
fn variables_are_seen_where_buildkit_sees_them() {
    use Origin::{Argument, BaseImage, Environment, GlobalOnly, Predefined, Undeclared};
    let rows = [
        ("ARG V=1\nFROM a:$V", Some("a:1"), Argument, "before the first FROM"),
        ("ARG V=1 W=$V\nFROM a:$W", Some("a:1"), Argument, "an argument of the same ARG"),
        ("ARG V\nFROM a:$V", None, Argument, "no default"),
        ("FROM a:$V", Some("a:"), Undeclared, "undeclared"),
        ("ARG V=1\nFROM a\nFROM b:$V", Some("b:1"), Argument, "a later FROM"),
        (
            "FROM a\nARG V=1\nFROM b:$V",
            Some("b:"),
            Undeclared,
            "a stage's argument is not seen by FROM",
        ),
        (
            "FROM --platform=$BUILDPLATFORM a\nUSER $TARGETARCH",
            None,
            GlobalOnly,
            "a platform needs an ARG in a stage",
        ),
        ("FROM a:$TARGETARCH", None, Predefined, "but not in FROM"),
        ("FROM a\nARG TARGETARCH\nUSER $TARGETARCH", None, Predefined, "a platform with its ARG"),
        ("ARG V=1\nFROM a\nUSER $V", None, GlobalOnly, "a stage does not see it by itself"),
        ("ARG V=1\nFROM a\nARG V\nUSER $V", Some("1"), Argument, "a stage takes the default over"),
        ("ARG V=1\nFROM a\nARG V=2\nUSER $V", Some("2"), Argument, "a stage's own default"),
        ("FROM a\nENV V=1\nUSER $V", Some("1"), Environment, "ENV"),
        ("FROM a\nARG V=1\nENV V=2\nUSER $V", Some("2"), Environment, "ENV overrides ARG"),
        ("FROM a\nENV V=1\nARG V=2\nUSER $V", Some("2"), Argument, "the last one that sets it"),
        (
            "FROM a\nENV V=1\nARG V\nUSER $V",
            Some("1"),
            Environment,
            "ARG without default leaves ENV alone",
        ),
        (
            "FROM a\nENV V=1\nENV V=2 W=$V\nUSER $W",
            Some("1"),
            Environment,
            "ENV sees what was before it",
        ),
        ("FROM a\nUSER $V", None, BaseImage, "perhaps of the base image"),
        ("FROM scratch\nUSER $V", Some(""), Undeclared, "there is no base image"),
        ("FROM a AS b\nENV V=1\nFROM b\nUSER $V", Some("1"), Environment, "a stage inherits ENV"),
        ("FROM a AS b\nARG V=1\nFROM b\nUSER $V", Some("1"), Argument, "and ARG"),
        (
            "FROM scratch AS b\nENV V=1\nFROM scratch\nUSER $V",
            Some(""),
            Undeclared,
            "of its base alone",
        ),
        ("FROM scratch\nUSER $V\nENV V=1\nUSER $V", Some("1"), Environment, "after it is set"),
        ("FROM scratch\nUSER $HTTP_PROXY", None, Predefined, "a proxy needs no ARG"),
    ];
    for (text, expected, origin, reason) in rows {
        let (_, word) = last(text);
        let expansion = word.expansion().expect("an expansion");
        assert_eq!(expansion.text.as_deref(), expected, "{reason}");
        assert_eq!(expansion.uses[0].origin, origin, "{reason}");
    }
}

#[test]
fn what_is_unknown_stays_as_it_is_written() {
    let rows = [
        ("$A/lib:$P", "/x/lib:$P", "of the base image"),
        ("a:${V}-${A#/}", "a:${V}-x", "an argument without default"),
        ("${P:-$A}b", "${P:-$A}b", "a default that is perhaps not needed"),
    ];
    for (word, expected, reason) in rows {
        let (_, word) = last(&format!("FROM a\nARG V\nENV A=/x\nUSER {word}"));
        assert_eq!((word.known(), word.partial()), (None, expected), "{reason}");
    }
}

#[test]
fn each_use_has_its_place() {
    let text = "FROM scratch\nLABEL a=\"$B ${C:-$D} ${\\\nE#$F}\" '$G'=1\n";
    let dockerfile = Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)));
    let label = &dockerfile.stages()[0].instructions[0];
    let uses = &label.pairs[0].value.as_ref().and_then(Word::expansion).expect("an expansion").uses;
    let places: Vec<_> =
        uses.iter().map(|found| (&text[found.span.range()], found.guarded)).collect();
    assert_eq!(
        places,
        [("$B", false), ("${C:-$D}", true), ("$D", false), ("${\\\nE#$F}", false), ("$F", false)]
    );
}

#[test]
fn a_text_that_grows_without_end_is_unknown() {
    let doubled = "ENV A=$A$A\n".repeat(80);
    let (_, word) = last(&format!("FROM scratch\nENV A=ab\n{doubled}USER $A"));
    assert_eq!(word.known(), None);
}
