use super::*;

fn parse(text: &str) -> (Config, Vec<String>) {
    let source = Arc::new(Source::new("seaworthy.yaml", text));
    let (config, errors) = Config::parse(&source, Path::new("platform"));
    (config, errors.iter().map(|error| error.say(Lang::En)).collect())
}

#[test]
fn everything_can_be_set() {
    let (config, errors) = parse(
        "profile: all\nselect: [SEC, cis]\nignore: [SEC-002]\nformat: [text, json=out/a.json]\n\
         fail-on: medium\nmin-grade: B\nlang: zh\ntarget-kubernetes: 1.30\nrules: [rules]\n\
         helm-values: [values/prod.yaml]\nschemas: [crds]\nexclude: [vendor, charts/old/**]\nlocked: [SEC-001]\n\
         registries: [registry.example.com, docker.io/library]\n\
         images: {registry.example.com/app: app/Dockerfile}\n\
         npu-resources: [example.com/my-npu]\nsuppress:\n- rules: [SEC-002]\n  path: k8s/*.yaml\n  kind: Pod\n  namespace: a\n  name: b\n  \
         container: c\n  reason: legacy\n  expires: 2026-12-31\n",
    );
    assert_eq!(errors, [""; 0]);
    let texts = |selectors: &[Selector]| -> Vec<String> {
        selectors.iter().map(|selector| selector.text.clone()).collect()
    };
    assert_eq!(config.profile, Some(Profile::All));
    assert_eq!(texts(&config.select), ["SEC", "cis"]);
    assert_eq!(texts(&config.ignore), ["SEC-002"]);
    assert_eq!(config.format.len(), 2);
    assert_eq!(config.format[1].file, Some("platform/out/a.json".into()));
    assert_eq!(config.fail_on, Some(FailOn::Severity(crate::rule::Severity::Medium)));
    assert_eq!(config.min_grade, Some(Grade::B));
    assert_eq!(config.lang, Some(Lang::Zh));
    assert_eq!(config.target_kubernetes, Some(KubernetesVersion { minor: 30 }), "not 1.3");
    assert_eq!(config.rules, [PathBuf::from("platform/rules")]);
    assert_eq!(config.schemas, [PathBuf::from("platform/crds")]);
    assert_eq!(config.helm_values, [PathBuf::from("platform/values/prod.yaml")]);
    assert_eq!(config.exclude, ["vendor", "/platform/charts/old/**"]);
    assert_eq!(config.registries, ["registry.example.com", "docker.io/library"]);
    let dockerfile = PathBuf::from("platform/app/Dockerfile");
    assert_eq!(config.images, [("registry.example.com/app".to_owned(), dockerfile)]);
    assert_eq!(config.npu_resources, ["example.com/my-npu"]);
    assert_eq!(texts(&config.locked), ["SEC-001"]);
    let accept = &config.suppress[0];
    assert_eq!(accept.rules, ["SEC-002"]);
    assert_eq!(accept.path.as_deref(), Some("/platform/k8s/*.yaml"));
    assert_eq!(accept.container.as_deref(), Some("c"));
    assert_eq!(accept.reason, "legacy");
    assert_eq!(accept.expires.as_deref(), Some("2026-12-31"));
    assert_eq!(accept.place.0.slice(accept.place.1), "[SEC-002]");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, expected) in [
        ("profle: all", "1:1: unknown key `profle`; did you mean `profile`?"),
        (
            "suppress:\n- rules: [A]\n  reason: b\n  wibble: c",
            "4:3: unknown key `wibble`; known are container, expires, kind, name, namespace, path, reason, rules",
        ),
        ("profile: strict", "1:10: `strict` is none of checklist, default, all"),
        ("fail-on: 3", "1:10: `3` is none of high, medium, low, never"),
        ("select: SEC-002", "1:9: `select` must be a list, as in `[SEC-002]`"),
        ("select: [1]", "1:10: `select` must be text; if it is, put it in quotes"),
        ("select: ['']", "1:10: `select` is empty"),
        ("images: [a]", "1:9: a mapping of keys to values must stand here"),
        ("images: {a: 1}", "1:13: `a` must be text; if it is, put it in quotes"),
        ("images: {a: ''}", "1:13: `a` is empty"),
        (
            "format: [xml]",
            "1:10: `xml` is no format; write text, json or sarif, perhaps with a file, as in `sarif=report.sarif`",
        ),
        ("target-kubernetes: 2.5", "1:20: `2.5` is no Kubernetes version; write it as 1.31"),
        ("npu-resource: [a/b]", "1:1: unknown key `npu-resource`; did you mean `npu-resources`?"),
        (
            "npu-resources: example.com/my-npu",
            "1:16: `npu-resources` must be a list, as in `[example.com/my-npu]`",
        ),
        (
            "npu-resources: [example.com/a, my-npu]",
            "1:32: `my-npu` is no name of an extended resource; write it with its domain, as in `example.com/my-npu`",
        ),
        ("suppress:\n- rules: [A]", "2:3: `reason` is missing"),
        ("suppress:\n- rules: [A]\n  reason: ''", "3:11: `reason` is empty"),
        (
            "suppress:\n- rules: [A]\n  reason: b\n  expires: tomorrow",
            "4:12: `tomorrow` is no date; write it as 2026-12-31",
        ),
        ("suppress:\n- rules: [A]\n  reason: '  '", "3:11: `reason` is empty"),
        (
            "suppress:\n- rules: [A]\n  reason: b\n  expires: 2099-02-29",
            "4:12: `2099-02-29` is no date: that month has fewer days",
        ),
        (
            "suppress:\n- rules: [A]\n  reason: b\n  path: '{a'",
            "4:9: invalid glob \"{a\": unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)",
        ),
        ("exclude: [a, '[']", "1:14: invalid glob \"[\": unclosed character class; missing ']'"),
        (
            "lang: en\n---\nlang: zh",
            "3:1: a configuration is one document; this second one counts for nothing",
        ),
        ("suppress: [a]", "1:12: a mapping of keys to values must stand here"),
        ("- a", "1:1: a mapping of keys to values must stand here"),
        ("lang: en\nlang: zh", "2:1: `lang` stands here a second time"),
    ] {
        assert_eq!(parse(text).1, [format!("seaworthy.yaml:{expected}")], "{text}");
    }
    assert_eq!(parse("lang: [").1.len(), 1, "invalid YAML");
    assert_eq!(parse("# nothing yet\n").1.len(), 0, "an empty one is valid");
}

