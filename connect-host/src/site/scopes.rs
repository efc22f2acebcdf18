//! What the app may do on a site.

use connect_model::{Scope, ScopeSet};

use super::state::State;

/// Every scope that the installed descriptor grants, including implied ones, without the
/// withheld ones. It is a plain list: the remaining scopes imply nothing.
pub(crate) fn effective(state: &State) -> ScopeSet {
    granted(state)
        .iter()
        .filter(|scope| !state.withheld.contains(*scope))
        .collect()
}

/// Like [`effective`], but including the withheld scopes.
pub(crate) fn granted(state: &State) -> ScopeSet {
    let Some(installation) = &state.installation else {
        return ScopeSet::EMPTY;
    };
    let named = installation.accepted.descriptor.scopes.iter().flatten();
    let named: ScopeSet = named
        .filter_map(|name| name.parse::<Scope>().ok())
        .collect();
    Scope::ALL
        .into_iter()
        .filter(|scope| named.covers(*scope))
        .collect()
}

/// The missing scope for an operation that needs `scope`, called by the app itself or as a
/// user.
pub(crate) fn missing(scopes: ScopeSet, as_user: bool, scope: Option<Scope>) -> Option<Scope> {
    if as_user && !scopes.contains(Scope::ActAsUser) {
        return Some(Scope::ActAsUser);
    }
    scope.filter(|scope| !scopes.contains(*scope))
}
