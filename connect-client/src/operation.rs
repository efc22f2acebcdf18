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

    /// The build asks for what is in the model's table, which must be what is called.
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
