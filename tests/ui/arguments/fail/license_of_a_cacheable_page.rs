//! An argument that the host's token carries, on a page that is requested without one.
//! fix: `license: License` → ``
//! fix: `let _ = license;\n    ` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Help
#[general_page(cacheable = true, public = true)]
async fn help(license: License) -> &'static str {
    let _ = license;
    "help"
}

fn main() {}
