//! Uses of scopes: the compile-time check against those that `app!` grants, and what the linker
//! collects.

use std::borrow::Cow;

use connect_model::{Method, Origin, Scope, ScopeSet, ScopeUse, ScopeUseKind};

use crate::const_str;

/// The maximum length of a message in bytes; the longest path of the REST APIs has fewer than 200.
const MAX_LENGTH: usize = 1024;

/// Fails compilation at the caller unless `app!` grants the scope.
///
/// The message is only built when it is shown, so that expansions don't contain it.
#[track_caller]
pub const fn scope_must_be_granted(granted: ScopeSet, scope: Scope, needed_by: &str) {
    if !granted.covers(scope) {
        not_granted([needed_by, "", ""], scope);
    }
}

/// The same for an operation of a REST API.
#[track_caller]
#[cfg_attr(not(feature = "client"), expect(dead_code))]
pub(crate) const fn operation_must_be_granted(
    granted: ScopeSet,
    scope: Scope,
    method: Method,
    template: &str,
) {
    if !granted.covers(scope) {
        not_granted([method.name(), " ", template], scope);
    }
}

#[track_caller]
#[allow(
    clippy::panic,
    reason = "evaluated by the compiler, which shows it as an error"
)]
const fn not_granted(needed_by: [&str; 3], scope: Scope) -> ! {
    let pieces = message(needed_by, scope);
    let bytes: [u8; MAX_LENGTH] = const_str::concat(&pieces);
    let (message, _) = bytes.split_at(const_str::length(&pieces));
    match core::str::from_utf8(message) {
        Ok(message) => panic!("{}", message),
        Err(_) => panic!("app! does not grant a scope that is needed here"),
    }
}

/// The message of [`connect_model::reasons::not_granted`], in pieces.
const fn message([first, second, third]: [&str; 3], scope: Scope) -> [&str; 8] {
    [
        first,
        second,
        third,
        " needs ",
        scope.name(),
        ", which app! does not grant: add ",
        scope.name(),
        " to its scopes, or leave scopes out to have them inferred",
    ]
}

/// The scope use of acting as a user.
#[must_use]
#[track_caller]
pub const fn impersonation(granted: ScopeSet, origin: Origin) -> ScopeUse {
    scope_must_be_granted(granted, Scope::ActAsUser, "as_user!");
    ScopeUse {
        kind: ScopeUseKind::Impersonation,
        scopes: ScopeSet::of(&[Scope::ActAsUser]),
        origin,
    }
}

/// The scope use of scopes listed by hand; those of Forge are separated by spaces.
#[must_use]
pub const fn by_hand(scopes: &[Scope], forge: &'static str, origin: Origin) -> ScopeUse {
    ScopeUse {
        kind: ScopeUseKind::ByHand {
            forge: Cow::Borrowed(forge),
        },
        scopes: ScopeSet::of(scopes),
        origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_the_build_scripts() {
        let pieces = message(["PUT", " ", "/rest/x"], Scope::Write);
        let build = connect_model::reasons::not_granted("PUT /rest/x", Scope::Write);
        assert_eq!(pieces.concat(), build);
    }

    #[test]
    fn a_scope_that_another_one_implies_is_granted() {
        let granted = ScopeSet::of(&[Scope::Write]);
        scope_must_be_granted(granted, Scope::Read, "a test");
        operation_must_be_granted(granted, Scope::Write, Method::Put, "/rest/x");
    }

    #[test]
    #[should_panic(expected = "scopes![ADMIN] needs ADMIN, which app! does not grant")]
    fn a_scope_that_is_not_granted_is_reported() {
        let granted = ScopeSet::of(&[Scope::Write]);
        scope_must_be_granted(granted, Scope::Admin, "scopes![ADMIN]");
    }
}
