//! The products that an app is for, judging by its modules.

use connect_model::declaration::Declaration;
use connect_model::{Product, location, module_kind};

/// The products of the modules that only one product can have.
pub(super) fn of(declarations: &[Declaration]) -> Vec<Product> {
    let mut hosts: Vec<Product> = declarations.iter().filter_map(host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

fn host(declaration: &Declaration) -> Option<Product> {
    let kind = module_kind(&declaration.kind)?;
    only(kind.products.iter().copied()).or_else(|| {
        let properties: serde_json::Value = serde_json::from_str(&declaration.properties).ok()?;
        let mut name = properties.get("location")?.as_str()?;
        loop {
            let rows = location(name);
            if !rows.is_empty() {
                return only(rows.iter().map(|row| row.product));
            }
            // What follows a slash may be a web section of the app.
            name = name.rsplit_once('/')?.0;
        }
    })
}

/// The only host among some products, if there is just one. Bitbucket has no such pages.
fn only(products: impl Iterator<Item = Product>) -> Option<Product> {
    let mut hosts = products
        .map(Product::host)
        .filter(|host| *host != Product::Bitbucket);
    let first = hosts.next()?;
    (first != Product::Common && hosts.all(|host| host == first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use connect_model::Origin;

    #[test]
    fn modules_show_their_product_by_kind_or_by_location() {
        let module = |kind, properties| {
            Declaration::module(kind, "k", properties, None, Origin::new("a", 1, 1))
        };
        let panel = |location| module("webPanels", location);
        for (declaration, expected) in [
            (module("jiraIssueGlances", "{}"), vec![Product::Jira]),
            (
                module("dynamicContentMacros", "{}"),
                vec![Product::Confluence],
            ),
            (
                panel(r#"{"location":"atl.jira.view.issue.right.context"}"#),
                vec![Product::Jira],
            ),
            (
                panel(r#"{"location":"atl.editor"}"#),
                vec![Product::Confluence],
            ),
            (panel(r#"{"location":"nowhere"}"#), vec![]),
            (panel(""), vec![]),
        ] {
            assert_eq!(
                of(std::slice::from_ref(&declaration)),
                expected,
                "{declaration:?}"
            );
        }
    }
}
