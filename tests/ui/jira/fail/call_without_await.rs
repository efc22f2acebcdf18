#![deny(unused_must_use)]
connect_runtime::library!();

use connect_runtime::prelude::*;

pub fn example(jira: Jira) {
    jira!(jira, DELETE "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1");
}

fn main() {}
