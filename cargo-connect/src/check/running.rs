//! Builds the app, starts it, installs it in local hosts, and asks it.

use connect_host::{Host, HostError};
use serde_json::Value;
use url::Url;

use super::answer::Answer;
use super::asked::{self, WITH_A_GOOD_TOKEN, client, unreachable};
use super::error::CheckError;
use super::ledger::Ledger;
use super::project::Project;
use super::rule::Rule;
use super::tenant;
use crate::command::{Check, Dev};
use crate::dev::build::Build;
use crate::dev::error::DevError;
use crate::dev::program::Log;
use crate::dev::started::Started;
use crate::workspace::{Package, Workspace};

/// How much of the app's log is looked at, in lines.
const LOG_LINES: usize = 20_000;

/// Judges the rules that ask a running app, of one that is started here.
pub(super) async fn judge(
    options: &Check,
    workspace: &Workspace,
    package: &Package,
    project: &Project,
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    let dev = Dev {
        package: options.package.clone(),
        bin: options.bin.clone(),
        once: true,
        product: None,
        listen: None,
        app: None,
        open: false,
        release: false,
        forge: false,
    };
    let build = Build {
        workspace,
        package,
        options: &dev,
    };
    let built = build.run().await?;
    let emitted = built.descriptors(None)?;
    let started = Started::start(&build, &built, &emitted, Log::Kept(LOG_LINES)).await;
    let started = started.inspect_err(show)?;
    let hosts = started.hosts().all();
    let mut secrets: Vec<_> = hosts.iter().map(Host::shared_secret).collect();
    let outcome = ask(project, &started, &hosts, ledger).await;
    // Installed anew, each has another.
    secrets.extend(hosts.iter().map(Host::shared_secret));
    let log = started.stop().await;
    outcome?;
    judge_log(&log, &secrets, ledger);
    Ok(())
}

/// What an app has printed that did not start: it was only kept.
fn show(error: &DevError) {
    if let DevError::ExitedEarly { printed, .. } | DevError::NotListening { printed, .. } = error {
        eprint!("{printed}");
    }
}

async fn ask(
    project: &Project,
    started: &Started,
    hosts: &[Host],
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    let base = started.base_url();
    match started.install().await {
        Ok(()) => ask_installed(project, base, hosts, ledger).await,
        Err(DevError::Host(error)) if is_the_app_s(&error) => {
            ledger.find(Rule::HostAccepts, None, error.to_string());
            for rule in WITH_A_GOOD_TOKEN {
                if rule != Rule::HostAccepts {
                    ledger.not_judged(rule, "no host has installed the app");
                }
            }
            asked::ask(project, base, ledger).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the app is why it could not be installed.
fn is_the_app_s(error: &HostError) -> bool {
    matches!(
        error,
        HostError::NoDescriptor { .. }
            | HostError::DescriptorRefused { .. }
            | HostError::LifecycleFailed { .. }
            | HostError::Unreachable { .. }
    )
}

/// Asks an app that these hosts have installed.
pub(super) async fn ask_installed(
    project: &Project,
    base: &Url,
    hosts: &[Host],
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    descriptors(project, base, ledger).await?;
    for host in hosts {
        tenant::judge(project, host, ledger).await?;
    }
    asked::ask(project, base, ledger).await?;
    for host in hosts {
        tenant::leave(host, base, ledger).await?;
    }
    Ok(())
}

/// Compares what is served with what the build has written.
async fn descriptors(project: &Project, base: &Url, ledger: &mut Ledger) -> Result<(), CheckError> {
    let client = client(base)?;
    let built = project.descriptors.iter().zip(&project.descriptor_paths);
    for (built, path) in built {
        let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
        let response = client.get(url).send().await;
        let response = response.map_err(|source| unreachable(base, source))?;
        let answer = Answer::of(response).await;
        let answer = answer.map_err(|source| unreachable(base, source))?;
        let served: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let other = differences(built, &served);
        ledger.expect(Rule::DescriptorServed, None, other.is_empty(), || {
            format!("{path} differs from what was built: {}", other.join(", "))
        });
    }
    Ok(())
}

/// The fields in which a served descriptor is another than the one that was built. Its own address is
/// filled in when it is served.
fn differences(built: &Value, served: &Value) -> Vec<String> {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let (built, served) = (members(built), members(served));
    let mut names: Vec<_> = built.keys().chain(served.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| {
        !["baseUrl", "links"].contains(&name.as_str()) && built.get(name) != served.get(name)
    });
    names
}

/// Looks for what no log may have.
fn judge_log(log: &str, secrets: &[String], ledger: &mut Ledger) {
    for secret in secrets {
        let line = log.lines().position(|line| line.contains(secret));
        ledger.expect(Rule::SecretsInLogs, None, line.is_none(), || {
            let line = line.unwrap_or_default() + 1;
            format!("line {line} of the log has the secret of a site in it")
        });
    }
    let line = log.lines().position(has_token);
    ledger.expect(Rule::SecretsInLogs, None, line.is_none(), || {
        let line = line.unwrap_or_default() + 1;
        format!("line {line} of the log has a token in it")
    });
}

/// Whether a text has a token in it: three parts in base64, of which the first begins as the JSON of a
/// header does.
fn has_token(line: &str) -> bool {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut words = line.split(|c: char| !is_of_token(c));
    words.any(|word| word.starts_with("eyJ") && word.matches('.').count() == 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_log_has_neither_secrets_nor_tokens() {
        for (log, count) in [
            ("request GET /votes 200\n", 0),
            ("installed with 0123456789\n", 1),
            (
                "GET /votes?jwt=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln 200",
                1,
            ),
            ("secret 0123456789, Authorization: JWT eyJhb.eyJp.sig", 2),
            ("eyJhbGciOiJIUzI1NiJ9 is a header", 0),
        ] {
            let mut ledger = Ledger::default();
            judge_log(log, &["0123456789".to_owned()], &mut ledger);
            let outcome = ledger.outcome(Rule::SecretsInLogs);
            assert_eq!(outcome.findings.len(), count, "{log}");
            assert_eq!(outcome.judged, 2);
        }
    }

    #[test]
    fn a_served_descriptor_differs_in_its_address_only() {
        let built = json!({ "key": "a", "scopes": ["READ"], "links": { "self": "/a" } });
        let mut served = built.clone();
        served["baseUrl"] = json!("http://127.0.0.1");
        served["links"] = json!({ "self": "http://127.0.0.1/a" });
        assert_eq!(differences(&built, &served), [""; 0]);
        served["scopes"] = json!(["READ", "ADMIN"]);
        served["modules"] = json!({});
        assert_eq!(differences(&built, &served), ["modules", "scopes"]);
    }
}
