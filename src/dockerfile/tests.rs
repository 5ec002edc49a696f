use proptest::prelude::*;

use super::*;
use crate::lang::Lang;

fn parse(text: &str) -> Dockerfile {
    Dockerfile::parse(Arc::new(Source::new("Dockerfile", text)))
}

/// The problems of a text: the place that each one points at, and its English words.
fn problems(text: &str) -> Vec<(String, String)> {
    let dockerfile = parse(text);
    let problems = dockerfile.problems().iter();
    problems
        .map(|problem| (text[problem.span.range()].to_owned(), problem.message.say(Lang::En)))
        .collect()
}

#[test]
fn one_fault_is_one_problem_at_its_place() {
    let rows = [
        ("RNU a", "RNU", "did you mean \"RUN\"?", "a slip of the pen"),
        ("import os", "import", "unknown instruction \"import\"", "another word"),
        ("COPY --form=a b c", "--form", "did you mean \"--from\"?", "a flag's slip of the pen"),
        ("USER --chown=a b", "--chown", "USER has no flag", "a flag of another instruction"),
        ("COPY --from=a --from=b c d", "--from", "twice", "a repeated flag"),
        ("COPY --from a b", "--from", "has no value", "a flag without value"),
        (
            "COPY --link=maybe a b",
            "maybe",
            "\"true\", \"false\"",
            "a switch that is neither on nor off",
        ),
        ("RUN --network=hots a", "hots", "\"host\"", "an unknown network"),
        (
            "RUN --mount=type=cahce,target=/a b",
            "type=cahce,target=/a",
            "\"cache\"",
            "an unknown type of mount",
        ),
        ("RUN --mount=typ=cache a", "typ=cache", "no field \"typ\"", "an unknown field of a mount"),
        ("HEALTHCHECK --interval=30 CMD a", "30", "not a duration", "a time without unit"),
        ("HEALTHCHECK --retries=-1 CMD a", "-1", "not a whole number", "a negative number"),
        ("HEALTHCHECK CONNECT TCP 7000", "CONNECT", "write \"CMD\"", "an unknown type"),
        ("HEALTHCHECK NONE a", "a", "takes no argument", "too much"),
        ("HEALTHCHECK CMD", "CMD", "has no command", "too little"),
        ("CMD [\"a\", [\"b\"]]", "[\"b\"]", "not a string", "an array in an array"),
        ("COPY [\"a\", 1]", "1", "not a string", "a number in an array"),
        ("CMD ['a', 'b']", "['a', 'b']", "not valid JSON", "single quotes in the exec form"),
        ("SHELL /bin/bash", "/bin/bash", "not a JSON array", "the shell form of SHELL"),
        ("ENV PATH", "PATH", "has no value", "a variable without value"),
        ("ENV A=1 B", "B", "has no value", "a second one without value"),
        ("ENV =1", "", "without a name", "no name"),
        ("ENV", "ENV", "no argument", "nothing"),
        ("ARG =1", "", "without a name", "an argument without name"),
        ("RUN", "RUN", "no argument", "nothing to run"),
        ("COPY a", "a", "no destination", "one argument too few"),
        ("COPY <<A <<B\nA\nB", "<<B", "cannot be the destination", "a heredoc as the destination"),
        ("COPY <<EOF /a\nb", "<<EOF", "has no end", "a heredoc without an end"),
        ("FROM a AS 1b", "1b", "cannot name a stage", "a bad name"),
        ("FROM a b", "a b", "perhaps followed by", "two arguments"),
        ("VOLUME [\"\"]", "", "empty", "an empty path"),
        ("ONBUILD RNU a", "RNU", "did you mean", "inside of ONBUILD"),
    ];
    for (line, place, words, reason) in rows {
        let text = format!("FROM a\n{line}\nUSER 1\n");
        let found = problems(&text);
        let [(at, said)] = found.as_slice() else { panic!("{reason}: {found:?}") };
        assert_eq!(at, place, "{reason}: {said}");
        assert!(said.contains(words), "{reason}: {said}");
        assert!(
            !parse(&text).problems()[0].message.say(Lang::Zh).contains('{'),
            "{reason}: placeholders"
        );
        let last = parse(&text).instructions().last().map(|last| last.keyword);
        assert_eq!(last, Some(Keyword::User), "{reason}: the rest is read");
    }
}

