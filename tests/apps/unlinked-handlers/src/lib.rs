//! A library of handlers. An app that depends on it must also name it, or the linker leaves it out.

use connect_runtime::prelude::*;

connect_runtime::library!();

#[web_panel(name = "Forgotten", location = "atl.jira.view.issue.right.context")]
async fn forgotten() -> &'static str {
    "never shown"
}
