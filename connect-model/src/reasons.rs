//! Why an app asks for the scopes that it asks for.

use serde::{Deserialize, Serialize};

use crate::declaration::Origin;
use crate::method::Method;
use crate::need::Need;
use crate::product::Product;
use crate::scope::{Scope, ScopeSet};

/// Something in the code that needs a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The scope that is needed; [`Scope::None`] for a call that needs none.
    pub scope: Scope,
    /// What needs it, as a message says it: `webhook "jira:issue_created"`.
    pub what: String,
    /// The operation that is called, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Called>,
    /// Where it is written.
    #[serde(flatten)]
    pub origin: Origin,
}

/// An operation by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Called {
    /// Whose operation it is.
    pub product: Product,
    /// The method.
    pub method: Method,
    /// The path as it is documented.
    pub path: String,
}

/// The scopes of one app, and each place that needs one of them. The build writes it beside the
/// descriptor, as `scopes.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    /// The app's key.
    pub app: String,
    /// What `app!` grants at most, if it says so.
    pub ceiling: Option<ScopeSet>,
    /// The places, in source order.
    pub requirements: Vec<Requirement>,
}

impl Requirement {
    /// What a need asks for: one requirement for each of its scopes.
    pub(crate) fn of_need(need: &Need) -> impl Iterator<Item = Requirement> + use<'_> {
        let operation = need.of.operation().map(|(product, method, path)| Called {
            product,
            method,
            path: path.to_owned(),
        });
        need.each_scope().map(move |scope| Requirement {
            scope,
            what: need.to_string(),
            operation: operation.clone(),
            origin: need.origin.clone(),
        })
    }
}

impl Reasons {
    /// The scopes that the descriptor asks for: the ceiling, or what is needed.
    #[must_use]
    pub fn scopes(&self) -> ScopeSet {
        self.ceiling.unwrap_or_else(|| self.needed())
    }

    /// The least set of scopes that covers every requirement.
    #[must_use]
    pub fn needed(&self) -> ScopeSet {
        ScopeSet::least(self.requirements.iter().map(|needed| needed.scope))
    }

    /// The scopes of the ceiling that nothing needs.
    pub fn unused(&self) -> impl Iterator<Item = Scope> + use<> {
        let needed = self.needed();
        let ceiling = self.ceiling.unwrap_or_default();
        ceiling.iter().filter(move |scope| !needed.contains(*scope))
    }
}
