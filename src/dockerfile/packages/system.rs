//! The package managers of distributions.

use super::{Cache, Choice, Manager, Verb, version};

pub(super) static MANAGERS: [Manager; 5] = [
    Manager {
        names: &["apt-get", "apt", "aptitude"],
        verbs: &[
            (Verb::Install, &["install", "reinstall", "build-dep", "satisfy"]),
            (Verb::Update, &["update"]),
            (Verb::Upgrade, &["upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"]),
            (Verb::Remove, &["remove", "purge"]),
            // `clean` is only about packages, which Debian's and Ubuntu's images never keep.
            (Verb::Clean, &["distclean", "dist-clean"]),
        ],
        valued: "t o c a P target-release default-release option config-file host- \
            architecture build-profiles with-source",
        idle: &["s", "simulate", "just-print", "dry-run", "recon", "no-act", "print-uris"],
        consent: Some(Choice {
            options: &["y", "yes", "assume-yes", "force-yes", "qq"],
            settings: &["apt::get::assume-yes", "assume-yes \""],
            files: &["apt.conf"],
            ..Choice::NONE
        }),
        recommends: Some(Choice {
            options: &["no-install-recommends", "without-recommends", "R"],
            settings: &["apt::install-recommends", "install-recommends \""],
            files: &["apt.conf"],
            ..Choice::NONE
        }),
        keeps_index: true,
        cache: Some(Cache {
            left_by: &[Verb::Update],
            paths: &["/var/lib/apt/lists"],
            avoided: Choice::NONE,
            remedy: "rm -rf /var/lib/apt/lists/*",
        }),
        is_open: version::apt,
        settled: Choice {
            settings: &["snapshot.debian.org", "snapshot.ubuntu.com"],
            ..Choice::NONE
        },
        ..Manager::PLAIN
    },
    Manager {
        names: &["apk"],
        verbs: &[
            (Verb::Install, &["add"]),
            (Verb::Update, &["update"]),
            (Verb::Upgrade, &["upgrade"]),
            (Verb::Remove, &["del"]),
            (Verb::Clean, &["cache clean", "cache purge"]),
        ],
        valued: "t X p virtual repository root keys-dir repositories-file arch wait \
            cache-dir cache-max-age progress-fd timeout",
        idle: &["s", "simulate"],
        keeps_index: true,
        cache: Some(Cache {
            left_by: &[Verb::Install, Verb::Update, Verb::Upgrade],
            paths: &["/var/cache/apk", "/etc/apk/cache"],
            avoided: Choice { options: &["no-cache", "cache-dir"], ..Choice::NONE },
            remedy: "--no-cache",
        }),
        is_open: version::apk,
        ..Manager::PLAIN
    },
    DNF,
    // It takes `--assumeyes` and never asks.
    Manager { names: &["microdnf"], consent: None, ..DNF },
    Manager {
        names: &["zypper"],
        verbs: &[
            (Verb::Install, &["install", "in", "source-install", "si", "install-new-recommends"]),
            (Verb::Update, &["refresh", "ref"]),
            (Verb::Upgrade, &["update", "up", "dist-upgrade", "dup"]),
            (Verb::Remove, &["remove", "rm"]),
            (Verb::Clean, &["clean", "cc"]),
        ],
        valued: "R D C r t p c root reposd-dir cache-dir raw-cache-dir solv-cache-dir \
            pkg-cache-dir repo from type plus-repo plus-content catalog",
        idle: &["D", "dry-run"],
        consent: Some(Choice {
            options: &["y", "n", "no-confirm", "non-interactive"],
            files: &["zypper.conf"],
            ..Choice::NONE
        }),
        cache: Some(Cache {
            left_by: &[Verb::Install, Verb::Update, Verb::Upgrade],
            paths: &["/var/cache/zypp"],
            avoided: Choice { options: &["C", "cache-dir", "pkg-cache-dir"], ..Choice::NONE },
            remedy: "zypper clean --all",
        }),
        is_open: version::zypper,
        ..Manager::PLAIN
    },
];

const DNF: Manager = Manager {
    names: &["dnf", "dnf-3", "yum", "tdnf"],
    verbs: &[
        (
            Verb::Install,
            &[
                "install",
                "localinstall",
                "groupinstall",
                "group install",
                "module install",
                "reinstall",
                "downgrade",
                "builddep",
            ],
        ),
        (Verb::Update, &["makecache", "check-update"]),
        (Verb::Upgrade, &["upgrade", "update", "upgrade-minimal", "update-minimal", "distro-sync"]),
        (Verb::Remove, &["remove", "erase", "groupremove"]),
        (Verb::Clean, &["clean"]),
    ],
    valued: "c x d e R config exclude excludepkgs enablerepo disablerepo repo \
            repoid repofrompath installroot releasever setopt forcearch \
            disableplugin enableplugin disableexcludes downloaddir destdir comment \
            color advisory advisories bz bzs cve cves sec-severity secseverity",
    idle: &["assumeno", "downloadonly"],
    consent: Some(Choice {
        options: &["y", "assumeyes"],
        settings: &["assumeyes"],
        files: &["yum.conf", "dnf.conf"],
        ..Choice::NONE
    }),
    cache: Some(Cache {
        left_by: &[Verb::Install, Verb::Update, Verb::Upgrade],
        paths: &["/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5", "/var/cache/tdnf"],
        avoided: Choice::NONE,
        remedy: "{} clean all",
    }),
    is_open: version::dnf,
    ..Manager::PLAIN
};
