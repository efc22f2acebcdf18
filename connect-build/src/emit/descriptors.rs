//! The descriptors as files: one, or one for each product.

use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::Product;
use connect_model::app_field::{DESCRIPTORS, PER_PRODUCT};
use connect_model::assemble::Assembled;
use connect_model::paths::descriptor_file;
use serde_json::Value;

/// The path and content of each file.
pub(super) fn files(assembled: &Assembled, folder: &Path) -> Vec<(PathBuf, String)> {
    assembled
        .descriptors()
        .map(|(product, descriptor)| {
            let path = folder.join(descriptor_file(product));
            (path, descriptor.to_json_pretty())
        })
        .collect()
}

/// Removes what an earlier build wrote when `app!` requested other files, so that no stale descriptor
/// remains.
pub(super) fn remove_stale(assembled: &Assembled, folder: &Path) {
    let products = Product::ALL.into_iter().map(Some);
    for product in std::iter::once(None).chain(products) {
        if assembled
            .descriptors()
            .all(|(written, _)| written != product)
        {
            // Usually there is no such file.
            let _ = std::fs::remove_file(folder.join(descriptor_file(product)));
        }
    }
}

/// A warning if one descriptor per product is requested and there is nothing to divide.
pub(super) fn needless_division(
    app: &str,
    assembled: &Assembled,
    place: &Origin,
) -> Option<String> {
    let app: Value = serde_json::from_str(app).ok()?;
    if app.get(DESCRIPTORS)? != PER_PRODUCT {
        return None;
    }
    let mut products = assembled.per_product.keys();
    let why = match (products.next(), products.next()) {
        (Some(_), Some(_)) => return None,
        (Some(only), None) => format!("every module is for {only}"),
        (None, _) => "there is no module".to_owned(),
    };
    Some(format!(
        "{place}: app! requests one descriptor per product, but {why}: remove `{DESCRIPTORS}`"
    ))
}