#[test]
fn what_is_valid_beside_it_counts() {
    let (config, errors) = parse("profile: strict\nselect: [SEC-002, 5]\nlang: zh\n");
    assert_eq!((errors.len(), config.profile, config.lang), (2, None, Some(Lang::Zh)));
    assert_eq!(config.select.len(), 1);
    let (config, errors) =
        parse("exclude: ['[', a]\nsuppress:\n- {rules: [A], path: '{', reason: b}\n");
    assert_eq!((errors.len(), config.exclude, config.suppress.len()), (2, vec!["a".to_owned()], 0));
    for day in ["2000-02-29", "2096-02-29", "2099-04-30", "2099-12-31"] {
        let text = format!("suppress:\n- {{rules: [A], reason: b, expires: {day}}}\n");
        assert_eq!(parse(&text).1, [""; 0], "there is such a day");
    }
    let (config, errors) = parse(
        "suppress:\n- rules: [A]\n  reason: b\n- rules: [A]\n  nmae: only-this\n  reason: b\n",
    );
    assert_eq!(errors.len(), 1);
    assert_eq!(config.suppress.len(), 1, "without its name, the second would accept everything");
}

#[test]
fn globs_follow_the_folder() {
    for (glob, folder, here, expected, reason) in [
        ("*.yaml", "/repo/sub", "/repo", "*.yaml", "at any depth"),
        ("vendor/", "/repo/sub", "/repo", "vendor/", "a folder at any depth"),
        ("**/old/*", "/repo/sub", "/repo", "**/old/*", "at any depth, too"),
        ("k8s/*.yaml", "/repo", "/repo", "/k8s/*.yaml", "here"),
        ("k8s/*.yaml", "/repo/sub", "/repo", "/sub/k8s/*.yaml", "below"),
        ("/k8s", "/repo/sub", "/repo", "/sub/k8s", "anchored"),
        ("app/k8s/*.yaml", "/repo", "/repo/app", "/k8s/*.yaml", "above"),
        ("app", "/repo", "/repo/app", "app", "a name is not a way"),
        ("k8s/*.yaml", "/etc", "/repo", "k8s/*.yaml", "nowhere near"),
        ("web/k8s/*.yaml", "/repo", "/repo/app", "web/k8s/*.yaml", "above, but elsewhere"),
    ] {
        assert_eq!(rebased(glob, Path::new(folder), Path::new(here)), expected, "{reason}");
    }
}

#[test]
fn the_schema_knows_every_value() {
    fn names<T: ValueEnum>() -> Vec<String> {
        let names = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        names.map(|name| name.get_name().to_owned()).collect()
    }
    for (key, expected) in [
        ("profile", names::<Profile>()),
        ("fail-on", names::<FailOn>()),
        ("min-grade", names::<Grade>()),
        ("lang", names::<Lang>()),
    ] {
        let expected = serde_json::Value::from(expected);
        assert_eq!(validate::SCHEMA["properties"][key]["enum"], expected, "{key}");
    }
}
