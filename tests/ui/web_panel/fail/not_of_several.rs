//! `not` around several conditions.
//! fix: `not(any(user_is_logged_in, user_is_admin))` → `all(not(user_is_logged_in), not(user_is_admin))`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", conditions = not(any(user_is_logged_in, user_is_admin)))]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}
