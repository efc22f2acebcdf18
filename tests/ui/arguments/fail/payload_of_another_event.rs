//! A payload that the webhook's event does not carry.
//! fix: `Event<PageEvent>` → `Event<IssueEvent>`
//! fix: `confluence::PageEvent` → `jira::IssueEvent`

connect_runtime::library!();

use connect_runtime::events::confluence::PageEvent;
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet(event: Event<PageEvent>) {
    let _ = event;
}

fn main() {}
