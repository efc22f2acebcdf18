//! A call whose path comes from a macro needs a scope that `app!` does not name.
//! fix: `[READ]` → `[READ, DELETE]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

macro_rules! delete {
    ($jira:expr, $path:literal) => {
        jira!($jira, DELETE $path, issueIdOrKey = "A-1")
    };
}

#[allow(dead_code)]
fn call(jira: &Jira) {
    let _ = delete!(jira, "/rest/api/3/issue/{issueIdOrKey}");
}

fn main() {}
