//! Conditions that are joined as Rust joins values.
//! fix: `user_is_logged_in && is_sub_task` → `all(user_is_logged_in, is_sub_task)`
//! fix: `!user_is_admin` → `not(user_is_admin)`
//! fix: `or(user_is_logged_in, user_is_admin)` → `any(user_is_logged_in, user_is_admin)`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// First
#[jira_project_page(conditions = user_is_logged_in && is_sub_task)]
async fn first() -> String {
    String::new()
}

/// Second
#[jira_project_page(conditions = !user_is_admin)]
async fn second() -> String {
    String::new()
}

/// Third
#[jira_project_page(conditions = or(user_is_logged_in, user_is_admin))]
async fn third() -> String {
    String::new()
}

fn main() {}