#[test]
fn what_buildkit_takes_is_no_problem() {
    let rows = [
        ("CMD []", "an empty exec form"),
        ("RUN [ -f a ] && b", "a shell's test"),
        ("RUN echo it\\'s", "an escaped quote"),
        (
            "RUN echo don't",
            "an open quote is the shell's business while the next line is an instruction",
        ),
        ("CMD -- a", "the end of flags"),
        ("HEALTHCHECK --interval=x NONE", "flags of NONE are not looked at"),
        ("COPY --exclude=a --exclude=b c d", "a flag that may be repeated"),
        ("COPY --link a b", "a switch without value"),
        ("RUN --mount=type=secret,id=a,required b", "a field without value"),
        ("RUN --mount=type=$A,target=/b c", "a variable as value"),
        ("ARG A B=1 C", "several arguments"),
        ("ENV A it is", "the old way"),
        ("ENV A \\\n\n# x\n b", "comments and empty lines inside of an instruction"),
        ("EXPOSE 80/tcp $P", "ports"),
        ("COPY <<-\"EOF\" <<B /a\n\tx\n\tEOF\ny\nB", "two heredocs"),
        ("onbuild copy . /a", "lower case"),
        ("ONBUILD FROM a b", "that it cannot be put off is said elsewhere"),
    ];
    for (line, reason) in rows {
        let found = problems(&format!("FROM a\n{line}\nUSER 1\n"));
        assert!(found.is_empty(), "{reason}: {found:?}");
    }
}

#[test]
fn a_file_without_a_stage_is_a_problem() {
    let rows = [
        ("", 1, "nothing"),
        ("# a\n\n# b", 1, "comments"),
        ("ARG A=1\n", 1, "no FROM"),
        ("RUN a\nRUN b\nFROM c\nRUN d\n", 1, "said once, however many stand before FROM"),
        ("FORM a\nRUN b\n", 1, "a slip of the pen"),
        ("ARG A=1\nFROM a", 0, "ARG may"),
    ];
    for (text, expected, reason) in rows {
        assert_eq!(problems(text).len(), expected, "{reason}");
    }
}

