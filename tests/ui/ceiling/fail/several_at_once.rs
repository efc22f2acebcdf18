//! Several calls need scopes that `app!` does not name.
//! fix: `[READ]` → `[READ, WRITE, DELETE, ACT_AS_USER]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

#[allow(dead_code)]
fn edit(jira: &Jira, user: &User) {
    let _ = jira!(as_user!(jira, user), DELETE "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = "A-1");
    let _ = jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = 1);
}

fn main() {}
