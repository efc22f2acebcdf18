//! `cargo connect check`: everything that is wrong or doubtful in an app.
//!
//! # JSON
//! `--json` prints one object. Fields may be added to it, but existing ones keep their meaning.
//!
//! | field | |
//! |---|---|
//! | `app` | the app's key |
//! | `passes` | whether there is no error |
//! | `counts` | `errors`, `warnings`, `notes`: findings; `passed`, `failed`, `not_judged`: rules |
//! | `findings` | the most serious first: `rule`, `severity` (`error`, `warning`, `note`), `file` (relative to the package) and `line` where known, `message`, `hint` if there is one, `mend`, `source` |
//! | `rules` | each rule: `rule`, `severity`, `asks` (`static`, `dynamic`, `listing`, `person`), `outcome` (`passed`, `failed`, `not-judged`), `judged`: the number of things it was applied to, `not_judged`: why it could not be applied to others |

mod access;
mod address;
mod answer;
mod app;
mod asked;
mod client;
mod error;
mod files;
mod ledger;
mod modules;
mod old_tls;
mod pages;
mod project;
mod raw_markup;
mod report;
mod rights;
mod rule;
mod running;
mod secrets;
mod served;
mod settings;
mod tenant;

use std::io::Write as _;
use std::path::Path;

use crate::command::Check;
use crate::scopes;
use crate::workspace::{Package, Workspace};
use error::CheckError;
use files::Files;
use ledger::Ledger;
use project::Project;
use report::Report;
use rights::Release;
use rule::{Asks, Rule};

/// Judges the app and prints the findings. `false` if there is an error.
pub(crate) async fn run(options: &Check) -> Result<bool, CheckError> {
    let workspace = Workspace::of(Path::new("."))?;
    let package = workspace.choose(options.package.as_deref())?;
    // Ctrl-C drops this future, which ends what it has started.
    let work = async {
        let mut ledger = Ledger::default();
        let project = project(package).await?;
        let release = release(options, &workspace, package).await?;
        judge(&project, release.as_ref(), &mut ledger);
        match &options.url {
            Some(url) => asked::judge(&project, url, &mut ledger).await?,
            None if options.only_read => nobody_asked(&mut ledger),
            None => running::judge(options, &workspace, package, &project, &mut ledger).await?,
        }
        Ok::<_, CheckError>((project, ledger))
    };
    let (project, ledger) = tokio::select! {
        done = work => done?,
        _ = tokio::signal::ctrl_c() => return Err(CheckError::Interrupted),
    };
    print(options, &Report::of(project.key(), &ledger))?;
    Ok(ledger.passes())
}

async fn project(package: &Package) -> Result<Project, CheckError> {
    let emitted = scopes::check::check(package, None).await?;
    let emitted = scopes::check::emitted(&emitted)?;
    let files = Files::of(package.folder());
    Ok(Project::new(&package.name, emitted, files)?)
}

/// What the app requested at the revision of `--since`.
async fn release(
    options: &Check,
    workspace: &Workspace,
    package: &Package,
) -> Result<Option<Release>, CheckError> {
    let Some(name) = &options.since else {
        return Ok(None);
    };
    let scopes = scopes::revision::at(name, workspace, package).await?.scopes;
    Ok(Some(Release {
        name: name.clone(),
        scopes,
    }))
}

/// Applies every static rule.
fn judge(project: &Project, release: Option<&Release>, ledger: &mut Ledger) {
    app::judge(project, ledger);
    modules::judge(project, ledger);
    access::judge(project, ledger);
    rights::judge(project, release, ledger);
    pages::judge(project, ledger);
    raw_markup::judge(project, ledger);
    secrets::judge(project, ledger);
    settings::judge(project, ledger);
    for &rule in Rule::ALL {
        if rule.row().asks == Asks::Person {
            ledger.not_judged(rule, "a person must answer");
        }
    }
}

fn nobody_asked(ledger: &mut Ledger) {
    for &rule in Rule::ALL {
        if rule.row().asks == Asks::Dynamic {
            ledger.not_judged(rule, "no app was asked: leave out --only-read");
        }
    }
}

fn print(options: &Check, report: &Report<'_>) -> Result<(), CheckError> {
    let printed = if options.json {
        serde_json::to_string_pretty(report).map(|json| json + "\n")
    } else {
        Ok(report.text(options.fix_hints))
    };
    let printed = printed.map_err(|error| CheckError::Print(error.into()))?;
    let mut out = std::io::stdout().lock();
    match out.write_all(printed.as_bytes()).and_then(|()| out.flush()) {
        // The reader closed the pipe, as `head` does.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(CheckError::Print(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::project::tests::{good_app, project};
    use super::*;

    #[test]
    fn each_static_rule_judges_something_or_says_why_not() {
        let project = project(good_app(), Vec::new(), &[("src/main.rs", "fn main() {}\n")]);
        let mut ledger = Ledger::default();
        judge(&project, None, &mut ledger);
        assert!(ledger.passes());
        for &rule in Rule::ALL {
            let outcome = ledger.outcome(rule);
            if rule.row().asks == Asks::Person {
                assert_eq!(outcome.not_judged, ["a person must answer"]);
            }
        }
    }
}
