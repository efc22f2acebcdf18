//! A cacheable page that takes a context parameter, which never arrives.
//! fix: `#[context("project.key")] project: String` → ``
connect_runtime::library!();

use connect_runtime::prelude::*;

/// About
#[general_page(cacheable = true, public = true)]
async fn about(#[context("project.key")] project: String) -> Page {
    Page::new("About")
}

fn main() {}
