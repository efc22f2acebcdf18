//! Front ends as people write them: what is counted, what causes warnings.
mod arbitrary;
mod pages;
mod shapes;
mod statements;

use connect_model::Product;

use super::file::{File, FileNeeds};
use super::folder;
use super::operations::Hosts;

/// Reads one file of an app for Jira and Confluence.
fn read(name: &str, text: &str) -> FileNeeds {
    let kind = folder::kind(name.as_ref()).unwrap();
    File::new(
        name,
        text,
        &Hosts::new(&[Product::Jira, Product::Confluence]),
    )
    .read(kind)
}

/// The needs without their file: `3:5 PUT /rest/… WRITE`.
fn needs(found: &FileNeeds) -> Vec<String> {
    let line = |need: &connect_model::ScopeUse| {
        let what = need.to_string();
        let what = what.strip_prefix("AP.request ").unwrap_or(&what);
        format!(
            "{}:{} {what} {}",
            need.origin.line, need.origin.column, need.scopes
        )
        .trim_end()
        .to_owned()
    };
    found.needs.iter().map(line).collect()
}

/// The warnings, without their help.
fn warnings(found: &FileNeeds) -> Vec<String> {
    let line = |warning: &String| warning.lines().next().unwrap_or_default().to_owned();
    found.warnings.iter().map(line).collect()
}
