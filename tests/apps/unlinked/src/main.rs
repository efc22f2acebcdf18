//! An app whose build saw a library of handlers that was never linked. It must not start.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.unlinked",
    name = "Unlinked",
}

/// Named by nothing but its attribute: an optimiser that dropped it would be seen.
#[web_panel(name = "Linked", location = "atl.jira.view.issue.right.context")]
async fn linked() -> Page {
    Page::new("Linked")
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
