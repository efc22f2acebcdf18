//! Builds the app, starts it, installs it in local hosts, and judges its responses.

use connect_host::{Host, HostError};
use url::Url;

use super::asked::{self, WITH_A_GOOD_TOKEN};
use super::error::CheckError;
use super::ledger::Ledger;
use super::project::Project;
use super::rule::Rule;
use super::{served, tenant};
use crate::command::{Check, Dev};
use crate::dev::build::Build;
use crate::dev::error::DevError;
use crate::dev::program::Log;
use crate::dev::started::Started;
use crate::workspace::{Package, Workspace};

/// How many lines of the app's log are examined.
const LOG_LINES: usize = 20_000;

/// Applies the rules that need a running app, to one that is started here.
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
    // Each installation has another secret.
    secrets.extend(hosts.iter().map(Host::shared_secret));
    let log = started.stop().await;
    outcome?;
    judge_log(&log, &secrets, ledger);
    Ok(())
}

/// Prints the output of an app that did not start, which had only been captured.
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
    ledger.not_judged(Rule::RegionalTls, "`--url` asks the addresses of regions");
    match started.install().await {
        Ok(()) => ask_installed(project, base, hosts, ledger).await,
        Err(DevError::Host(error)) if is_the_app_s(&error) => {
            ledger.find(Rule::HostAccepts, None, error.to_string());
            for rule in WITH_A_GOOD_TOKEN {
                if rule != Rule::HostAccepts {
                    ledger.not_judged(rule, "no host has installed the app");
                }
            }
            served::judge(project, base, ledger).await?;
            asked::ask(project, base, ledger).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether it is the app's fault that it could not be installed.
fn is_the_app_s(error: &HostError) -> bool {
    matches!(
        error,
        HostError::NoDescriptor { .. }
            | HostError::DescriptorRefused { .. }
            | HostError::LifecycleFailed { .. }
            | HostError::Unreachable { .. }
    )
}

/// Applies the rules to an app that these hosts have installed.
pub(super) async fn ask_installed(
    project: &Project,
    base: &Url,
    hosts: &[Host],
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    served::judge(project, base, ledger).await?;
    for host in hosts {
        tenant::judge(project, host, ledger).await?;
    }
    asked::ask(project, base, ledger).await?;
    for host in hosts {
        tenant::leave(host, base, ledger).await?;
    }
    Ok(())
}

/// Looks for what must not be in a log.
fn judge_log(log: &str, secrets: &[String], ledger: &mut Ledger) {
    for secret in secrets {
        let line = log.lines().position(|line| line.contains(secret));
        ledger.expect(Rule::SecretsInLogs, None, line.is_none(), || {
            let line = line.unwrap_or_default() + 1;
            format!("line {line} of the log contains a site's secret")
        });
    }
    let line = log.lines().position(has_token);
    ledger.expect(Rule::SecretsInLogs, None, line.is_none(), || {
        let line = line.unwrap_or_default() + 1;
        format!("line {line} of the log contains a token")
    });
}

/// Whether a text contains a token: three base64 parts, the first of which starts like a JSON
/// header.
fn has_token(line: &str) -> bool {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut words = line.split(|c: char| !is_of_token(c));
    words.any(|word| word.starts_with("eyJ") && word.matches('.').count() == 2)
}

#[cfg(test)]
mod tests {
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
}
