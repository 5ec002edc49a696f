//! Files that hold secrets, by their names.

/// What a file holds, as far as its name tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Contents {
    /// Passwords, tokens or a private key.
    Secret,
    /// The files of a folder for such.
    Secrets,
    /// What looks like that and is not: an example, a certificate, a public key.
    Public,
    Unknown,
}

const FILES: [&str; 15] = [
    ".dockercfg",
    ".dockerconfigjson",
    ".env",
    ".git-credentials",
    ".my.cnf",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    "_netrc",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "kubeconfig",
];
const IN_FOLDERS: [&str; 3] = [".aws/credentials", ".docker/config.json", ".kube/config"];
const FOLDERS: [&str; 4] = [".aws", ".gnupg", ".kube", ".ssh"];

/// Words of a path to what is made up.
const EXAMPLES: [&str; 16] = [
    "demo",
    "dummy",
    "example",
    "examples",
    "fake",
    "fixture",
    "fixtures",
    "mock",
    "mocks",
    "sample",
    "samples",
    "template",
    "templates",
    "test",
    "testdata",
    "tests",
];
/// Words in the names of defaults for everybody, and of what is encrypted.
const HARMLESS: [&str; 11] =
    ["age", "asc", "ci", "default", "defaults", "dist", "enc", "encrypted", "gpg", "sops", "vault"];
const CERTIFICATES: [&str; 12] = [
    "bundle",
    "ca",
    "cas",
    "chain",
    "crt",
    "dhparam",
    "dhparams",
    "fullchain",
    "root",
    "rootca",
    "trust",
    "trusted",
];
/// Words of paths to keys that verify packages.
const SIGNATURES: [&str; 10] =
    ["apt", "archive", "gpg", "keyring", "keyrings", "pgp", "release", "repo", "rpm", "signing"];

/// What a file holds, as far as its name tells.
pub(crate) fn contents(path: &str) -> Contents {
    let path = path.trim_end_matches('/').to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let any = |text: &str, known: &[&str]| {
        text.split(|char: char| !char.is_alphanumeric()).any(|word| known.contains(&word))
    };
    if any(&path, &EXAMPLES) || any(name, &HARMLESS) {
        return Contents::Public;
    }
    if FOLDERS.contains(&name) {
        return Contents::Secrets;
    }
    let is_at_end = |file: &&str| {
        path.strip_suffix(file).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let start = name.trim_end_matches('*');
    if FILES.contains(&start) || name.starts_with(".env.") || IN_FOLDERS.iter().any(is_at_end) {
        return Contents::Secret;
    }
    // What stands for several files is known by its folder.
    let speaking = if name.contains(['*', '?']) { &path } else { name };
    let is_certificate = || any(speaking, &CERTIFICATES) || speaking.contains("cert");
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "key" | "pem" if speaking.contains("pub") => Contents::Public,
        "key" if any(&path, &SIGNATURES) => Contents::Public,
        "pem" if speaking.contains("key") || speaking.contains("priv") => Contents::Secret,
        "pem" if is_certificate() => Contents::Public,
        "key" | "pem" | "p12" | "pfx" | "ppk" | "kubeconfig" => Contents::Secret,
        "pub" | "crt" | "cer" | "csr" | "der" => Contents::Public,
        _ => Contents::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Contents::{Public, Secret, Secrets, Unknown};

    #[test]
    fn names_tell_what_files_hold() {
        for (path, expected, reason) in [
            (".env", Secret, "settings of a program"),
            ("config/.env.production", Secret, "of one environment"),
            (".env.${STAGE}", Secret, "of a chosen one"),
            (".env*", Secret, "whichever there are"),
            (".env.example", Public, "an example"),
            (".env.vault", Public, "encrypted"),
            ("app.env", Unknown, "perhaps harmless settings"),
            ("/root/.ssh/id_rsa", Secret, "a private key"),
            ("id_ed25519.pub", Public, "its public part"),
            (".ssh/", Secrets, "the whole folder"),
            (".npmrc", Secret, "tokens of a registry"),
            ("kube/prod.kubeconfig", Secret, "access to a cluster"),
            ("/home/a/.kube/config", Secret, "access to a cluster"),
            ("app/config", Unknown, "no cluster's"),
            ("home/.docker/config.json", Secret, "logins to registries"),
            ("config.json", Unknown, "anybody's"),
            ("tls/server.key", Secret, "a private key"),
            ("tls/server.pem", Secret, "perhaps certificate and key in one"),
            ("tls/privkey.pem", Secret, "a private key"),
            ("certs/ca-key.pem", Secret, "the key of an authority"),
            ("ca.key", Secret, "the key of an authority"),
            ("certs/server-cert.pem", Public, "a certificate"),
            ("rootCA.pem", Public, "a certificate"),
            ("global-bundle.pem", Public, "certificates"),
            ("jwt-public-key.pem", Public, "a public key"),
            ("mysql_pubkey.key", Public, "a public key"),
            ("nginx_signing.key", Public, "verifies packages"),
            ("/etc/apt/keyrings/docker.key", Public, "verifies packages"),
            ("*.key", Secret, "whichever they are"),
            ("certs/*.pem", Public, "certificates by their folder"),
            ("dist/server.key", Secret, "folders of what is built hold anything"),
            ("tests/fixtures/server.key", Public, "made up"),
            ("server.crt", Public, "a certificate"),
            ("src/keys.ts", Unknown, "a program"),
            ("${FILE}", Unknown, "anything"),
        ] {
            assert_eq!(contents(path), expected, "{path}: {reason}");
        }
    }
}
