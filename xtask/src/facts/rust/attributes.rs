//! The attributes, one for each module kind: their entry points, and the list for the
//! runtime's re-exports.

use super::super::cell::Rust;
use super::super::rows::ModuleRow;

/// Procedural macros must be functions at the root of their crate, which includes this file.
pub(super) fn entry_points(kinds: &[ModuleRow]) -> String {
    let entries: Vec<String> = attributes(kinds).into_iter().map(entry_point).collect();
    entries.join("\n")
}

/// The names, without those of hand-written macros.
pub(super) fn re_exports(kinds: &[ModuleRow]) -> String {
    let names: String = attributes(kinds)
        .into_iter()
        .map(|name| format!("    {name},\n"))
        .collect();
    format!("#[doc(inline)]\npub use connect_macros::{{\n{names}}};\n")
}

fn attributes(kinds: &[ModuleRow]) -> Vec<&str> {
    let mut attributes: Vec<&str> = kinds.iter().map(|kind| &*kind.attribute).collect();
    attributes.sort_unstable();
    attributes
}

/// The page is in the package, so that a published crate builds on its own.
fn entry_point(attribute: &str) -> String {
    format!(
        "#[doc = include_str!(\"../../docs/{attribute}.md\")]\n#[proc_macro_attribute]\n\
         pub fn {attribute}(args: TokenStream, item: TokenStream) -> TokenStream {{\n    \
         crate::attribute({}, args, item)\n}}\n",
        attribute.rust()
    )
}
