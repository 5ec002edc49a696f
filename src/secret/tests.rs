use super::*;

/// What is found, as the value and what gave it away. Tokens are nobody's, and written in two parts
/// so that those who scan this file do not wonder.
fn variable(name: &'static str, value: &'static str) -> Option<(&'static str, Trace)> {
    in_variable(name, value).map(|secret| (secret.value, secret.trace))
}

#[test]
fn names_tell_what_they_hold() {
    for (name, expected, reason) in [
        ("PASSWORD", true, "the word itself"),
        ("DB_PASSWORD", true, "of something"),
        ("dbPassword", true, "in camel case"),
        ("spring.datasource.password", true, "as a property"),
        ("PGPASSWORD", true, "grown together"),
        ("MYSQL_PASSWD", true, "shortened"),
        ("MYSQL_PWD", true, "shortened further"),
        ("PWD", false, "the working directory"),
        ("OLDPWD", false, "the one before"),
        ("SMTP_PASS", true, "a word"),
        ("BYPASS", false, "part of a word"),
        ("CLIENT_SECRET", true, "OAuth"),
        ("HF_TOKEN", true, "a token"),
        ("API_KEY", true, "a key that opens something"),
        ("APIKey", true, "capitals before a word"),
        ("apikey", true, "in one word"),
        ("RCLONE_CONFIG_VAULT_SECRET_ACCESS_KEY", true, "a long one"),
        ("SECRET_KEY_BASE", true, "Rails"),
        ("PASSWORD_1", true, "counted"),
        ("PASSWORD2", true, "counted without a gap"),
        ("GOOGLE_CREDENTIALS", true, "plural"),
        ("KEY", false, "a key alone"),
        ("PARTITION_KEY", false, "a key of a map"),
        ("PUBLIC_KEY", false, "made to be shown"),
        ("SSH_KEY_PATH", false, "a path"),
        ("DB_PASSWORD_FILE", false, "the file with it"),
        ("SECRET_NAME", false, "the name of an object"),
        ("AWS_ACCESS_KEY_ID", false, "its number; the form of the value tells more"),
        ("TOKEN_URL", false, "where to get one"),
        ("TOKEN_TTL", false, "how long it lives"),
        ("PASSWORD_EXPIRY", false, "how long it lives"),
        ("PASSWORD_MIN_LENGTH", false, "how long it is"),
        ("MAX_TOKENS", false, "tokens of a language model"),
        ("max-new-token", false, "a number of them"),
        ("TOKENIZER", false, "part of a word"),
        ("TOKENIZERS_PARALLELISM", false, "Hugging Face"),
        ("EOS_TOKEN", false, "a token of a language model"),
        ("IMAGE_PULL_SECRET", false, "the name of an object"),
        ("USE_TOKEN", false, "a switch"),
        ("AUTHOR", false, "part of a word"),
        ("", false, "nothing"),
    ] {
        assert_eq!(is_name(name), expected, "{name}: {reason}");
    }
}