#[test]
fn a_string_over_several_lines_is_one_problem() {
    let rows = [
        ("RUN python -c \"\nimport os\nprint(1)\n\"", "RUN", "as in a shell"),
        ("RUN python -c \"\nfrom os import path\nprint(1)\n\"", "RUN", "Python's from is not FROM"),
        ("RUN a 'b\nc\nd' && \\\n e", "RUN", "with a continuation after it"),
        (
            "HEALTHCHECK --retries=1 \\\n  CMD a \"\n# b\nc\n\"",
            "HEALTHCHECK",
            "with a comment in the string",
        ),
        ("ENV A=\"b\nc\"", "ENV", "a value"),
        ("RUN a \"b\nc\nd", "RUN", "never closed"),
        ("RUN a \"b\n[c] \"$d\"", "RUN", "closed, and one more opened"),
        ("RUN <<EOF\na \"\nb\nEOF\nLABEL a=\"b\nc\"", "LABEL", "a heredoc is no string"),
    ];
    for (lines, place, reason) in rows {
        let text = format!("FROM a\n{lines}\nUSER 1\n");
        let found = problems(&text);
        let [(at, _)] = found.as_slice() else { panic!("{reason}: {found:?}") };
        assert_eq!(at, place, "{reason}");
        let dockerfile = parse(&text);
        assert_eq!(dockerfile.problems()[0].related.len(), 2, "{reason}");
        assert!(dockerfile.stages()[0].state.user.is_some(), "{reason}: the rest is read");
    }
    let text = "FROM a\nRUN b 'c\nd' && \\\n e\n";
    let dockerfile = parse(text);
    let words = &dockerfile.stages()[0].instructions[0].words;
    assert_eq!(words.all().iter().map(|command| command.words.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(words.commands()[0].words[1].text(), "c\nd");
}

#[test]
fn directives_stand_at_the_start() {
    let rows = [
        ("# escape=`\nFROM a", '`', 0, "the other escape character"),
        ("#ESCAPE = `  \r\nFROM a", '`', 0, "in any case, with blanks"),
        (
            "\u{feff}# syntax=x\n# escape=`\nFROM a",
            '`',
            0,
            "after a byte order mark and another one",
        ),
        ("# x\n# escape=`\nFROM a", '\\', 0, "a comment ends them"),
        ("\n# escape=`\nFROM a", '\\', 0, "so does an empty line"),
        ("# escape=x\nFROM a", '\\', 1, "no such character"),
        ("# syntax=x\n# syntax=y\nFROM a", '\\', 1, "given twice"),
    ];
    for (text, escape, count, reason) in rows {
        assert_eq!(
            (parse(text).escape(), parse(text).problems().len()),
            (escape, count),
            "{reason}"
        );
    }
    assert_eq!(problems("#escape =  x \nFROM a")[0].0, "x");
}

#[test]
fn arguments_have_their_places() {
    let text = "FROM a\r\n  copy --from='b c' \\  \r\n # x\r\n\r\n  --chown=d\\\r\ne \"f g\" /h\\\r\ni \\\r\n";
    let dockerfile = parse(text);
    let copy = &dockerfile.stages()[0].instructions[0];
    let written = |span: Span| &text[span.range()];
    assert_eq!((written(copy.keyword_span), copy.flags.len()), ("copy", 2));
    assert_eq!(copy.flag("from").and_then(|flag| flag.value.as_ref()).map(Word::text), Some("b c"));
    assert_eq!(written(copy.flags[1].word.span()), "--chown=d\\\r\ne");
    assert_eq!(copy.flags[1].value.as_ref().map(Word::text), Some("de"));
    let arguments: Vec<_> =
        copy.arguments.iter().map(|word| (word.raw(), written(word.span()))).collect();
    assert_eq!(arguments, [("\"f", "\"f"), ("g\"", "g\""), ("/hi", "/h\\\r\ni")]);
    let text = "FROM a\nCMD [\"b\", \\\n \"c\\u0041\"]\n";
    let dockerfile = parse(text);
    let places = dockerfile.stages()[0].instructions[0]
        .arguments
        .iter()
        .map(|word| &text[word.span().range()]);
    assert_eq!(
        places.collect::<Vec<_>>(),
        ["b", "c\\"],
        "an escape in JSON begins the character that it means"
    );
}

#[test]
fn heredocs_have_bodies() {
    let text = "FROM a\nCOPY <<-'X' 3<<Y /b\n\tone\n\tX\ntwo $A\nX\nY\nONBUILD RUN <<Z\nthree\nZ\n";
    let dockerfile = parse(text);
    assert!(dockerfile.problems().is_empty(), "{:?}", dockerfile.problems());
    let copy = &dockerfile.stages()[0].instructions[0];
    let heredocs: Vec<_> = copy
        .heredocs
        .iter()
        .map(|doc| (doc.name.as_str(), doc.body.raw(), doc.expand, doc.strip_tabs))
        .collect();
    assert_eq!(heredocs, [("X", "\tone", false, true), ("Y", "two $A\nX", true, false)]);
    assert_eq!(&text[copy.heredocs[1].span.range()], "3<<Y");
    assert!(text[copy.span.range()].ends_with("\nY"));
    assert_eq!(copy.heredocs[1].body.expansion().expect("an expansion").uses[0].name, "A");
    let trigger = dockerfile.stages()[0].instructions[1].trigger.as_ref().expect("a trigger");
    assert_eq!(trigger.words.commands()[0].program(), Some("three"));
}

#[test]
fn stages_hand_their_state_on() {
    let text = "FROM a AS Base\nUSER 1\nWORKDIR /x\nENV A=1\nCMD [\"c\"]\nFROM b AS other\nUSER 2\n\
                FROM base\nWORKDIR y\nENV B=2\nENTRYPOINT [\"e\"]\nFROM scratch\nFROM 2 AS z\n";
    let dockerfile = parse(text);
    let stages = dockerfile.stages();
    let bases = [Base::Image, Base::Image, Base::Stage(0), Base::Scratch, Base::Image];
    assert_eq!(stages.iter().map(|stage| stage.base).collect::<Vec<_>>(), bases);
    let state = &stages[2].state;
    assert_eq!(state.user.as_ref().map(|user| user.arguments[0].text()), Some("1"));
    assert_eq!(state.directory.as_deref(), Some("/x/y"));
    assert!(
        state.cmd.is_none() && stages[0].state.cmd.is_some(),
        "ENTRYPOINT takes the CMD of its base away"
    );
    let environment = dockerfile.scope_after(&stages[2]).environment();
    assert_eq!(environment, [("A", Some("1".to_owned())), ("B", Some("2".to_owned()))]);
    assert_eq!(dockerfile.stage_named("BASE", 2).map(|stage| stage.index), Some(0));
    assert_eq!(dockerfile.stage_named("1", 2).map(|stage| stage.index), Some(1));
    assert_eq!(dockerfile.stage_named("other", 1).map(|stage| stage.index), None);
    let dockerfile = parse("FROM a AS b\nFROM c AS d\nFROM b\nCOPY --from=d /x /y\n");
    let shipped: Vec<_> = dockerfile.shipped_stages().iter().map(|stage| stage.index).collect();
    assert_eq!(shipped, [2, 0], "the stage that is only copied from does not ship");
}

#[test]
fn paths_are_absolute_on_either_system() {
    let rows = [
        ("/app", Some(true), "on Linux"),
        ("C:/app", Some(true), "on Windows"),
        ("'C:\\app'", Some(true), "on Windows, in quotes"),
        ("\"/my app\"", Some(true), "in quotes"),
        ("app", Some(false), "relative"),
        ("./app", Some(false), "relative"),
        ("$A/app", Some(true), "the variable is known"),
        ("$B/app", None, "it is not"),
        ("/app/$B", Some(true), "it does not matter"),
        ("é", Some(false), "more than one byte"),
    ];
    for (path, expected, reason) in rows {
        let dockerfile = parse(&format!("FROM a\nARG A=/x B\nWORKDIR {path}\n"));
        let workdir = dockerfile.all(Keyword::Workdir)[0];
        assert_eq!(workdir.arguments[0].is_absolute(), expected, "{reason}");
    }
}

#[test]
fn stages_and_images_are_referred_to_at_their_places() {
    let text = "FROM a\nCOPY --chown=from --from='b' c /d\nRUN --mount=type=bind,source=e,FROM=e \\\n \
                --mount=from=f --mount=type=cache g\nONBUILD COPY --from=$h $i /j\nADD --from=k l /m\n";
    let dockerfile = parse(text);
    let references = dockerfile.actions().flat_map(Instruction::references);
    let found: Vec<_> = references
        .map(|found| (found.name, found.span.start as usize, &text[found.span.range()]))
        .collect();
    let at = |before: &str| text.find(before).map_or(0, |at| at + before.len());
    let expected = [
        ("b", at("--from='"), "b"),
        ("e", at("FROM="), "e"),
        ("f", at("--mount=from="), "f"),
        ("$h", at("ONBUILD COPY --from="), "$h"),
    ];
    assert_eq!(found, expected);
    let copies = dockerfile.all(Keyword::Copy);
    let sources: Vec<_> = copies.iter().filter_map(|copy| copy.copied()).collect();
    let known: Vec<_> = sources.iter().map(|(sources, _)| sources[0].known()).collect();
    assert_eq!(known, [Some("c"), None], "what is put off is not known yet");
}

#[test]
fn paths_outlive_changes_around_them() {
    let text = "ARG A=1\nFROM a AS Build\nRUN b\nUSER c\nRUN d\nFROM e\nRUN f\n# g\n";
    let dockerfile = parse(text);
    let rows = [
        ("A=1", "global/ARG[1]", "before the first stage"),
        ("a AS", "stage:build/FROM", "the beginning of a stage"),
        ("d", "stage:build/RUN[2]", "the second of its kind"),
        ("c", "stage:build/USER[1]", "the first of another kind"),
        ("f", "stage:1/RUN[1]", "a stage without name"),
        ("g", "stage:1", "between instructions"),
    ];
    for (place, expected, reason) in rows {
        let at = text.rfind(place).expect(reason);
        assert_eq!(dockerfile.path_of(Span::new(at, at + 1)), expected, "{reason}");
    }
}

/// Every span that can be reached; asking for its text panics if it is not one.
fn look_at_everything(dockerfile: &Dockerfile) {
    let at = |span: Span| {
        dockerfile.source().slice(span);
        dockerfile.path_of(span);
    };
    let word = |word: &Word| {
        at(word.span());
        dockerfile.expand(word);
        for found in word.expansion().iter().flat_map(|expansion| &expansion.uses) {
            at(found.span);
        }
    };
    for problem in dockerfile.problems() {
        at(problem.span);
        problem.related.iter().for_each(|related| at(related.0));
        problem.message.say(Lang::Zh);
    }
    dockerfile.directives().iter().for_each(|directive| at(directive.span));
    for instruction in dockerfile.instructions() {
        let trigger = instruction.trigger.as_deref();
        for instruction in std::iter::once(instruction.as_ref()).chain(trigger) {
            at(instruction.span);
            at(instruction.keyword_span);
            for flag in &instruction.flags {
                at(flag.name_span());
                word(&flag.word);
                flag.value.iter().for_each(word);
            }
            instruction.arguments.iter().for_each(word);
            instruction.references().for_each(|reference| at(reference.span));
            for pair in &instruction.pairs {
                word(&pair.name);
                pair.value.iter().for_each(word);
            }
            for heredoc in &instruction.heredocs {
                at(heredoc.span);
                word(&heredoc.body);
            }
            for command in instruction.words.all() {
                at(command.span());
                command.assignments.iter().chain(&command.words).for_each(word);
                for redirection in &command.redirections {
                    at(redirection.span);
                    redirection.target.iter().for_each(word);
                }
            }
        }
    }
}

/// What Dockerfiles are made of, so that chance comes across the interesting.
const PARTS: &str = "FROM a|RUN|COPY|ADD|CMD|ENV|ARG|LABEL|HEALTHCHECK|ONBUILD|ENTRYPOINT|SHELL|WORKDIR|USER|AS|b|scratch|--from=|\
    --mount=type=|--|<<EOF|<<-'E'|EOF|E|[|]|\"|'|\\|`|$|{|}|(|)|${A|:-|#|%|/|=|,|&&|;|<|>|$(|sh -c|case|in|esac|eval|你|é|\u{feff}|\
    \u{a0}|\\u00e9|\\ud83d|# escape=`|# x|\r";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_chance_lines(
        parts in prop::collection::vec((prop::sample::select(PARTS.split('|').collect::<Vec<_>>()), "[ \n]|\\\\\n|"), 0..60),
    ) {
        let text: String = parts.iter().flat_map(|(part, end)| [*part, end.as_str()]).collect();
        look_at_everything(&parse(&text));
    }

    #[test]
    fn nothing_panics_on_chance_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        look_at_everything(&parse(&String::from_utf8_lossy(&bytes)));
    }
}

#[test]
fn a_file_of_nothing_but_openings_takes_no_age() {
    let start = std::time::Instant::now();
    for (opening, reason) in [
        ("RUN cat <<E\n", "heredocs that never end"),
        ("RUN echo \"a\nb\n", "strings that never end"),
    ] {
        let text = format!("FROM a\n{}", opening.repeat(40_000));
        let parsed = parse(&text);
        assert!(!parsed.problems().is_empty(), "{reason}");
    }
    assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
}
