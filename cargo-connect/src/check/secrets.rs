//! The rule about secrets in sources: a short list of patterns that certainly are secrets.

use super::files::File;
use super::ledger::Ledger;
use super::project::Project;
use super::rule::Rule;

/// How a secret is recognized: its prefix, and how many characters follow that can't be prose.
struct Pattern {
    begins: &'static str,
    least: usize,
    what: &'static str,
}

const fn pattern(begins: &'static str, least: usize, what: &'static str) -> Pattern {
    Pattern {
        begins,
        least,
        what,
    }
}

const PATTERNS: [Pattern; 11] = [
    pattern("ATATT3x", 40, "an Atlassian API token"),
    pattern("ATCTT3x", 40, "an Atlassian access token"),
    pattern("AKIA", 16, "an access key of AWS"),
    pattern("ghp_", 36, "a token of GitHub"),
    pattern("github_pat_", 40, "a token of GitHub"),
    pattern("glpat-", 20, "a token of GitLab"),
    pattern("xoxb-", 20, "a token of Slack"),
    pattern("xoxp-", 20, "a token of Slack"),
    pattern("sk_live_", 20, "a key of Stripe"),
    pattern("AIza", 35, "a key of Google"),
    pattern("npm_", 36, "a token of npm"),
];

/// The first line of a private key, in two parts, so that this file does not contain it.
const PRIVATE_KEY: (&str, &str) = ("-----BEGIN ", "PRIVATE KEY-----");

/// Names of settings whose value is a secret.
const SETTINGS: [&str; 3] = ["CONNECT_SECRET_KEYS", "sharedSecret", "shared_secret"];

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    for file in &project.files.files {
        let mut passes = true;
        for (line, text) in file.lines() {
            if let Some(what) = secret(text).or_else(|| setting(file, text)) {
                passes = false;
                let at = Some(super::ledger::Place::new(&file.path, line));
                // Never the secret itself: reports are logged.
                ledger.find(
                    Rule::SecretsInSources,
                    at,
                    format!("this looks like {what}"),
                );
            }
        }
        if passes {
            ledger.judge(Rule::SecretsInSources);
        }
    }
    for what in &project.files.left_out {
        ledger.not_judged(Rule::SecretsInSources, what.clone());
    }
}

fn secret(line: &str) -> Option<&'static str> {
    let (begin, end) = PRIVATE_KEY;
    if line
        .find(begin)
        .is_some_and(|at| line.get(at..).is_some_and(|rest| rest.contains(end)))
    {
        return Some("a private key");
    }
    PATTERNS.iter().find_map(|pattern| {
        let mut at = line.match_indices(pattern.begins);
        let is_secret = |(at, begins): (usize, &str)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let rest = line.get(at + begins.len()..).unwrap_or_default();
            let run = rest.chars().take_while(|one| is_of_token(*one)).count();
            before.is_none_or(|one| !one.is_alphanumeric()) && run >= pattern.least
        };
        at.any(is_secret).then_some(pattern.what)
    })
}

fn is_of_token(one: char) -> bool {
    one.is_ascii_alphanumeric() || "_-=+/".contains(one)
}

/// A secret setting with its value, or a database URL with its password.
fn setting(file: &File, line: &str) -> Option<&'static str> {
    for name in SETTINGS {
        let Some((_, value)) = line.split_once(name) else {
            continue;
        };
        let value = value.trim_start_matches(['=', ':', ' ', '"', '\'']);
        let value = value.split_once(':').map_or(value, |(_, key)| key);
        let run: String = value.chars().take_while(|one| is_of_token(*one)).collect();
        let mixed = run.bytes().any(|one| one.is_ascii_digit())
            && run.bytes().any(|one| one.is_ascii_uppercase())
            && run.bytes().any(|one| one.is_ascii_lowercase());
        if run.len() >= 40 && mixed {
            return Some("a secret of the app or of a tenant");
        }
    }
    // Tests and documentation name databases of their own.
    if !is_deployed(file) {
        return None;
    }
    let (_, rest) = line
        .split_once("postgres://")
        .or_else(|| line.split_once("postgresql://"))?;
    let (account, host) = rest.split_once('@')?;
    let (_, password) = account.split_once(':')?;
    let placeholder = password.is_empty()
        || password.contains(['$', '{', '<', '…'])
        || password.eq_ignore_ascii_case("password");
    let local = ["localhost", "127.0.0.1"]
        .iter()
        .any(|name| host.starts_with(name));
    (!placeholder && !local).then_some("the password of a database")
}

/// Whether a file configures the app's deployment.
pub(super) fn is_deployed(file: &File) -> bool {
    let name = file.name().to_ascii_lowercase();
    let of_development = ["dev", "test", "example", "sample", "local"];
    let other = name
        .split(['.', '-', '_'])
        .any(|word| of_development.iter().any(|of| word.starts_with(of)));
    let deployed = name.starts_with(".env")
        || name.contains("dockerfile")
        || name.starts_with("procfile")
        || name == "fly.toml"
        || ["yml", "yaml", "service", "env", "tf", "nomad"].contains(&file.extension().as_str());
    deployed && !other
}

#[cfg(test)]
mod tests {
    use super::super::project::tests::{good_app, project};
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let project = project(good_app(), Vec::new(), &[(path, text)]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        let outcome = ledger.outcome(Rule::SecretsInSources);
        assert!(outcome.judged > 0);
        for finding in &outcome.findings {
            assert!(!finding.message.contains("0aB1"), "{finding:?}");
        }
        outcome.findings.len()
    }

    #[test]
    fn each_kind_of_secret_is_found_and_is_not_printed() {
        let random = "0aB1".repeat(12);
        for pattern in PATTERNS {
            let begins = pattern.begins;
            assert_eq!(
                found("a.rs", &format!("let a = \"{begins}{random}\";")),
                1,
                "{begins}"
            );
            assert_eq!(
                found("a.rs", &format!("let a = \"{begins}\";")),
                0,
                "{begins}"
            );
            assert_eq!(found("a.rs", &format!("x{begins}{random}")), 0, "{begins}");
        }
        let (begin, end) = PRIVATE_KEY;
        assert_eq!(found("a.pem", &format!("{begin}RSA {end}")), 1);
        assert_eq!(found("a.pem", "-----BEGIN CERTIFICATE-----"), 0);
        assert_eq!(
            found("a.md", &format!("CONNECT_SECRET_KEYS=k1:{random}")),
            1
        );
        assert_eq!(
            found("a.md", "CONNECT_SECRET_KEYS=k1:$(openssl rand -base64 32)"),
            0
        );
    }

    #[test]
    fn a_database_s_password_is_found_where_the_app_is_deployed() {
        let line = "DATABASE=postgres://app:s3cret@db.example.com/votes";
        assert_eq!(found(".env.production", line), 1);
        assert_eq!(found("tests/a.rs", line), 0);
        for good in [
            "DATABASE=postgres://app:${PASSWORD}@db.example.com/votes",
            "DATABASE=postgres://app:postgres@localhost/votes",
            "DATABASE=postgres://db.example.com/votes",
        ] {
            assert_eq!(found(".env.production", good), 0, "{good}");
        }
    }
}
