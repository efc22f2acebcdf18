//! What `jira!`, `confluence!`, `as_user!` and `scopes!` expand to.

#[cfg(feature = "client")]
mod call;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod value;

use connect_model::{Origin, Scope, ScopeSet, ScopeUse, ScopeUseKind};

#[cfg(feature = "client")]
pub use self::call::{CallSite, as_user, confluence, jira, json_patch};
#[cfg(feature = "client")]
pub use self::value::{
    boolean, booleans, header, integer, integers, one, path_value, text, values, word, words,
};

/// Stops the compiler, at the caller, where a scope is not granted.
#[track_caller]
pub const fn within(granted: ScopeSet, scope: Scope, beyond: &'static str) {
    covered(granted, ScopeSet::of(&[scope]), beyond);
}

#[track_caller]
#[allow(
    clippy::panic,
    reason = "it runs in the compiler, which shows it as an error"
)]
const fn covered(granted: ScopeSet, needed: ScopeSet, beyond: &'static str) {
    if !granted.covers_all(needed) {
        panic!("{}", beyond);
    }
}

/// What acting as a user needs.
#[must_use]
#[track_caller]
pub const fn impersonation(granted: ScopeSet, beyond: &'static str, origin: Origin) -> ScopeUse {
    within(granted, Scope::ActAsUser, beyond);
    ScopeUse {
        kind: ScopeUseKind::Impersonation,
        scopes: ScopeSet::of(&[Scope::ActAsUser]),
        origin,
    }
}

/// What scopes that are named by hand need.
#[must_use]
pub const fn by_hand(scopes: &[Scope], origin: Origin) -> ScopeUse {
    ScopeUse {
        kind: ScopeUseKind::ByHand,
        scopes: ScopeSet::of(scopes),
        origin,
    }
}
