//! How a page and a space of decisions begin.

use connect_runtime::prelude::*;

/// Decision record
#[blueprint(description = "Context, options, outcome", template = record, create_result = edit, forge = skip)]
struct Record;

#[callback]
async fn record() -> &'static str {
    "<h1>Context</h1><h1>Options</h1><h1>Outcome</h1>"
}

/// Decision log
#[confluence_theme(description = "A space that reads as a log", routes = { spaceview = log }, forge = skip)]
struct Log;

#[iframe]
async fn log(#[context("space.key")] space: String) -> Page {
    Page::new("Decision log").body(space)
}
