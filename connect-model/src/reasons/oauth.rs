//! The OAuth 2.0 scopes that the same app would request on Forge.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Called;
use crate::operation::check_operation;

/// The OAuth 2.0 scopes of a set of operations, all sorted.
///
/// For most operations, classic and granular scopes are documented, either of which is enough. For
/// some, only one kind is documented, or none; those are listed, because neither union covers them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OAuth {
    /// The classic scopes: `read:jira-work`.
    pub classic: BTreeSet<&'static str>,
    /// The granular scopes: `read:issue:jira`.
    pub granular: BTreeSet<&'static str>,
    /// The operations that only have granular scopes.
    pub granular_only: BTreeSet<Called>,
    /// The operations that only have classic scopes.
    pub classic_only: BTreeSet<Called>,
    /// The operations for which no OAuth 2.0 scope is documented.
    pub unknown: BTreeSet<Called>,
}

impl OAuth {
    /// The scopes of these operations.
    #[must_use]
    pub fn of(operations: impl IntoIterator<Item = Called>) -> Self {
        let mut oauth = Self::default();
        for called in operations {
            let operation = check_operation(called.product, called.method, &called.path).ok();
            let classic = operation
                .into_iter()
                .flat_map(|known| known.classic_scopes());
            let granular = operation
                .into_iter()
                .flat_map(|known| known.granular_scopes());
            let (classic, granular): (BTreeSet<_>, BTreeSet<_>) =
                (classic.collect(), granular.collect());
            let lacking = match (classic.is_empty(), granular.is_empty()) {
                (false, false) => None,
                (false, true) => Some(&mut oauth.classic_only),
                (true, false) => Some(&mut oauth.granular_only),
                (true, true) => Some(&mut oauth.unknown),
            };
            if let Some(list) = lacking {
                list.insert(called);
            }
            oauth.classic.extend(classic);
            oauth.granular.extend(granular);
        }
        oauth
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method;
    use crate::product::Product;

    fn called(product: Product, method: Method, path: &str) -> Called {
        Called {
            product,
            method,
            path: path.to_owned(),
        }
    }

    #[test]
    fn the_scopes_of_all_operations_are_collected() {
        let edit = called(
            Product::Jira,
            Method::Put,
            "/rest/api/3/issue/{issueIdOrKey}",
        );
        let read = called(
            Product::Jira,
            Method::Get,
            "/rest/api/3/issue/{issueIdOrKey}",
        );
        let oauth = OAuth::of([edit, read.clone(), read]);
        assert_eq!(
            oauth.classic.iter().copied().collect::<Vec<_>>(),
            ["read:jira-work", "write:jira-work"]
        );
        assert!(oauth.granular.contains("write:issue:jira"), "{oauth:?}");
        assert!(oauth.granular.contains("read:issue-meta:jira"), "{oauth:?}");
        assert!(oauth.unknown.is_empty() && oauth.granular_only.is_empty());
    }

    #[test]
    fn what_has_one_sort_or_none_is_listed() {
        let page = called(Product::Confluence, Method::Get, "/wiki/api/v2/pages/{id}");
        let info = called(Product::Jira, Method::Get, "/rest/api/3/serverInfo");
        let gone = called(Product::Jira, Method::Get, "/rest/api/3/never");
        let oauth = OAuth::of([page.clone(), info.clone(), gone.clone()]);
        assert!(oauth.classic.is_empty());
        assert_eq!(oauth.granular_only, BTreeSet::from([page]));
        assert_eq!(oauth.unknown, BTreeSet::from([info, gone]));
    }
}
