//! A payload that one of the webhook's events does not carry.
//! fix: `Event<IssueEvent>` → `Event<serde_json::Value>`

connect_runtime::library!();

use connect_runtime::events::jira::IssueEvent;
use connect_runtime::prelude::*;

#[webhook(events = ["jira:issue_created", "sprint_created"])]
async fn greet(event: Event<IssueEvent>) {
    let _ = event;
}

fn main() {}
