//! What the app may do on this site.

use connect_model::{Scope, ScopeSet};

use crate::host::{Host, State};

/// Every scope that the installed descriptor grants, those that follow from others included, less
/// what is withheld. It is a plain list: nothing follows from what is left.
pub(super) fn effective(state: &State) -> ScopeSet {
    granted(state)
        .iter()
        .filter(|scope| !state.rest.withheld.contains(*scope))
        .collect()
}

/// As [`effective`], whatever is withheld.
pub(super) fn granted(state: &State) -> ScopeSet {
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

impl Host {
    /// Refuses, from now on, exactly what needs this scope, as if the app did not have it. What
    /// needs another scope is let in, even where that one implies this one: without `READ` an app
    /// with `WRITE` can still write.
    ///
    /// Without `ACT_AS_USER` no user's token is given, and those that were given no longer count.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// host.withhold(connect_host::Scope::Delete);
    /// // … what does the app do now?
    /// host.restore();
    /// # }
    /// ```
    pub fn withhold(&self, scope: Scope) {
        let withheld = &mut self.state().rest.withheld;
        *withheld = withheld.with(scope).without(Scope::None);
    }

    /// Grants again what was withheld.
    pub fn restore(&self) {
        self.state().rest.withheld = ScopeSet::EMPTY;
    }

    /// What is withheld now.
    #[must_use]
    pub fn withheld(&self) -> ScopeSet {
        self.state().rest.withheld
    }
}
