//! The reasons for an app's scopes.

mod change;
mod oauth;

pub use change::Change;
pub use oauth::OAuth;

use serde::{Deserialize, Serialize};

use crate::Origin;
use crate::method::Method;
use crate::product::Product;
use crate::scope::{Scope, ScopeSet};
use crate::scope_use::ScopeUse;

/// A place in the code that needs a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The required scope; `None`, written as `NONE`, for a call that needs none.
    #[serde(with = "crate::scope::or_none")]
    pub scope: Option<Scope>,
    /// What needs it, as named in messages: `webhook "jira:issue_created"`.
    pub what: String,
    /// The operation that is called, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Called>,
    /// The Forge scopes listed beside it by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forge: Vec<String>,
    /// Where it is in the code.
    #[serde(flatten)]
    pub origin: Origin,
}

/// An operation, by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Called {
    /// The operation's product.
    pub product: Product,
    /// The method.
    pub method: Method,
    /// The documented path.
    pub path: String,
}

/// An app's scopes, and each place that needs one of them. The build writes it beside the
/// descriptor, as `scopes.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    /// The app's key.
    pub app: String,
    /// The scopes of `app!`, if it lists any: the most that it grants.
    pub ceiling: Option<ScopeSet>,
    /// The places, in source order.
    pub requirements: Vec<Requirement>,
}

impl Requirement {
    /// Whether both are at the same place: a place can need several scopes, and each is a separate
    /// requirement.
    #[must_use]
    pub fn same_place(&self, other: &Requirement) -> bool {
        self.origin == other.origin && self.what == other.what
    }

    /// The requirements of a scope use: one for each of its scopes.
    pub(crate) fn of_need(need: &ScopeUse) -> impl Iterator<Item = Requirement> + use<'_> {
        let operation = need.kind.operation().map(|(product, method, path)| Called {
            product,
            method,
            path: path.to_owned(),
        });
        need.each_scope().map(move |scope| Requirement {
            scope,
            what: need.to_string(),
            operation: operation.clone(),
            forge: need.forge_scopes().map(str::to_owned).collect(),
            origin: need.origin.clone(),
        })
    }
}

impl Reasons {
    /// The scopes that the descriptor requests: the ceiling, or what is needed.
    #[must_use]
    pub fn scopes(&self) -> ScopeSet {
        self.ceiling.unwrap_or_else(|| self.needed())
    }

    /// The least set of scopes that covers every requirement.
    #[must_use]
    pub fn needed(&self) -> ScopeSet {
        ScopeSet::least(self.requirements.iter().filter_map(|needed| needed.scope))
    }

    /// The scopes in the ceiling that nothing needs.
    pub fn unused(&self) -> impl Iterator<Item = Scope> + use<> {
        let needed = self.needed();
        let ceiling = self.ceiling.unwrap_or_default();
        ceiling.iter().filter(move |scope| !needed.contains(*scope))
    }

    /// The requirements for exactly this scope, in source order; for `None`, those that need no
    /// scope.
    pub fn of_scope(&self, scope: Option<Scope>) -> impl Iterator<Item = &Requirement> {
        self.requirements
            .iter()
            .filter(move |needed| needed.scope == scope)
    }

    /// The scopes that would still be needed without this place and all its requirements.
    ///
    /// ```
    /// use connect_model::Origin;
    /// use connect_model::reasons::{Reasons, Requirement};
    /// use connect_model::{Scope, ScopeSet};
    ///
    /// let at = |line, scope, what: &str| Requirement {
    ///     scope: Some(scope),
    ///     what: what.to_owned(),
    ///     operation: None,
    ///     forge: Vec::new(),
    ///     origin: Origin::new("src/votes.rs", line, 5),
    /// };
    /// let reasons = Reasons {
    ///     app: "com.example.votes".to_owned(),
    ///     ceiling: None,
    ///     requirements: vec![
    ///         at(3, Scope::Read, "webhook \"jira:issue_created\""),
    ///         at(9, Scope::Write, "scopes![WRITE]"),
    ///     ],
    /// };
    /// let write = &reasons.requirements[1];
    /// assert_eq!(reasons.without(write), ScopeSet::of(&[Scope::Read]));
    /// ```
    #[must_use]
    pub fn without(&self, place: &Requirement) -> ScopeSet {
        self.remaining(|needed| !needed.same_place(place))
    }

    /// The scopes that would still be needed without everything that needs exactly this scope.
    #[must_use]
    pub fn without_scope(&self, scope: Scope) -> ScopeSet {
        self.remaining(|needed| {
            !self
                .of_scope(Some(scope))
                .any(|of_scope| of_scope.same_place(needed))
        })
    }

