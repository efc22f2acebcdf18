//! A call inside another macro needs a scope that `app!` does not name.
//! fix: `[READ]` → `[READ, WRITE]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

#[allow(dead_code)]
fn edit(jira: &Jira) {
    let _ = vec![jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = 1)];
}

fn main() {}
