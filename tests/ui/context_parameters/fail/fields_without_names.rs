//! Fields that the URL does not have.
//! fix: `issue_key: String` → `#[context("issue.key")]\n    issue_key: String`
//! fix: `#[context]` → `#[context("project.key")]`
//! fix: `Nothing(String);` → `Nothing {\n    #[context("issue.key")]\n    issue: String,\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[derive(ContextParameters)]
struct Place {
    issue_key: String,
    #[context]
    project: Option<String>,
}

#[derive(ContextParameters)]
struct Nothing(String);

fn main() {}
