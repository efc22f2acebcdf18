//! Source locations as messages and artifacts name them.

use std::path::Path;

use connect_model::Origin;
use proc_macro2::Span;

/// The origin of a span in a file.
pub(crate) fn origin(span: Span, file: &str) -> Origin {
    let start = span.start();
    Origin {
        file: file.to_owned().into(),
        line: u32::try_from(start.line).unwrap_or(u32::MAX),
        column: u32::try_from(start.column).map_or(u32::MAX, |column| column.saturating_add(1)),
    }
}

/// A file name relative to the package, with `/` on every platform: the artifacts must not depend on
/// the location of the checkout.
pub(crate) fn relative(file: &Path, base: &Path) -> String {
    let mut up = String::new();
    for ancestor in base.ancestors() {
        if let Ok(below) = file.strip_prefix(ancestor) {
            let below: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            return format!("{up}{}", below.join("/"));
        }
        up.push_str("../");
    }
    file.display().to_string()
}
