//! The package managers of programming languages.

use super::{Cache, Choice, Manager, Verb, version};

pub(super) static MANAGERS: [Manager; 9] = [
    PIP,
    Manager { names: &["pipx"], cache: None, ..PIP },
    // It links what it caches into place: the layer holds the files once.
    Manager {
        names: &["uv"],
        verbs: &[(Verb::Install, &["pip install", "tool install", "add"])],
        cache: None,
        settled: Choice {
            options: &[
                "r",
                "c",
                "requirement",
                "requirements",
                "constraint",
                "constraints",
                "override",
                "overrides",
                "no-index",
                "require-hashes",
                "frozen",
                "locked",
            ],
            variables: &["UV_CONSTRAINT", "UV_NO_INDEX"],
            ..Choice::NONE
        },
        ..PIP
    },
    Manager {
        names: &["npm"],
        verbs: &[
            (Verb::Install, &["install", "i", "add", "in", "ci", "clean-install", "install-clean"]),
            (Verb::Clean, &["cache clean", "cache clear", "cache rm"]),
        ],
        valued: "C w prefix registry cache userconfig globalconfig tag omit include \
            loglevel workspace install-strategy script-shell node-options fetch- \
            retries fetch-timeout maxsockets",
        cache: Some(Cache {
            left_by: &[Verb::Install],
            paths: &["~/.npm"],
            avoided: Choice {
                options: &["cache"],
                variables: &["npm_config_cache", "NPM_CONFIG_CACHE"],
                settings: &["npm config set cache", "npm config delete cache"],
                ..Choice::NONE
            },
            remedy: "npm cache clean --force",
        }),
        is_open: version::npm,
        ..LANGUAGE
    },
    Manager {
        names: &["yarn", "yarnpkg"],
        verbs: &[
            (Verb::Install, &["install", "add", "global add"]),
            (Verb::Clean, &["cache clean"]),
        ],
        valued: "cwd cache-folder modules-folder global-folder registry mutex network- \
            timeout prefix otp",
        cache: Some(Cache {
            left_by: &[Verb::Install],
            paths: &["~/.cache/yarn", "~/.yarn", "/usr/local/share/.cache/yarn"],
            avoided: Choice {
                options: &["cache-folder"],
                variables: &["YARN_CACHE_FOLDER"],
                settings: &["config set cache-folder", "config set cachefolder"],
                ..Choice::NONE
            },
            remedy: "yarn cache clean",
        }),
        is_open: version::npm,
        ..LANGUAGE
    },
    // They link what they store into place.
    Manager {
        names: &["pnpm", "bun"],
        verbs: &[(Verb::Install, &["install", "i", "add"])],
        valued: "C F dir cwd filter registry store-dir reporter",
        is_open: version::npm,
        ..LANGUAGE
    },
    Manager {
        names: &["gem"],
        verbs: &[(Verb::Install, &["install", "i"])],
        valued: "v i n s p P version install-dir bindir source platform http-proxy \
            trust-policy build-root",
        is_open: version::gem,
        settled: Choice { options: &["v", "version", "g", "file"], ..Choice::NONE },
        ..LANGUAGE
    },
    Manager {
        names: &["go"],
        verbs: &[(Verb::Install, &["install", "get"])],
        valued: "C o p mod modfile tags ldflags gcflags asmflags overlay pkgdir \
            toolexec buildmode",
        is_open: version::go,
        ..LANGUAGE
    },
    Manager {
        names: &["cargo"],
        verbs: &[(Verb::Install, &["install", "binstall"])],
        valued: "F j version vers git branch tag rev path root registry index features \
            target target-dir profile bin example jobs config",
        is_open: version::cargo,
        settled: Choice { options: &["version", "vers", "git", "path", "locked"], ..Choice::NONE },
        ..LANGUAGE
    },
];

const LANGUAGE: Manager = Manager { of_language: true, ..Manager::PLAIN };

const PIP: Manager = Manager {
    names: &["pip"],
    verbs: &[(Verb::Install, &["install"]), (Verb::Clean, &["cache purge", "cache remove"])],
    valued: "r c e t i f C p requirement requirements constraint constraints \
            editable target platform python-version python implementation abi root \
            prefix src upgrade-strategy index-url extra-index-url find-links index \
            default-index no-binary only-binary progress-bar log proxy retries \
            timeout default-timeout exists-action trusted-host cert client-cert \
            cache-dir config-settings global-option install-option report use- \
            feature use-deprecated root-user-action group override overrides with \
            index-strategy torch-backend link-mode suffix pip-args",
    cache: Some(Cache {
        left_by: &[Verb::Install],
        paths: &["~/.cache/pip"],
        avoided: Choice {
            // What is local is not cached.
            options: &["no-cache-dir", "no-cache", "cache-dir", "no-index"],
            variables: &["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME"],
            settings: &["global.no-cache-dir", "no-cache-dir =", "no-cache-dir="],
            files: &["pip.conf"],
        },
        remedy: "--no-cache-dir",
    }),
    is_open: version::pip,
    settled: Choice {
        options: &["r", "c", "requirement", "constraint", "no-index", "require-hashes", "group"],
        variables: &["PIP_CONSTRAINT", "PIP_NO_INDEX"],
        ..Choice::NONE
    },
    ..LANGUAGE
};
