//! Rules about settings in deployment files.

use connect_auth::environment::is_loopback;
use url::Url;

use super::address;
use super::ledger::{Ledger, Place};
use super::project::Project;
use super::rule::Rule;
use super::secrets::is_deployed;

/// A dangerous setting.
struct Dangerous {
    name: &'static str,
    /// Whether a value is dangerous.
    is: fn(&str) -> bool,
    why: &'static str,
}

const DANGEROUS: [Dangerous; 8] = [
    Dangerous {
        name: "CONNECT_MODE",
        is: |value| value == "development",
        why: "the app runs as in development",
    },
    Dangerous {
        name: "CONNECT_DEV_HOSTS",
        is: |value| !value.is_empty(),
        why: "anyone at that address can be a tenant",
    },
    Dangerous {
        name: "CONNECT_KEY_HOST",
        is: |value| !value.is_empty(),
        why: "the server at that address can install the app for any site",
    },
    Dangerous {
        name: "CONNECT_AUTHORIZATION_SERVER",
        is: |value| !value.is_empty(),
        why: "the server at that address is sent the app's assertions about users",
    },
    Dangerous {
        name: "CONNECT_BRIDGE",
        is: |value| !value.is_empty(),
        why: "the server at that address runs scripts in the app's pages",
    },
    Dangerous {
        name: "CONNECT_BASE_URL",
        is: |value| value.starts_with("http://"),
        why: "sites reach the app without TLS",
    },
    Dangerous {
        name: "CONNECT_DATABASE_URL",
        is: |value| value.starts_with("memory:"),
        why: "each restart forgets all tenants",
    },
    Dangerous {
        name: "CONNECT_SECRET_KEYS",
        is: |value| value.split(',').any(|key| key.trim() == "plain"),
        why: "unencrypted secrets are accepted as well",
    },
];

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    let deployed = project.files.files.iter().filter(|file| is_deployed(file));
    for file in deployed {
        let mut base_url = None;
        let mut sealed = false;
        for (line, text) in file.lines() {
            let text = text.trim_start();
            if text.starts_with('#') || text.starts_with("//") {
                continue;
            }
            let at = Place::new(&file.path, line);
            for Dangerous { name, is, why } in DANGEROUS {
                let Some(value) = value(text, name) else {
                    continue;
                };
                ledger.expect(
                    Rule::ProductionSettings,
                    Some(at.clone()),
                    !is(value),
                    || format!("{name}: {why}"),
                );
            }
            for name in ["CONNECT_BASE_URL", "CONNECT_BASE_URLS"] {
                ports(value(text, name).unwrap_or_default(), &at, ledger);
            }
            if value(text, "CONNECT_BASE_URL").is_some() {
                base_url = Some(at);
            }
            sealed |= text.contains("CONNECT_SECRET_KEYS");
        }
        if let Some(at) = base_url {
            ledger.expect(Rule::SealedSecrets, Some(at), sealed, || {
                "the app is deployed here, and nothing here sets CONNECT_SECRET_KEYS".to_owned()
            });
        }
    }
}

/// Checks the ports of URLs; an https URL of another machine is the most relevant.
fn ports(addresses: &str, at: &Place, ledger: &mut Ledger) {
    let addresses = addresses.split(',').map(str::trim).map(Url::parse);
    for url in addresses.filter_map(Result::ok) {
        if url.scheme() != "https" || is_loopback(&url) {
            continue;
        }
        let fault = address::fault(&url);
        ledger.expect(Rule::Ports, Some(at.clone()), fault.is_none(), || {
            fault.unwrap_or_default()
        });
    }
}

