//! Writes one entry point for each module kind: a new kind is a new row of the table and a page
//! under `docs/`, both made by `cargo run -p xtask`, and nothing else.

use std::fmt::Write as _;
use std::path::PathBuf;

use connect_model::{ModuleKind, module_kinds};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    for kind in module_kinds() {
        entry_point(&mut code, kind)?;
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("attributes.rs"), code)?;
    Ok(())
}

/// The page is in this package, so that a packaged crate builds alone.
fn entry_point(code: &mut String, kind: &ModuleKind) -> std::fmt::Result {
    let attribute = kind.attribute;
    writeln!(
        code,
        "#[doc = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/docs/{attribute}.md\"))]\n\
         #[proc_macro_attribute]\n\
         pub fn {attribute}(args: TokenStream, item: TokenStream) -> TokenStream {{ \
         crate::attribute({attribute:?}, args, item) }}\n"
    )
}
