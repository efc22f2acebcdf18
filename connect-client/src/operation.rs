//! The part of a REST operation that a call needs.

use connect_model::{Method, Product, Scope, ScopeSet};

/// An operation of a product's REST API: a constant in the expansion of a checked call.
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
    /// The product whose API it is in; an application on top of Jira counts as Jira.
    pub product: Product,
    /// The path with `{name}` for each parameter, as the site serves it: Confluence's start with
    /// `/wiki`.
    pub template: &'static str,
    /// The scopes that the app must have; empty if none are needed.
    pub needs: ScopeSet,
    /// Whether its success response is a redirect.
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

    /// The same operation, whose success response is a redirect to the task that does the work. It
    /// is neither followed nor an error: a [`Response`](super::Response) has the `Location`.
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

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use connect_model::client_method::client_methods;
    use connect_model::operation::check_operation;

    use super::*;

    /// A path without the names of its parameters.
    fn shape(path: &str) -> String {
        let mut pieces = path.split(['{', '}']).step_by(2);
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |shape, piece| shape + "{}" + piece)
    }

    /// The build requests scopes for what is in the model's table, which must match what is called.
    pub(crate) fn are_in_the_models_table<'a>(
        of: (&str, &str),
        operations: impl IntoIterator<Item = &'a Operation>,
    ) {
        let ours = operations.into_iter().map(|one| {
            let path = shape(one.template);
            (one.product.name(), one.method, path, one.needs.to_string())
        });
        let row = client_methods().iter().find(|row| row.of == Some(of));
        let row = row.unwrap_or_else(|| panic!("{of:?} is not in the table"));
        let theirs = row.operations.iter().map(|(method, path)| {
            let known = check_operation(row.product, *method, path).unwrap();
            let needs: ScopeSet = known.check_access().unwrap().into_iter().collect();
            (row.product.name(), *method, shape(path), needs.to_string())
        });
        assert_eq!(
            ours.collect::<BTreeSet<_>>(),
            theirs.collect::<BTreeSet<_>>(),
            "{of:?}"
        );
    }
}
