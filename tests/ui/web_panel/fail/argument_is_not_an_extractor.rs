//! An argument of a type that a request does not hold.
//! fix: `_clock: Clock, ` → ``
//! fix: `struct Clock;\n\n` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Clock;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(_clock: Clock, _tenant: Tenant) -> &'static str {
    "votes"
}

fn main() {}
