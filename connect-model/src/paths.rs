//! The files and paths that the build, the running app and a host must agree on.

use crate::product::Product;

/// The path of a lifecycle callback, relative to the base URL.
#[must_use]
pub fn lifecycle_path(event: &str) -> String {
    format!("/lifecycle/{event}")
}

/// The file name of a descriptor written by the build: `descriptor.json`, and
/// `descriptor.jira.json` for that of one product.
#[must_use]
pub fn descriptor_file(product: Option<Product>) -> String {
    product.map_or_else(
        || "descriptor.json".to_owned(),
        |product| format!("descriptor.{}.json", product.name()),
    )
}

/// The path at which hosts read a descriptor, relative to the base URL: `/atlassian-connect.json`,
/// and `/jira/atlassian-connect.json` for that of one product.
#[must_use]
pub fn descriptor_path(product: Option<Product>) -> String {
    product.map_or_else(
        || "/atlassian-connect.json".to_owned(),
        |product| format!("/{}/atlassian-connect.json", product.name()),
    )
}
