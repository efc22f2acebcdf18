//! A REST operation, as much of it as a call needs.

use connect_model::{Method, Product, Scope, ScopeSet};

/// One operation of a product's REST API: what a checked call expands to, as a constant.
///
/// ```
/// use connect_model::{Method, Product, Scope};
/// use connect_client::Operation;
///
/// const PAGE: Operation = Operation::new(
///     Method::Get,
///     Product::Confluence,
///     "/wiki/api/v2/pages/{id}",
///     &[Scope::Read],
/// );
/// assert!(PAGE.needs.covers(Scope::Read));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// Whose API it is in; an application on top of Jira counts as Jira.
    pub product: Product,
    /// The path with `{name}` for each parameter, as the site serves it: Confluence's begin with
    /// `/wiki`.
    pub template: &'static str,
    /// The scopes that the app must have; empty when none.
    pub needs: ScopeSet,
    /// Whether a redirect is its success.
    pub(super) redirects: bool,
}

impl Operation {
    /// The operation with this method at this path.
    #[must_use]
    pub const fn new(
        method: Method,
        product: Product,
        template: &'static str,
        needs: &[Scope],
    ) -> Self {
        Self {
            method,
            product,
            template,
            needs: ScopeSet::of(needs),
            redirects: false,
        }
    }

    /// The same operation, whose success is a redirect: to the task that does the work. It is not
    /// followed, and it is not an error: a [`Response`](super::Response) has the `Location`.
    ///
    /// ```
    /// use connect_model::{Method, Product, Scope};
    /// use connect_client::Operation;
    ///
    /// const DELETE_FIELD: Operation = Operation::new(
    ///     Method::Delete,
    ///     Product::Jira,
    ///     "/rest/api/3/field/{id}",
    ///     &[Scope::Admin],
    /// )
    /// .redirecting();
    /// ```
    #[must_use]
    pub const fn redirecting(self) -> Self {
        Self {
            redirects: true,
            ..self
        }
    }
}