    /// The requirements that these scopes don't cover, in source order.
    pub fn beyond(&self, scopes: ScopeSet) -> impl Iterator<Item = &Requirement> {
        self.requirements
            .iter()
            .filter(move |needed| needed.scope.is_some_and(|scope| !scopes.covers(scope)))
    }

    /// What changes for sites that have installed the app with these scopes.
    #[must_use]
    pub fn change(&self, before: ScopeSet) -> Change {
        Change::between(before, self.scopes())
    }

    /// The OAuth 2.0 scopes of the operations that are called.
    #[must_use]
    pub fn oauth(&self) -> OAuth {
        let called = |needed: &Requirement| needed.operation.clone();
        OAuth::of(self.requirements.iter().filter_map(called))
    }

    fn remaining(&self, stays: impl Fn(&Requirement) -> bool) -> ScopeSet {
        let staying = self.requirements.iter().filter(|needed| stays(needed));
        ScopeSet::least(staying.filter_map(|needed| needed.scope))
    }
}

/// The error for something that needs a scope that `app!` does not grant, with the two ways to fix
/// it.
#[must_use]
pub fn not_granted(what: &str, scope: Scope) -> String {
    format!(
        "{what} needs {scope}, which app! does not grant: add {scope} to its scopes, or leave \
         scopes out to have them inferred"
    )
}

/// The same for one product's descriptor, which only gets those scopes of `app!` that the product
/// has.
pub(crate) fn not_granted_in(product: Product, what: &str, scope: Scope) -> String {
    format!(
        "{what} needs {scope}, which no scope of app! that {product} has grants: add {scope} to \
         its scopes, or leave scopes out to have them inferred"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, scope: impl Into<Option<Scope>>) -> Requirement {
        let scope = scope.into();
        Requirement {
            scope,
            what: scope.map_or_else(|| "GET /".to_owned(), |scope| format!("scopes![{scope}]")),
            operation: None,
            forge: Vec::new(),
            origin: Origin::new("src/votes.rs", line, 5),
        }
    }

    fn reasons(requirements: Vec<Requirement>) -> Reasons {
        Reasons {
            app: "com.example.votes".to_owned(),
            ceiling: None,
            requirements,
        }
    }

    #[test]
    fn a_place_that_alone_needs_a_scope_lowers_the_set() {
        let write = at(2, Scope::Write);
        let user = at(3, Scope::ActAsUser);
        let reasons = reasons(vec![at(1, Scope::Read), write.clone(), user.clone()]);
        assert_eq!(reasons.without(&write).to_string(), "READ, ACT_AS_USER");
        assert_eq!(reasons.without(&user).to_string(), "WRITE");
        assert_eq!(reasons.without(&at(1, Scope::Read)), reasons.needed());
    }

    #[test]
    fn of_two_places_that_need_a_scope_neither_lowers_the_set() {
        let (first, second) = (at(2, Scope::Write), at(9, Scope::Write));
        let reasons = reasons(vec![first.clone(), second.clone(), at(1, None)]);
        assert_eq!(reasons.without(&first), reasons.needed());
        assert_eq!(reasons.without(&second), reasons.needed());
        assert_eq!(reasons.without_scope(Scope::Write), ScopeSet::EMPTY);
        assert_eq!(reasons.of_scope(Some(Scope::Write)).count(), 2);
        assert_eq!(reasons.of_scope(None).count(), 1);
    }

    #[test]
    fn a_place_goes_with_all_that_it_needs() {
        let both = |scope| Requirement {
            what: "scopes![DELETE, ACT_AS_USER]".to_owned(),
            ..at(4, scope)
        };
        let reasons = reasons(vec![
            both(Scope::Delete),
            both(Scope::ActAsUser),
            at(7, Scope::Read),
        ]);
        let read = ScopeSet::of(&[Scope::Read]);
        assert_eq!(reasons.without(&both(Scope::Delete)), read);
        assert_eq!(reasons.without_scope(Scope::ActAsUser), read);
    }

    #[test]
    fn beyond_is_what_the_lattice_does_not_cover() {
        let reasons = reasons(vec![at(1, Scope::Read), at(2, Scope::Admin)]);
        let beyond: Vec<_> = reasons.beyond(ScopeSet::of(&[Scope::Write])).collect();
        assert_eq!(beyond, [&at(2, Scope::Admin)]);
    }

    #[test]
    fn the_ceiling_is_what_is_compared() {
        let raised = Reasons {
            ceiling: Some(ScopeSet::of(&[Scope::Admin])),
            ..reasons(vec![at(1, Scope::Read)])
        };
        assert!(raised.change(ScopeSet::of(&[Scope::Read])).needs_approval());
        assert_eq!(raised.unused().collect::<Vec<_>>(), [Scope::Admin]);
    }
}
