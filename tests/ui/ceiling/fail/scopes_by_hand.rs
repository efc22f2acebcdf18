//! Scopes written by hand go beyond those that `app!` names.
//! fix: `[READ]` → `[READ, WRITE]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

#[allow(dead_code)]
fn by_hand(jira: &Jira) {
    let _ = jira.unchecked::<()>(connect_runtime::Method::Put, "/rest/x", scopes![READ, WRITE]);
}

fn main() {}
