//! The proof that an app has the scopes that it needs, and none of them in vain.

use connect_model::{Scope, ScopeSet};

use super::call::RestCall;
use super::credential::Caller;
use super::matrix::Matrix;
use super::scopes::{effective, granted};
use crate::error::HostError;
use crate::host::Host;

/// Drives an app once with all its scopes, and once more for each scope with that one
/// [withheld](Host::withhold), and says which calls were let in and which refused.
///
/// `drive` does with the app whatever makes it call the product: opens its pages, fires its
/// webhooks. It must do the same each time, and must not stop where the app answers with an error:
/// the app's errors are what the runs after the first are about. An error of the host's own ends
/// the proof.
///
/// Each run begins alike: the app is installed anew, which rotates the secret and makes it drop its
/// users' tokens; answers and properties are what they were when the proof began; the list of calls
/// is empty. What the app keeps for itself the host can't put back.
///
/// What is withheld is each scope that a call of the first run needed, or that the descriptor
/// names.
///
/// ```no_run
/// # async fn f(host: connect_host::Host) -> Result<(), Box<dyn std::error::Error>> {
/// let matrix = connect_host::proof(&host, async |host| {
///     host.open("votes").with("issue.key", "DEMO-1").await?;
///     host.fire("jira:issue_created").await?;
///     Ok(())
/// })
/// .await?;
/// println!("{matrix}");
/// matrix.exact()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Those of [`Host::reinstall`] and those that `drive` returns.
pub async fn proof(
    host: &Host,
    drive: impl AsyncFn(&Host) -> Result<(), HostError>,
) -> Result<Matrix, HostError> {
    let (answers, memory) = {
        let state = host.state();
        (state.rest.answers.clone(), state.rest.memory.clone())
    };
    let begin = || {
        let mut state = host.state();
        state.rest.answers = answers.clone();
        state.rest.memory = memory.clone();
        state.rest.withheld = ScopeSet::EMPTY;
    };
    let run = async |withheld: Option<Scope>| {
        begin();
        host.reinstall().await?;
        host.clear_rest_calls();
        if let Some(scope) = withheld {
            host.withhold(scope);
        }
        // The scope stays withheld for the judgement on what was not reached.
        let driven = drive(host).await.inspect_err(|_| host.restore());
        driven.map(|()| host.rest_calls())
    };

    let mut matrix = Matrix::default();
    let first = run(None).await?;
    matrix.add(None, &first, &[]);
    let needed = first
        .iter()
        .fold(ScopeSet::EMPTY, |all, call| all.union(call.needs()));
    for scope in needed.union(named(host)).iter() {
        let calls = run(Some(scope)).await?;
        let unreached: Vec<_> = first
            .iter()
            .map(|call| (call.clone(), judged(host, call)))
            .collect();
        matrix.add(Some(scope), &calls, &unreached);
    }
    begin();
    host.clear_rest_calls();
    Ok(matrix)
}

/// What a call of the first run lacks now: what is asked of each request, asked of its record.
fn judged(host: &Host, call: &RestCall) -> Option<Scope> {
    let caller = Caller {
        user: call.user.clone(),
        scopes: effective(&host.state()),
    };
    caller.lacks(call.scope.unwrap_or(Scope::None))
}

/// What the descriptor names, without what follows from it.
fn named(host: &Host) -> ScopeSet {
    ScopeSet::least(granted(&host.state()).iter())
}