#[test]
fn values_tell_whether_they_are_secrets() {
    for (name, value, expected, reason) in [
        ("PASSWORD", "Ch4oxi-2025!", true, "a password"),
        ("PASSWORD", "changeme", true, "a default password works too"),
        ("PASSWORD", "123456", true, "so does a bad one"),
        ("PASSWORD", "correct horse battery", true, "words"),
        ("PASSWORD", "", false, "empty"),
        ("PASSWORD", "${DB_PASSWORD}", false, "a variable of Compose"),
        ("PASSWORD", "$DB_PASSWORD", false, "a variable of a shell"),
        ("PASSWORD", "$(DB_PASSWORD)", false, "a variable of Kubernetes"),
        ("PASSWORD", "$(cat", false, "the beginning of a substitution"),
        ("PASSWORD", "{{ .Values.password }}", false, "a template"),
        ("PASSWORD", "<password>", false, "to be filled in"),
        ("PASSWORD", "xxxxxx", false, "crossed out"),
        ("PASSWORD", "********", false, "starred out"),
        ("PASSWORD", "----", false, "nothing but dashes"),
        ("PASSWORD", "REPLACE_ME", false, "says so"),
        ("PASSWORD", "your-password-here", false, "says so"),
        ("PASSWORD", "example", false, "says so"),
        ("PASSWORD", "true", false, "a switch"),
        ("PASSWORD", "DB_PASSWORD", false, "the name of another variable"),
        ("PASSWORD", "/run/secrets/db", false, "a path"),
        ("PASSWORD", "./db.txt", false, "a relative path"),
        ("PASSWORD", "password.json", false, "a file"),
        ("PASSWORD", "vault:secret/data/db#password", false, "kept in Vault"),
        ("PASSWORD", "secretref+k8s://db", false, "kept elsewhere"),
        ("PASSWORD", "ENC[AES256_GCM,data:aGk=]", false, "encrypted by sops"),
        ("PASSWORD", "arn:aws:secretsmanager:x:1:secret:db", false, "kept by AWS"),
        ("PASSWORD", "https://login.internal/reset", false, "a URL"),
        ("HF_TOKEN", "mh-81c04e7d2fb95a36e0", true, "a token"),
        ("NEXT_TOKEN", "4096", false, "a number"),
        ("REGISTRY_AUTH", "ldap", false, "a way, and not a secret"),
        ("REGISTRY_AUTH", "scram-sha-256", false, "a way with a number"),
        ("REGISTRY_AUTH", "robot:Ch4oxi", true, "user and password"),
        ("OBS_SK", "kJ4tPq9vXw2mZs7rLd0c", true, "a secret key of Huawei Cloud"),
        ("OBS_SK", "zh-hans", false, "something else"),
        ("LOG_LEVEL", "hunter2", false, "another name"),
        ("Authorization", "Basic cm9ib3Q6Q2g0b3hp", true, "the credentials of a header"),
        ("Authorization", "Bearer {{ .Values.token }}", false, "a template in a header"),
        ("AUTHORIZATION", "rbac", false, "a way"),
        ("OPENAI_API_KEY", "EMPTY", false, "vLLM asks for no key"),
        ("VLLM_API_KEY", "NA", false, "not available"),
        ("API_KEY", "N/A", false, "with a stroke"),
        ("API_KEY", "not-needed", false, "says so"),
        ("API_KEY", "no-key", false, "says so"),
        ("OPENAI_API_KEY", "sk-no-key-required", false, "llama.cpp asks for no key"),
        ("API_KEY", "unused", false, "says so"),
        ("API_KEY", "dummy", false, "says so"),
        ("API_KEY", "none", false, "says so"),
        ("API_KEY", "placeholder", false, "says so"),
        ("API_KEY", "token-abc123", true, "the key in the examples of vLLM works"),
        ("PASSWORD", "$__file{/run/x}", false, "a file for Grafana"),
        ("PASSWORD", "__FROM_FILE", false, "a script fills it in"),
        ("PASSWORD", "__DB_PASSWORD__", false, "a script fills it in"),
        ("PASSWORD", "file:///run/secrets/db", false, "a file as a URL"),
        ("K8S_SECRET", "my-secret", false, "the name of an object"),
        ("DOCKER_REGISTRY_SECRET", "regcred", false, "the name of an object"),
        ("IMAGE_PULL_SECRET", "Ch4oxi-2025!", false, "only ever the name of an object"),
        ("SECRET", "web-tls-v2", false, "the name of an object with its version"),
        ("SECRET", "web-m2fg84hkc9", false, "the name of an object by kustomize"),
        ("SECRET", "Ch4oxi-2025!", true, "no name of an object"),
        ("DJANGO_SECRET", "81c04e7d2fb95a36e0", true, "made by chance"),
        ("APP_SECRET", "changeme", true, "a default that works"),
        ("JWT_SECRET", "hush", true, "a word, but a program's"),
        ("APP_KEY", "web", false, "the key of a map"),
        ("APP_KEY", "base64:kJ4tPq9vXw2mZs7rLd0c", true, "Laravel"),
        ("ACCOUNT_KEY", "primary", false, "which one"),
        ("MASTER_KEY", "master-key-id", false, "which one"),
        ("MASTER_KEY", "0f1e2d3c4b5a69788796", true, "the key itself"),
        ("LDAP_BIND_CREDENTIAL", "vault", false, "where it is"),
        ("GOOGLE_CREDENTIALS", "robot:Ch4oxi", true, "user and password"),
        ("MINIO_SECRET_KEY", "minioadmin", true, "a default that works"),
        ("POSTGRES_PASSWORD", "postgres", true, "a default that works"),
        ("POSTGRES_PASSWORD", "admin", true, "a default that works"),
    ] {
        assert_eq!(variable(name, value).is_some(), expected, "{name}={value}: {reason}");
    }
}

