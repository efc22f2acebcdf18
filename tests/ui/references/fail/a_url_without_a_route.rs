//! An editor's URL names a section, which has no page.
//! fix: `editor = Tools` → `editor = edit`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "system.admin")]
struct Tools;

#[iframe]
async fn edit() -> Page {
    Page::new("Edit")
}

/// Votes
#[dynamic_content_macro(editor = Tools)]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}
