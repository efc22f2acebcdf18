//! Rules about what the app requests, and what it calls.

use connect_model::reasons::Called;
use connect_model::{Scope, ScopeSet, check_operation};

use super::ledger::{Ledger, Place};
use super::project::Project;
use super::rule::Rule;

/// The most powerful scopes: the app can do everything an administrator can, or act in a user's name.
const POWERFUL: [Scope; 2] = [Scope::Admin, Scope::ActAsUser];

/// What the app requested at the last release.
#[derive(Debug)]
pub(crate) struct Release {
    /// The revision's name on the command line.
    pub(crate) name: String,
    pub(crate) scopes: ScopeSet,
}

pub(super) fn judge(project: &Project, release: Option<&Release>, ledger: &mut Ledger) {
    let reasons = &project.reasons;
    let mut unused = reasons.unused().peekable();
    if unused.peek().is_none() {
        ledger.judge(Rule::LeastPrivilege);
    }
    for scope in unused {
        ledger.find(
            Rule::LeastPrivilege,
            None,
            format!("`app!` grants {scope}, which nothing in the code needs"),
        );
    }
    let asked = reasons.scopes();
    for scope in POWERFUL {
        if asked.contains(scope) {
            for place in reasons.of_scope(Some(scope)) {
                let at = Some(Place::from(&place.origin));
                let message = format!("{scope} is needed for {}", place.what);
                ledger.find(Rule::PowerfulScopes, at, message);
            }
        } else {
            ledger.judge(Rule::PowerfulScopes);
        }
    }
    for requirement in &reasons.requirements {
        if let Some(called) = &requirement.operation {
            operation(called, Place::from(&requirement.origin), ledger);
        }
    }
    match release {
        Some(release) => since(project, release, ledger),
        None => ledger.not_judged(
            Rule::ScopesSinceRelease,
            "name the revision of the last release with --since",
        ),
    }
}

fn operation(called: &Called, place: Place, ledger: &mut Ledger) {
    // The build has already refused unknown ones.
    let Ok(operation) = check_operation(called.product, called.method, &called.path) else {
        return;
    };
    let passes = !operation.deprecated();
    ledger.expect(Rule::DeprecatedOperations, Some(place), passes, || {
        let instead = operation.replacement();
        let instead = instead.map_or(String::new(), |path| format!("; {path} replaces it"));
        format!("{} {} is deprecated{instead}", called.method, called.path)
    });
}

fn since(project: &Project, release: &Release, ledger: &mut Ledger) {
    let change = project.reasons.change(release.scopes);
    if !change.needs_approval() {
        return ledger.judge(Rule::ScopesSinceRelease);
    }
    ledger.find(
        Rule::ScopesSinceRelease,
        None,
        format!(
            "the app asks for {} more than at {}, which an administrator of each site must approve",
            change.added, release.name
        ),
    );
}

#[cfg(test)]
mod tests {
    use connect_model::declaration::Emitted;
    use connect_model::scope_use::{ScopeUse, ScopeUseKind};
    use connect_model::{Method, Origin, Product};

    use super::super::files::Files;
    use super::super::project::tests::good_app;
    use super::*;

    fn project(scopes: Option<&[&str]>, needs: Vec<ScopeUse>) -> Project {
        let mut app = good_app();
        if let Some(scopes) = scopes {
            app["scopes"] = scopes.iter().copied().collect();
        }
        let emitted = Emitted {
            app: app.to_string(),
            needs,
            ..Emitted::default()
        };
        Project::new("votes", emitted, Files::default()).unwrap()
    }

    fn need(kind: ScopeUseKind, scope: Scope) -> ScopeUse {
        ScopeUse {
            kind,
            scopes: ScopeSet::of(&[scope]),
            origin: Origin::new("src/main.rs", 4, 1),
        }
    }

    fn found(project: &Project, release: Option<&Release>, rule: Rule) -> usize {
        let mut ledger = Ledger::default();
        judge(project, release, &mut ledger);
        ledger.outcome(rule).findings.len()
    }

    fn by_hand() -> ScopeUseKind {
        ScopeUseKind::ByHand { forge: "".into() }
    }

    #[test]
    fn a_scope_that_nothing_needs_is_found() {
        let needed = || vec![need(by_hand(), Scope::Write)];
        let rule = Rule::LeastPrivilege;
        assert_eq!(found(&project(Some(&["WRITE"]), needed()), None, rule), 0);
        assert_eq!(found(&project(None, needed()), None, rule), 0);
        assert_eq!(
            found(
                &project(Some(&["WRITE", "ACT_AS_USER"]), needed()),
                None,
                rule
            ),
            1
        );
    }

    #[test]
    fn each_place_that_needs_a_powerful_scope_is_listed() {
        let act = vec![need(ScopeUseKind::Impersonation, Scope::ActAsUser)];
        assert_eq!(found(&project(None, act), None, Rule::PowerfulScopes), 1);
        let write = vec![need(by_hand(), Scope::Write)];
        assert_eq!(found(&project(None, write), None, Rule::PowerfulScopes), 0);
    }

    #[test]
    fn a_deprecated_operation_is_found() {
        let of = |deprecated: bool| {
            let operation = connect_model::operation::operations().iter().find(|one| {
                one.deprecated() == deprecated && matches!(one.check_access(), Ok(Some(_)))
            });
            let operation = operation.unwrap();
            let scope = operation.check_access().unwrap().unwrap();
            let kind =
                ScopeUseKind::call(operation.product(), operation.method(), operation.path());
            found(
                &project(None, vec![need(kind, scope)]),
                None,
                Rule::DeprecatedOperations,
            )
        };
        assert_eq!((of(true), of(false)), (1, 0));
        // The tables contain both kinds for both.
        assert!(check_operation(Product::Jira, Method::Get, "/rest/api/3/myself").is_ok());
    }

    #[test]
    fn more_than_at_the_release_is_found() {
        let rule = Rule::ScopesSinceRelease;
        let write = project(None, vec![need(by_hand(), Scope::Write)]);
        let release = |scope| Release {
            name: "v1".to_owned(),
            scopes: ScopeSet::of(&[scope]),
        };
        assert_eq!(found(&write, Some(&release(Scope::Read)), rule), 1);
        assert_eq!(found(&write, Some(&release(Scope::Admin)), rule), 0);
        assert_eq!(found(&write, None, rule), 0);
    }
}
