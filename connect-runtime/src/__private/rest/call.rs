//! What `jira!`, `confluence!` and `as_user!` expand to.

use connect_model::{Method, Origin, Product, Scope, ScopeSet, ScopeUse, ScopeUseKind};
use serde::Serialize;

use super::client::{Account, ActsAsUser, ConfluenceClient, JiraClient};
use super::covered;
use crate::client::{Call, Operation};

/// One checked call in the code: what is called, and what it needs. An expansion keeps one in a
/// static, so that it is made, and checked against the app's ceiling, while compiling.
#[derive(Debug)]
pub struct CallSite {
    operation: Operation,
    /// What the linker collects.
    pub need: ScopeUse,
}

impl CallSite {
    /// A call that the app may make, or the panic that rustc shows at the path.
    #[must_use]
    #[track_caller]
    pub const fn new(granted: ScopeSet, call: Called, needs: Needs, origin: Origin) -> Self {
        let (product, method, template) = call;
        let operation = Operation::new(method, product, template, needs.0);
        Self::of(granted, operation, needs, origin)
    }

    /// A call whose success is a redirect to the task that does the work.
    #[must_use]
    #[track_caller]
    pub const fn redirecting(
        granted: ScopeSet,
        call: Called,
        needs: Needs,
        origin: Origin,
    ) -> Self {
        let (product, method, template) = call;
        let operation = Operation::new(method, product, template, needs.0).redirecting();
        Self::of(granted, operation, needs, origin)
    }

    #[track_caller]
    const fn of(granted: ScopeSet, operation: Operation, needs: Needs, origin: Origin) -> Self {
        covered(granted, operation.needs, needs.1);
        Self {
            operation,
            need: ScopeUse {
                kind: ScopeUseKind::call(operation.product, operation.method, operation.template),
                scopes: operation.needs,
                origin,
            },
        }
    }
}

/// What is called.
type Called = (Product, Method, &'static str);

/// The scopes that it needs, and what the compiler says where they are not granted.
type Needs = (&'static [Scope], &'static str);

/// `jira!`
pub fn jira<C: JiraClient + ?Sized, T>(client: &C, site: &'static CallSite) -> Call<T> {
    client.jira_client().call(&site.operation)
}

/// `confluence!`
pub fn confluence<C: ConfluenceClient + ?Sized, T>(client: &C, site: &'static CallSite) -> Call<T> {
    client.confluence_client().call(&site.operation)
}

/// `as_user!`
pub fn as_user<Same, C: ActsAsUser<Same> + ?Sized, A: Account + ?Sized>(
    client: &C,
    account: &A,
    scopes: Option<ScopeSet>,
    _need: &'static ScopeUse,
) -> Same {
    client.acting(account.account_id(), scopes)
}

/// `json_patch = …`
pub fn json_patch<T, B: Serialize + ?Sized>(call: Call<T>, body: &B) -> Call<T> {
    match serde_json::to_vec(body) {
        Ok(bytes) => call.bytes("application/json-patch+json", bytes),
        // The same fault again, kept until the call is sent.
        Err(_) => call.json(body),
    }
}