#[test]
fn forms_tell_under_any_name() {
    let aws = Some(Trace::Token("AWS access key"));
    let jwt = Some(Trace::Token("JSON Web Token"));
    for (value, expected, reason) in [
        (concat!("AK", "IAQ7RT2ZK4WPX93MNB"), aws, "the whole value"),
        (concat!("id=AK", "IAQ7RT2ZK4WPX93MNB,x"), aws, "within a value"),
        ("AKIAIOSFODNN7EXAMPLE", None, "the one of the documentation"),
        (concat!("AK", "IAQ7RT2ZK4WPX93MNBQ"), None, "too long"),
        (
            concat!("gh", "p_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0iL3oR6"),
            Some(Trace::Token("GitHub token")),
            "GitHub",
        ),
        (concat!("gh", "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), None, "crossed out"),
        (concat!("gl", "pat-x7Kq2mRt9wZp4vLs8nBd"), Some(Trace::Token("GitLab token")), "GitLab"),
        (concat!("xo", "xb-2871-9934-hT4kQw8z"), Some(Trace::Token("Slack token")), "Slack"),
        (
            concat!("AI", "zaSyB4kT9wQz2mXv7rLp5nHd8cJf1gYs3aKe0"),
            Some(Trace::Token("Google API key")),
            "Google",
        ),
        (
            concat!("hf", "_kTqWzMxVrLpNhDcJfGySaKeBuRiOwPtQzX"),
            Some(Trace::Token("Hugging Face token")),
            "hub",
        ),
        (
            concat!("sk", "-4f9a1c7be82d4630a5d1e07c93f2b86d"),
            Some(Trace::Token("API key")),
            "a model service",
        ),
        ("sk-learn-pipeline", None, "a library"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW", jwt, "a JWT"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.dBjftJeZ4CVPmB92", jwt, "a header"),
        ("eyJhbGciOiJIUzI1NiJ9", None, "base64 of JSON"),
        (
            concat!("--", "---BEGIN RSA PRIVATE KEY-----\nMIIE"),
            Some(Trace::Token("PEM private key")),
            "a private key",
        ),
        ("-----BEGIN PUBLIC KEY-----\nMIIE", None, "a public key"),
        ("postgres://app:hunter2@db:5432/app", Some(Trace::Url), "a password in a URL"),
        ("redis://:hunter2@cache", Some(Trace::Url), "without a user"),
        ("postgres://app:$(PASSWORD)@db/app", None, "a variable in a URL"),
        ("ssh://git@host/repository", None, "a user without a password"),
        ("http://host:8080/a@b:c", None, "a port and a path"),
        ("Server=db;Password=Ch4 oxi;Database=a", Some(Trace::Name), "a connection string"),
        ("-Xmx1g -Dapp.password=hunter2 -Dx=1", Some(Trace::Name), "options of a JVM"),
        (
            "sha256:8be605ed76d9ccdaaafdd3403b026a73d531abe8ee58726caec2fd8be6f47d2a",
            None,
            "a digest",
        ),
    ] {
        let found = variable("SETTING", value).map(|(_, trace)| trace);
        assert_eq!(found, expected, "{value}: {reason}");
    }
}

#[test]
fn more_forms_tell() {
    for (value, expected, reason) in [
        (
            concat!("LS0tLS1CRUdJTiBQUklWQVRFIEtF", "WS0tLS0tCk1JR0hBZ0VBTUJNR0J5cUdTTTQ5"),
            Some(Trace::Token("PEM private key")),
            "the same in base64, as in a kubeconfig",
        ),
        ("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJzekNDQVZt", None, "a certificate in base64"),
        (
            concat!("sk_te", "st_51HxQ2mKtZp9wVr7LnBdYc3F"),
            Some(Trace::Token("Stripe key")),
            "Stripe",
        ),
        (
            concat!("k7w8Q", "~Zp4vLs8nBdQx2mRt9wYc3FhJ6gTe5Ua1Ko"),
            Some(Trace::Token("Azure client secret")),
            "Azure",
        ),
        (
            concat!("AK", "LTNmY4ZDc1YjQ2ZTk0NGRhM2I1ZmE"),
            Some(Trace::Token("Volcano Engine or Kingsoft Cloud access key")),
            "Volcano Engine",
        ),
        (
            concat!("sha2", "56~Zp4vLs8nBdQx2mRt9wYc3FhJ6gTe5Ua1Ko7Ks0WvXyN"),
            Some(Trace::Token("OpenShift token")),
            "OpenShift",
        ),
        (concat!("hv", "s.CAESIJ6gTe5Ua1Ko7Ks0WvXyN"), Some(Trace::Token("Vault token")), "Vault"),
        (
            concat!(
                "aB3dE6gH9jK2mN.atl",
                "asv1.",
                "Zp4vLs8nBdQx2mRt9wYc3FhJ6gTe5Ua1Ko7Ks0WvXyNZp4vLs8nBdQx2mRt9wYc3"
            ),
            Some(Trace::Token("Terraform token")),
            "Terraform",
        ),
        (
            concat!(
                "https://hooks.slack.com/serv",
                "ices/T02A7QK4M/B05Z9WX3N/vLs8nBdQx2mRt9wYc3FhJ6gT"
            ),
            Some(Trace::Token("webhook address")),
            "a webhook of Slack",
        ),
        (
            concat!(
                "https://qyapi.weixin.qq.com/cgi-bin/web",
                "hook/send?key=5a1c77e2-0b9d-4f36-8e21-c4d07f9b3a65"
            ),
            Some(Trace::Token("webhook address")),
            "a webhook of WeCom",
        ),
        ("https://hooks.slack.com/services/T00/B00/xxxxxxxxxxxxxxxx", None, "crossed out"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/${TOKEN}", None, "a variable"),
    ] {
        let found = variable("SETTING", value).map(|(_, trace)| trace);
        assert_eq!(found, expected, "{value}: {reason}");
    }
}

#[test]
fn commands_are_searched_word_by_word() {
    for (line, expected, reason) in [
        ("app --password=hunter2", &["hunter2"][..], "an option with its value"),
        ("app --api-key hunter2 --port 80", &["hunter2"], "an option before its value"),
        ("--password=a b c", &["a b c"], "one argument, blanks and all"),
        ("app --password='a b' x", &["a b"], "quoted"),
        ("sh -c \"app --token abc1 --x\"", &["abc1"], "a command line within"),
        ("DB_PASSWORD=hunter2 app; TOKEN=abc1 x", &["hunter2", "abc1"], "assignments"),
        ("app --password $PASSWORD", &[], "a variable"),
        ("app --password=\"$PASSWORD\"", &[], "a variable in quotes"),
        ("app --password --verbose", &[], "no value"),
        ("app --password-file /run/x", &[], "a file"),
        ("curl https://u:hunter2@host/x", &["hunter2"], "a URL"),
        ("vllm serve --max-num-batched-tokens=8192 --tokenizer qwen", &[], "language models"),
        ("curl -H 'X-Api-Key: hunter2' host", &["hunter2"], "a header"),
        ("curl -H \"Authorization: Bearer hunter2\" host", &["hunter2"], "a scheme before it"),
        ("Authorization: Basic cm9ib3Q6Q2g0b3hp", &["cm9ib3Q6Q2g0b3hp"], "an argument by itself"),
        ("curl -H \"Authorization: Bearer $TOKEN\" host", &[], "a variable in a header"),
        ("app --authorization rbac --auth basic", &[], "a way"),
        ("echo 'password: wrong'", &[], "prose"),
        ("app --api-key=EMPTY --api-key NA", &[], "no key is needed"),
        ("ingress --secret web-tls --tls-secret=web-tls", &[], "names of objects"),
        ("rclone sync vault:models /models", &[], "nothing"),
    ] {
        let found = in_words(words(line).map(|word| ((), word)));
        let values: Vec<_> = found.iter().map(|((), secret)| secret.value).collect();
        assert_eq!(values, expected, "{line}: {reason}");
    }
}

#[test]
fn only_a_rough_size_is_told() {
    for (value, size) in [("a", "1-7"), ("12345678", "8-15"), ("密码密码密码密码", "8-15")]
    {
        let secret = Secret { name: "PASSWORD", value, trace: Trace::Name };
        assert_eq!(secret.size(), size);
    }
}

#[test]
fn files_are_searched_by_how_their_values_are_written() {
    for (file, text, expected, reason) in [
        ("app.yaml", "db:\n  password: hunter2 # old\n", &["hunter2"][..], "a setting"),
        ("app.yaml", "- password: 'hunter#2'\n", &["hunter#2"], "quoted, in a list"),
        ("app.yaml", "db: { user: a, password: hunter2 }", &["hunter2"], "in a flow mapping"),
        ("app.yaml", "password: |\n  text\n", &[], "what follows is another line"),
        ("app.yaml", "password: the one that you chose\n", &[], "prose"),
        ("app.yaml", "# password: hunter2\n", &[], "a comment"),
        ("app.yaml", "Authorization: Bearer hunter2\n", &["hunter2"], "a scheme before it"),
        ("app.yaml", "url: postgres://a:hunter2@db/x\n", &["hunter2"], "a URL, once"),
        ("app.yaml", "url: jdbc:mysql://db/x?user=a&password=hunter2\n", &["hunter2"], "a query"),
        ("app.yaml", "password: ${DB_PASSWORD:-}\n", &[], "a variable"),
        ("app.yaml", "password: {{ .password }}\n", &[], "a template"),
        (
            "app.yaml",
            "clientSecret: $oidc.dex.clientSecret\n",
            &[],
            "a key of a Secret, for Argo CD",
        ),
        ("app.yaml", "clientSecret: $oidc-keys:client.secret\n", &[], "a key of another Secret"),
        ("app.yaml", "password: ENC(kJ4tPq9vXw2mZs7rLd0c)\n", &[], "encrypted by Jasypt"),
        ("app.yaml", "password: '{cipher}0f1e2d3c'\n", &[], "encrypted by Spring Cloud"),
        ("zh.json", "{\"password\": \"密码\"}\n", &[], "a label"),
        ("en.json", "{\"password\": \"Password\", \"token\": \"Your token\"}\n", &[], "labels"),
        ("app.yaml", "secretName: web-tls\ntokenTTL: 3600\n", &[], "about secrets"),
        ("app.json", "{\"user\":\"a\",\"password\":\"hunter2\"}", &["hunter2"], "JSON"),
        ("app.xml", "<add user=\"a\" password=\"hunter2\"/>", &["hunter2"], "an attribute"),
        ("app.toml", "password = \"hunter2\"\n", &["hunter2"], "TOML"),
        ("app.properties", "db.password=hunter2\n", &["hunter2"], "a property"),
        ("options", "--password=hunter2\n", &["hunter2"], "a file of options"),
        ("redis.conf", "requirepass hunter2\n", &["hunter2"], "Redis"),
        ("redis.conf", "masterauth hunter2\n", &["hunter2"], "Redis, of another"),
        ("redis.conf", "requirepass \"\"\n", &[], "nothing, for Redis"),
        (".env", "export DB_PASSWORD=hunter2\nTOKEN=abc1\n", &["hunter2", "abc1"], "variables"),
        ("run.sh", "app --password hunter2 \\\n", &["hunter2"], "a command"),
        (
            "run",
            "#!/bin/bash\napp --password hunter2\n",
            &["hunter2"],
            "a command by its first line",
        ),
        ("run.sh", "# app --password hunter2\nDB_PASSWORD=$(cat x)\n", &[], "a comment, a command"),
        ("app.py", "password = config.password\n", &[], "a variable of a program"),
        ("app.py", "password = \"hunter2\"\n", &["hunter2"], "a literal of a program"),
        ("app.py", "if password == \"hunter2\":\n", &[], "a comparison"),
        ("app.lua", "local token = ngx.var.arg_token\n", &[], "a variable of a program"),
        ("schema.graphql", "password: String!\n", &[], "a type"),
        (
            "note.txt",
            concat!("see gl", "pat-x7Kq2mRt9wZp4vLs8nBd"),
            &[concat!("gl", "pat-x7Kq2mRt9wZp4vLs8nBd")],
            "a token in prose",
        ),
        (
            "tls.pem",
            "x\n-----BEGIN EC PRIVATE KEY-----\nMIIE\n-----END EC PRIVATE KEY-----\ny\n",
            &["-----BEGIN EC PRIVATE KEY-----\nMIIE\n-----END EC PRIVATE KEY-----"],
            "a key",
        ),
        (
            "tls.pem",
            "-----BEGIN PRIVATE KEY-----\n<key>\n-----END PRIVATE KEY-----\n",
            &[],
            "none yet",
        ),
        ("check.sh", "grep -q -- '-----BEGIN PRIVATE KEY-----' x.pem\n", &[], "what is looked for"),
    ] {
        let values: Vec<_> = in_text(file, text).iter().map(|secret| secret.value).collect();
        assert_eq!(values, expected, "{file}, {text:?}: {reason}");
    }
}
