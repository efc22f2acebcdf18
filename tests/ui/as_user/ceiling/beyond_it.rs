connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

pub fn ann(jira: &Jira) -> Jira {
    as_user!(jira, "557058:ann")
}

fn main() {}
