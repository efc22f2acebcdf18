//! A call that a macro of the app's writes needs a scope that `app!` does not name.
//! fix: `[READ]` → `[READ, WRITE]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

macro_rules! edit {
    ($jira:expr) => {
        jira!($jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = 1)
    };
}

#[allow(dead_code)]
fn call(jira: &Jira) {
    let _ = edit!(jira);
}

fn main() {}
