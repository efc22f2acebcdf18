//! The expansion of `jira!`, `confluence!` and `as_user!`.

mod client;
mod value;

use connect_model::{Method, Origin, Product, Scope, ScopeSet, ScopeUse, ScopeUseKind};
use serde::Serialize;

pub use self::client::{Account, ActsAsUser, ConfluenceClient, JiraClient};
pub use self::value::{
    boolean, booleans, header, integer, integers, one, path_value, text, values, word, words,
};
use crate::client::{AnyAnswer, Call, NoList, Operation};
use crate::scope_use::operation_must_be_granted;

/// A checked call in the code: the operation and the scope that it needs. An expansion keeps it in
/// a static, so that it is checked against the scopes of `app!` at compile time.
#[derive(Debug)]
pub struct CallSite {
    operation: Operation,
    /// The scope use, collected by the linker.
    pub scope_use: ScopeUse,
}

impl CallSite {
    /// A call of an operation. Panics unless `app!` grants the scope; rustc reports that at the
    /// path.
    #[must_use]
    #[track_caller]
    pub const fn new(
        granted: ScopeSet,
        product: Product,
        method: Method,
        template: &'static str,
        scope: Option<Scope>,
        origin: Origin,
    ) -> Self {
        let operation = match scope {
            Some(scope) => {
                operation_must_be_granted(granted, scope, method, template);
                Operation::new(method, product, template, &[scope])
            }
            None => Operation::new(method, product, template, &[]),
        };
        Self {
            operation,
            scope_use: ScopeUse {
                kind: ScopeUseKind::call(product, method, template),
                scopes: operation.needs,
                origin,
            },
        }
    }

    /// The same call, whose success response redirects to the task that does the work.
    #[must_use]
    pub const fn redirecting(mut self) -> Self {
        self.operation = self.operation.redirecting();
        self
    }
}

/// `jira!`
pub fn jira<C: JiraClient + ?Sized, T>(client: &C, site: &'static CallSite) -> Call<T> {
    client.jira_client().call(&site.operation)
}

/// `confluence!`
pub fn confluence<C: ConfluenceClient + ?Sized, T>(client: &C, site: &'static CallSite) -> Call<T> {
    client.confluence_client().call(&site.operation)
}

/// Maps the integer literal's type in [`no_list`] to a response type.
pub trait Stands<A> {}

impl Stands<AnyAnswer> for u8 {}

/// What an untyped integer literal becomes unless inference asks for something else.
impl Stands<NoList> for i32 {}

/// The same call, for an operation that does not return a list. The second argument is `0`, from which
/// rustc infers `A`: [`AnyAnswer`] where the context demands it, as `-> Call<Value>` does, and otherwise
/// the type that `i32` stands for. A type parameter alone would have to be written at each such place.
pub fn no_list<T, A, N: Stands<A>>(call: Call<T>, _stands: N) -> Call<T, A> {
    call.answering()
}

/// `as_user!`
pub fn as_user<Same, C: ActsAsUser<Same> + ?Sized, A: Account + ?Sized>(
    client: &C,
    account: &A,
    scopes: Option<ScopeSet>,
    _scope_use: &'static ScopeUse,
) -> Same {
    client.acting(account.account_id(), scopes)
}

/// `json_patch = …`
pub fn json_patch<T, A, B: Serialize + ?Sized>(call: Call<T, A>, body: &B) -> Call<T, A> {
    match serde_json::to_vec(body) {
        Ok(bytes) => call.bytes("application/json-patch+json", bytes),
        // Fails the same way, and stores the error until the call is sent.
        Err(_) => call.json(body),
    }
}
