use proptest::prelude::*;

use super::*;

/// The line with what must not be shown crossed out.
fn shown(line: &str) -> String {
    let mut shown = line.to_owned();
    for range in in_line(line).into_iter().rev() {
        shown.replace_range(range, "#");
    }
    shown
}

#[test]
fn secrets_are_hidden_in_any_syntax() {
    for (line, expected, reason) in [
        // YAML
        ("password: hunter2", "password: #", "plain"),
        ("  DB_PASSWORD: \"hun ter2\"  # note", "  DB_PASSWORD: \"#\"  # note", "double quotes"),
        ("password: 'it''s me'", "password: '#'", "a doubled quote"),
        ("password: \"a\\\"b\" # x", "password: \"#\" # x", "an escaped quote"),
        ("password: hunter2 # was hunter1", "password: #", "a comment may hold one too"),
        ("password: \"s3cr3t", "password: \"#", "an unterminated quote"),
        ("password: 's3c\"r3t", "password: '#", "an unterminated quote with another"),
        ("password: \"a\"b", "password: \"#", "a quote that closes nothing"),
        ("password: &pw !!str hunter2", "password: #", "an anchor and a tag"),
        ("password:hunter2", "password:#", "no blank: broken"),
        ("password : hunter2\r", "password : #\r", "blanks before the colon, and CRLF"),
        ("? password : hunter2", "? password : #", "an explicit key"),
        ("- DB_PASSWORD=correct horse", "- DB_PASSWORD=#", "an item with blanks"),
        ("{name: DB_PASSWORD, value: hunter2}", "{name: DB_PASSWORD, value: #}", "a pair"),
        ("- { name: DB_PASSWORD, value: 'a b' }", "- { name: DB_PASSWORD, value: '#' }", "quoted"),
        (
            "- {value: hunter2, name: DB_PASSWORD}",
            "- {value: #, name: DB_PASSWORD}",
            "the other way",
        ),
        ("{\"name\":\"TOKEN\",\"value\":\"abc\"}", "{\"name\":\"TOKEN\",\"value\":\"#\"}", "JSON"),
        ("{password: hunter2, port: 80}", "{password: #, port: 80}", "a flow mapping"),
        ("passwords: [a, b]", "passwords: #", "a list of them"),
        ("value: c0rr3c7h0rs3", "value: #", "looks like one, whatever its name is"),
        ("value: \"kJ4tPq9vXw2mZs7rLd0c\"", "value: \"#\"", "looks like one"),
        ("- kJ4tPq9vXw2mZs7rLd0c", "- #", "an item by itself"),
        ("auth: cm9ib3Q6Q2g0b3hp", "auth: #", "what holds one perhaps"),
        (".dockerconfigjson: eyJhdXRocyI6e30=", ".dockerconfigjson: #", "of a registry"),
        ("DB_PASSWORD: ${DB_PASSWORD:-changeme}", "DB_PASSWORD: #", "a default"),
        ("password: {{ .Values.p | default \"x\" }}", "password: #", "a default of a template"),
        ("数据库密码：hunter2", "数据库密码：#", "Chinese"),
        ("密码: 你好世界 ", "密码: # ", "a Chinese password"),
        // JSON
        ("\"password\": \"hunter2\",", "\"password\": \"#\",", "a member"),
        ("\"password\": 123456,", "\"password\": #", "a number"),
        (
            "{\"password\": 123456, \"a\": 1}",
            "{\"password\": #, \"a\": 1}",
            "a number in an object",
        ),
        (
            "x: \"{\\\"password\\\":\\\"abc\\\",\\\"a\\\":1}\"",
            "x: \"{\\\"password\\\":\\\"#\\\",\\\"a\\\":1}\"",
            "JSON in a string",
        ),
        ("[\"--api-key\", \"hunter2\"]", "[\"--api-key\", \"#\"]", "the next item"),
        (
            "args: [--api-key, hunter2, --port]",
            "args: [--api-key, #, --port]",
            "the next plain item",
        ),
        // Commands
        ("app --password=hunter2 --port 80", "app --password=# --port 80", "an option"),
        ("app --password hunter2 --port 80", "app --password # --port 80", "in two words"),
        ("app --password 'a b' --port 80", "app --password '#' --port 80", "quoted"),
        ("- \"--password=hunter2\"", "- \"--password=#\"", "an argument in quotes"),
        ("- '--password=a b c'", "- '--password=#'", "with blanks"),
        ("sh -c \"app --token abc --x\"", "sh -c \"app --token # --x\"", "a command line within"),
        ("export TOKEN=\"abc def\"; run", "export TOKEN=\"#\"; run", "a shell"),
        ("TOKEN=abc && run", "TOKEN=# && run", "before another command"),
        ("curl -H \"X-Api-Key: abc\" host", "curl -H \"X-Api-Key: #\" host", "a header"),
        ("curl -u robot:hunter2 host", "curl -u # host", "a user with a password"),
        ("-Dapp.password=hunter2", "-Dapp.password=#", "a property"),
        ("don't; password: abc'def", "don't; password: #", "an apostrophe opens nothing"),
        ("requirepass hunter2", "requirepass #", "a setting of Redis"),
        // Dockerfiles
        ("ENV DB_PASSWORD=a OTHER=b", "ENV DB_PASSWORD=# OTHER=b", "one of two"),
        ("ENV DB_PASSWORD hunter2 x", "ENV DB_PASSWORD #", "the old form"),
        ("ARG TOKEN=\"abc", "ARG TOKEN=\"#", "broken"),
        // URLs and tokens
        ("u: postgres://app:hunter2@db/a", "u: postgres://app:#@db/a", "a URL"),
        ("u: postgres://app:p/a'ss@db/a", "u: postgres://app:#@db/a", "with what it must not have"),
        ("redis://:hunter2@cache", "redis://:#@cache", "without a user"),
        (
            "git clone https://kJ4tPq9vXw2mZs7r@host/a",
            "git clone https://#@host/a",
            "a token for a user",
        ),
        (concat!("a: gl", "pat-x7Kq2mRt9wZp4vLs8nBd b"), "a: # b", "a token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "#", "a key begins"),
        ("  MIIEpAIBAAKCAQEA3/x9tz7TG2WbJ4mGk5Tq7Rw+", "  #", "a line of a key"),
        ("<password>hunter2</password>", "<password>#", "XML"),
    ] {
        assert_eq!(shown(line), expected, "{reason}");
    }
}

#[test]
fn the_rest_stays_legible() {
    for (line, reason) in [
        ("", "nothing"),
        ("password:", "its value is on the next line"),
        ("password: |-", "so is this"),
        ("automountServiceAccountToken: false # see docs", "a switch"),
        ("DB_PASSWORD: $(DB_PASSWORD)", "a reference"),
        ("DB_PASSWORD: ${DB_PASSWORD}", "a reference"),
        ("password: {{ .Values.password }}", "a template"),
        ("password: <your password>", "to be filled in"),
        ("DB_PASSWORD_FILE: /run/secrets/db", "a path"),
        ("password: /run/secrets/db", "a path"),
        ("- name: DB_PASSWORD", "a name"),
        ("secretKeyRef: { name: db, key: password }", "a reference"),
        ("secret: { secretName: web-tls }", "a reference"),
        ("secretName: web-tls", "a reference"),
        ("topologyKey: kubernetes.io/hostname", "a key of another kind"),
        ("key: huawei.com/Ascend910", "a key of another kind"),
        ("args: [--max-num-batched-tokens=8192]", "language models"),
        (
            "image: example.com/app@sha256:8be605ed76d9ccdaaafdd3403b026a73d531abe8ee58726caec2fd8be6f47d2a",
            "a digest",
        ),
        ("image: quay.io/ascend/vllm-ascend:v0.9.1-Ascend910B3", "a tag"),
        ("# the password is read from a file", "prose"),
        ("value: info", "of another name"),
        ("url: http://host:8080/a", "no user"),
        ("git clone ssh://git@host/a", "no password"),
        ("docker run --user 1000:1000 app", "a user and a group"),
        ("RUN --mount=type=secret,id=token ./fetch", "the way it should be"),
    ] {
        assert_eq!(shown(line), line, "{reason}");
    }
}

#[test]
fn lines_that_nobody_reads_are_hidden() {
    assert_eq!(shown(&"{\"a\":1},".repeat(2000)), "#");
}

proptest! {
    #[test]
    fn any_line_may_be_cut(line in "\\PC{0,60}") {
        let mut end = 0;
        for range in in_line(&line) {
            prop_assert!(range.start >= end && line.get(range.clone()).is_some_and(|text| !text.is_empty()));
            end = range.end;
        }
    }

    #[test]
    fn lines_of_these_pieces_may_be_cut(pieces in prop::collection::vec(prop::sample::select(&[
        "password", "TOKEN", "--api-key", "-u", "value", "ENV ", "://", "@", ":", "=", "：", " ", "\"",
        "'", "\\", "{", "}", "[", "]", ",", "{{", "}}", "密码", "é", "hunter2", "<", ">", "#", "\t",
        "kJ4tPq9vXw2mZs7rLd0c", "-----BEGIN PRIVATE KEY-----", "|", "`",
    ][..]), 0..20)) {
        let line = pieces.concat();
        let mut end = 0;
        for range in in_line(&line) {
            prop_assert!(range.start >= end && line.get(range.clone()).is_some_and(|text| !text.is_empty()));
            end = range.end;
        }
    }

    #[test]
    fn no_password_escapes(
        password in "[a-zA-Z0-9!%*+/?^~,;&|<>(#$@:=_.-]{4,12}",
        form in prop::sample::select(&[
            "password: @", "password: \"@\"", "password: '@", "- DB_PASSWORD=@", "--password @ --x",
            "{name: DB_PASSWORD, value: @}", "\"password\": \"@\"", "ENV DB_PASSWORD=@ A=b",
            "ENV DB_PASSWORD @", "x: [--password=@, --x]", "u: redis://:@\u{40}cache",
        ][..]),
    ) {
        // A comma at the end is the list's; what begins like an option is one.
        prop_assume!(!is_harmless(&password) && !password.starts_with('-') && !password.ends_with(','));
        let line = form.replacen('@', &password, 1);
        let start = line.find(&password).expect("it stands there");
        let hidden = |at| in_line(&line).iter().any(|range| range.contains(&at));
        prop_assert!((start..start + password.len()).all(hidden), "{line}");
    }
}
