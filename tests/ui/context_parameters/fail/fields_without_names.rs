//! Fields of which the URL knows nothing.
//! fix: write `#[context("…")]` above each

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
