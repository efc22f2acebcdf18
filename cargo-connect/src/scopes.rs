//! `cargo connect scopes`: why an app asks for its scopes, and what has changed since a revision.
//!
//! # JSON
//! `--json` prints one object. Fields may be added to it, but existing ones keep their meaning. Scopes are
//! lists of names, weakest first.
//!
//! | field | |
//! |---|---|
//! | `app` | the app's key |
//! | `scopes` | the scopes that its descriptor requests |
//! | `ceiling` | the scopes that `app!` grants, or `null` if they are inferred |
//! | `unused` | scopes of the ceiling that nothing needs |
//! | `places` | each place that needs a scope, in source order: `scope` (`NONE` for a call that needs none), `what`, `operation` (`product`, `method`, `path`; absent if no operation is called), `file` (relative to the package), `line`, `column`, and `without`: what the code would need without this place |
//! | `oauth` | for a Forge version with the same calls: `classic`, `granular`; and the operations that lack one kind or both: `granular_only`, `classic_only`, `unknown` |
//! | `forge` | what the manifest of a Forge version of the app requests: `scope`, `reasons` (what needs it: calls, events, tokens), and `impersonated` (whether the app uses it as users who are not viewing its pages) |
//!
//! With `--diff REV`:
//!
//! | field | |
//! |---|---|
//! | `app` | the app's key |
//! | `revision`, `commit` | the revision it is compared with |
//! | `before`, `after` | what the descriptor requested at the revision, and requests now |
//! | `added`, `removed` | the scopes of one that the other does not cover |
//! | `needs_approval` | whether an administrator of each site must approve |
//! | `causes` | the places that need what is added, as in `places` but without `without` |
//! | `gone` | the places at the revision that needed what is removed; `null` if unknown |

pub(crate) mod check;
mod difference;
mod error;
mod git;
mod report;
pub(crate) mod revision;
mod text;

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::command::Scopes;
use crate::workspace::{Package, Workspace};
use difference::Difference;
pub(crate) use error::ScopesError;
use report::Report;

/// Checks the app and prints why it asks for its scopes, or what has changed.
///
/// `false` if it was compared and requests more than before.
pub(crate) async fn run(options: &Scopes) -> Result<bool, ScopesError> {
    let workspace = Workspace::of(Path::new("."))?;
    let package = workspace.choose(options.package.as_deref())?;
    let revision = options.diff.as_deref();
    // Ctrl-C drops this future, which removes the worktree.
    let work = async {
        let emitted = check::check(package, None).await?;
        let (reasons, forge) = check::on_both_platforms(&package.name, &emitted)?;
        let old = match revision {
            Some(revision) => {
                eprintln!("checking {} at {revision}", package.name);
                Some(revision::at(revision, &workspace, package).await?)
            }
            None => None,
        };
        Ok::<_, ScopesError>((reasons, forge, old))
    };
    let (reasons, forge, old) = tokio::select! {
        done = work => done?,
        _ = tokio::signal::ctrl_c() => return Err(ScopesError::Interrupted),
    };
    match old {
        None => {
            let text = || text::report(&reasons, &forge);
            print(options, &Report::of(&reasons, &forge), text)?;
            Ok(true)
        }
        Some(old) => {
            let difference = Difference::of(&reasons, &old);
            print(options, &difference, || text::difference(&difference))?;
            Ok(!difference.needs_approval)
        }
    }
}

/// Checks a package, whose build also writes its artifacts.
pub(crate) async fn check(package: &Package) -> Result<(), ScopesError> {
    check::check(package, None).await.map(drop)
}

/// Prints a report as JSON or as text.
fn print(
    options: &Scopes,
    report: &impl Serialize,
    text: impl FnOnce() -> String,
) -> Result<(), ScopesError> {
    write(options.json, report, text).map_err(ScopesError::Print)
}

/// Writes a report to standard output, as JSON or as text.
pub(crate) fn write(
    json: bool,
    report: &impl Serialize,
    text: impl FnOnce() -> String,
) -> std::io::Result<()> {
    let printed = if json {
        serde_json::to_string_pretty(report)? + "\n"
    } else {
        text()
    };
    let mut out = std::io::stdout().lock();
    match out.write_all(printed.as_bytes()).and_then(|()| out.flush()) {
        // The reader closed the pipe, as `head` does.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod sample {
    //! An app with every kind of place.

    use connect_model::Origin;
    use connect_model::forge::manifest::Scope as ForgeScope;
    use connect_model::reasons::{Called, Reasons, Requirement};
    use connect_model::{Method, Product, Scope, ScopeSet};

    use super::check::ForgeScopes;

    pub(super) fn place(line: u32, scope: impl Into<Option<Scope>>, what: &str) -> Requirement {
        Requirement {
            scope: scope.into(),
            what: what.to_owned(),
            operation: None,
            forge: Vec::new(),
            origin: Origin::new("src/votes.rs", line, 9),
        }
    }

    pub(super) fn call(
        line: u32,
        scope: impl Into<Option<Scope>>,
        method: Method,
        path: &str,
    ) -> Requirement {
        Requirement {
            operation: Some(Called {
                product: Product::Jira,
                method,
                path: path.to_owned(),
            }),
            ..place(line, scope, &format!("{method} {path}"))
        }
    }

    /// The scopes of a manifest, one of them used to act as users.
    pub(super) fn on_forge() -> ForgeScopes {
        let scope = |reasons: &[&str], impersonated| ForgeScope {
            reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
            impersonated,
        };
        let call = "PUT /rest/api/3/issue/{issueIdOrKey}";
        ForgeScopes::from([
            (
                "read:app-system-token".to_owned(),
                scope(&["calls of the product as the app"], false),
            ),
            (
                "write:jira-work".to_owned(),
                scope(&[call, "webhook \"jira:issue_created\""], true),
            ),
        ])
    }

    /// Every kind of place; WRITE is needed twice.
    pub(super) fn votes() -> Reasons {
        const ISSUE: &str = "/rest/api/3/issue/{issueIdOrKey}";
        Reasons {
            app: "com.example.votes".to_owned(),
            ceiling: None,
            requirements: vec![
                place(3, Scope::Read, "webhook \"jira:issue_created\""),
                call(14, Scope::Write, Method::Put, ISSUE),
                call(21, Scope::Read, Method::Get, ISSUE),
                place(30, Scope::ActAsUser, "as_user!"),
                place(41, Scope::Write, "scopes![WRITE]"),
                call(
                    52,
                    None,
                    Method::Get,
                    "/rest/atlassian-connect/1/addons/{addonKey}/properties",
                ),
            ],
        }
    }

    /// The same code under a ceiling that is higher than needed.
    pub(super) fn under_admin() -> Reasons {
        Reasons {
            ceiling: Some(ScopeSet::of(&[Scope::Admin, Scope::ActAsUser])),
            ..votes()
        }
    }
}
