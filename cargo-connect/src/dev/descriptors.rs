//! The emitted descriptors: one, or one per product.

use std::path::{Path, PathBuf};

use connect_model::paths::descriptor_file;
use connect_model::{Descriptor, HostProduct, module_kind};

use super::build::Built;
use super::error::DevError;
use super::print;

/// A descriptor, and the product in which to install it.
#[derive(Debug)]
pub(crate) struct Emitted {
    pub(crate) product: HostProduct,
    /// Whether it is for this product only.
    pub(crate) own: bool,
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) descriptor: Descriptor,
}

impl Built {
    /// The descriptors to install: each product's own, or the common one. `chosen` excludes the
    /// other products.
    pub(crate) fn descriptors(
        &self,
        chosen: Option<HostProduct>,
    ) -> Result<Vec<Emitted>, DevError> {
        let mut emitted = Vec::new();
        for product in HostProduct::ALL {
            let path = self.artifacts.join(descriptor_file(Some(product.into())));
            if path.is_file() && chosen.is_none_or(|chosen| chosen == product) {
                let (text, descriptor) = self.read(&path)?;
                emitted.push(Emitted {
                    product,
                    own: true,
                    path,
                    text,
                    descriptor,
                });
            }
        }
        if emitted.is_empty() {
            let path = self.artifacts.join(descriptor_file(None));
            let (text, descriptor) = self.read(&path)?;
            emitted.push(Emitted {
                product: chosen.unwrap_or_else(|| product_of(&descriptor)),
                own: false,
                path,
                text,
                descriptor,
            });
        }
        Ok(emitted)
    }

    fn read(&self, path: &Path) -> Result<(String, Descriptor), DevError> {
        let text = std::fs::read_to_string(path).map_err(|source| DevError::NoDescriptor {
            package: self.package.clone(),
            path: path.to_owned(),
            source,
        })?;
        let descriptor = Descriptor::parse(&text).map_err(|source| DevError::Descriptor {
            path: path.to_owned(),
            source,
        })?;
        Ok((text, descriptor))
    }
}

/// Prints the path of each descriptor, and the scopes that it requests.
pub(super) fn print(emitted: &[Emitted]) {
    for one in emitted {
        print::line("descriptor", relative(&one.path));
        let scopes = one.descriptor.scopes.clone().unwrap_or_default();
        let scopes = scopes.join(" ");
        print::line("scopes", if scopes.is_empty() { "none" } else { &scopes });
    }
}

/// The path relative to the current folder, if it is inside.
fn relative(path: &Path) -> String {
    let below = std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.as_deref().unwrap_or(path).display().to_string()
}

/// The product that the modules are for: Confluence if one of them exists only there.
fn product_of(descriptor: &Descriptor) -> HostProduct {
    let confluence = descriptor.all_modules().any(|(kind, module)| {
        let kind_only = module_kind(kind).is_some_and(|kind| {
            kind.products
                .iter()
                .all(|product| *product == connect_model::Product::Confluence)
        });
        let location_only = module
            .location
            .as_deref()
            .map(connect_model::location)
            .is_some_and(|rows| {
                !rows.is_empty()
                    && rows
                        .iter()
                        .all(|row| row.product == connect_model::Product::Confluence)
            });
        kind_only || location_only
    });
    if confluence {
        HostProduct::Confluence
    } else {
        HostProduct::Jira
    }
}
