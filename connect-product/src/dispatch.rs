//! Finding the function for an operation.

use std::collections::HashMap;
use std::sync::LazyLock;

use connect_model::operation::Operation;
use connect_model::{HostProduct, Method};

use crate::operations::{Answered, Function};
use crate::{confluence, jira, property};

/// The function for this operation, if there is one.
pub(crate) fn function(product: HostProduct, operation: &Operation) -> Option<Function> {
    static JIRA: LazyLock<Table> = LazyLock::new(|| table(&tables(HostProduct::Jira)));
    static CONFLUENCE: LazyLock<Table> = LazyLock::new(|| table(&tables(HostProduct::Confluence)));
    let table = match product {
        HostProduct::Jira => &*JIRA,
        HostProduct::Confluence => &*CONFLUENCE,
    };
    let path = operation.path();
    let newer = path
        .strip_prefix("/rest/api/2/")
        .map(|rest| format!("/rest/api/3/{rest}"));
    let path = newer.as_deref().unwrap_or(path);
    let found = table.get(&(operation.method(), path)).copied();
    let found = found.or_else(|| match product {
        HostProduct::Jira => None,
        HostProduct::Confluence => confluence::function(operation),
    });
    found.or_else(|| property::function(operation))
}

type Table = HashMap<(Method, &'static str), Function>;

fn table(tables: &[&[Answered]]) -> Table {
    let rows = tables.iter().copied().flatten();
    rows.map(|(method, path, function)| ((*method, *path), *function))
        .collect()
}

fn tables(product: HostProduct) -> Vec<&'static [Answered]> {
    match product {
        HostProduct::Jira => jira::OPERATIONS.to_vec(),
        HostProduct::Confluence => confluence::OPERATIONS.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use connect_model::operation::check_operation;

    use super::*;

    #[test]
    fn each_row_is_an_operation_that_the_product_documents() {
        let mut seen = std::collections::BTreeSet::new();
        for product in HostProduct::ALL {
            for (method, path, _) in tables(product).into_iter().flatten() {
                let found = check_operation(product.into(), *method, path);
                assert!(found.is_ok(), "{method} {path}: {found:?}");
                assert!(
                    seen.insert((product.name(), *method, *path)),
                    "{method} {path} twice"
                );
            }
        }
    }
}
