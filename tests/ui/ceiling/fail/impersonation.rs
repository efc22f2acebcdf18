//! Acting as a user needs a scope that `app!` does not name.
//! fix: `[READ]` → `[READ, ACT_AS_USER]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

#[allow(dead_code)]
fn me(jira: &Jira, user: &User) -> Jira {
    as_user!(jira, user)
}

fn main() {}