/// The value of a setting, in the syntax of shells, Docker, systemd, YAML or TOML.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let at = line.find(name)?;
    let before = line.get(..at)?.chars().next_back();
    if before.is_some_and(|one| one.is_ascii_alphanumeric() || one == '_') {
        return None;
    }
    let rest = line
        .get(at + name.len()..)?
        .trim_start_matches(['"', '\''])
        .trim_start();
    let rest = rest.strip_prefix(['=', ':']).or_else(|| {
        // `ENV NAME value`
        line.starts_with("ENV ").then_some(rest)
    })?;
    let quotes = ['"', '\''];
    Some(
        rest.trim()
            .trim_start_matches(quotes)
            .trim_end_matches([quotes[0], quotes[1], ',']),
    )
}

#[cfg(test)]
mod tests {
    use super::super::project::tests::{good_app, project};
    use super::*;

    fn found(path: &str, text: &str, rule: Rule) -> usize {
        let project = project(good_app(), Vec::new(), &[(path, text)]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        ledger.outcome(rule).findings.len()
    }

    #[test]
    fn each_dangerous_setting_is_found_where_the_app_is_deployed() {
        for (setting, value) in [
            ("CONNECT_MODE", "development"),
            ("CONNECT_DEV_HOSTS", "http://127.0.0.1:4000"),
            ("CONNECT_KEY_HOST", "https://keys.example.com"),
            ("CONNECT_AUTHORIZATION_SERVER", "https://auth.example.com"),
            ("CONNECT_BRIDGE", "https://example.com/all.js"),
            ("CONNECT_BASE_URL", "http://votes.example.com"),
            ("CONNECT_DATABASE_URL", "memory:"),
            ("CONNECT_SECRET_KEYS", "k1:abc,plain"),
        ] {
            let rule = Rule::ProductionSettings;
            for (path, line) in [
                (".env", format!("{setting}={value}")),
                (".env.production", format!("export {setting}=\"{value}\"")),
                ("Dockerfile", format!("ENV {setting} {value}")),
                ("compose.yaml", format!("    - {setting}={value}")),
                ("compose.yml", format!("      {setting}: \"{value}\"")),
                ("votes.service", format!("Environment={setting}={value}")),
                ("fly.toml", format!("  {setting} = \"{value}\"")),
            ] {
                assert_eq!(found(path, &line, rule), 1, "{path}: {line}");
            }
            let line = format!("{setting}={value}");
            for path in [
                ".env.development",
                "README.md",
                "compose.test.yml",
                "src/main.rs",
            ] {
                assert_eq!(found(path, &line, rule), 0, "{path}");
            }
            assert_eq!(found(".env", &format!("# {line}"), rule), 0);
            assert_eq!(found(".env", &format!("MY_{line}"), rule), 0);
        }
        let good = "CONNECT_BASE_URL=https://votes.example.com\nCONNECT_MODE=production\n";
        assert_eq!(found(".env", good, Rule::ProductionSettings), 0);
    }

    #[test]
    fn a_deployment_is_where_hosts_connect_to() {
        for (line, count) in [
            ("CONNECT_BASE_URL=https://votes.example.com:8443", 1),
            (
                "CONNECT_BASE_URLS=https://eu.example.com:9, https://us.example.com:8443",
                2,
            ),
            ("CONNECT_BASE_URL=https://votes.example.com:8080/votes", 0),
            ("CONNECT_BASE_URL=https://localhost:8443", 0),
            (
                "CONNECT_BASE_URL=${ADDRESS:?such as https://votes.example.com:8443}",
                0,
            ),
            // This one is reported as a development setting.
            ("CONNECT_BASE_URL=http://votes.example.com:9", 0),
        ] {
            assert_eq!(found(".env", line, Rule::Ports), count, "{line}");
        }
    }

    #[test]
    fn a_deployment_seals_its_secrets() {
        let base = "CONNECT_BASE_URL=https://votes.example.com\n";
        assert_eq!(found(".env", base, Rule::SealedSecrets), 1);
        let sealed = format!("{base}CONNECT_SECRET_KEYS=${{KEYS}}\n");
        assert_eq!(found(".env", &sealed, Rule::SealedSecrets), 0);
    }
}
