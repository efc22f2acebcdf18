//! The entry points of the attributes, one for each module kind: procedural macros must be
//! functions at the root of their crate, which includes this file.

use super::super::cell::Rust;
use super::super::rows::ModuleRow;

pub(super) fn text(kinds: &[ModuleRow]) -> String {
    let mut attributes: Vec<&str> = kinds.iter().map(|kind| &*kind.attribute).collect();
    attributes.sort_unstable();
    let entries: Vec<String> = attributes.into_iter().map(entry_point).collect();
    entries.join("\n")
}

/// The page is in the package, so that a packaged crate builds alone.
fn entry_point(attribute: &str) -> String {
    format!(
        "#[doc = include_str!(\"../../docs/{attribute}.md\")]\n#[proc_macro_attribute]\n\
         pub fn {attribute}(args: TokenStream, item: TokenStream) -> TokenStream {{\n    \
         crate::attribute({}, args, item)\n}}\n",
        attribute.rust()
    )
}
