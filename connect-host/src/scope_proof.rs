//! The proof that an app has the scopes that it needs, and no others.

mod matrix;

use connect_model::{Scope, ScopeSet};

pub use self::matrix::{Cell, Mismatch, Row, ScopeMatrix};
use crate::error::HostError;
use crate::host::Host;
use crate::rest::RestCall;
use crate::site::scopes::{effective, granted, missing};

/// Drives an app once with all its scopes, and once more for each scope with that one
/// [withheld](Host::withhold), and returns which calls were accepted and which refused.
///
/// `drive` does whatever makes the app call the product: it opens pages and fires webhooks. It must
/// do the same each time, and must not stop when the app responds with an error: the runs after the
/// first are about the app's errors. An error of the host itself ends the proof.
///
/// Each run starts in the same state: the app is installed again, which rotates the secret and makes
/// it drop its users' tokens; answers and properties are as they were when the proof started; the
/// list of calls is empty. The host can't restore what the app itself has stored.
///
/// Every scope is withheld that a call of the first run needed, or that the descriptor names.
///
/// ```no_run
/// # async fn f(host: connect_host::Host) -> Result<(), Box<dyn std::error::Error>> {
/// let matrix = connect_host::scope_proof::prove(&host, async |host| {
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
/// Those of [`Host::reinstall`] and those that `drive` returns; [`HostError::NotOnForge`] on Forge, whose
/// scopes are not Connect's.
pub async fn prove(
    host: &Host,
    drive: impl AsyncFn(&Host) -> Result<(), HostError>,
) -> Result<ScopeMatrix, HostError> {
    let rest = host.rest_api();
    let other = "a manifest has other scopes, which `Host::withhold_on_forge` withholds";
    rest.site.of_connect("prove the app's scopes", other)?;
    let snapshot = rest.snapshot();
    let run = async |withheld: Option<Scope>| {
        rest.restore(&snapshot);
        host.reinstall().await?;
        host.clear_rest_calls();
        if let Some(scope) = withheld {
            host.withhold(scope);
        }
        // The scope stays withheld while the calls that were not reached are judged.
        let driven = drive(host).await.inspect_err(|_| host.restore());
        driven.map(|()| host.rest_calls())
    };

    let mut matrix = ScopeMatrix::default();
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
    rest.restore(&snapshot);
    host.clear_rest_calls();
    Ok(matrix)
}

/// The scope that a call of the first run would lack now.
fn judged(host: &Host, call: &RestCall) -> Option<Scope> {
    let scopes = effective(&host.rest_api().site.state());
    missing(scopes, call.user.is_some(), call.scope)
}

/// The scopes that the descriptor names, without implied ones.
fn named(host: &Host) -> ScopeSet {
    ScopeSet::least(granted(&host.rest_api().site.state()).iter())
}
