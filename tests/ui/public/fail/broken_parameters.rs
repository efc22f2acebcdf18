//! Paths that a router can't read.
//! fix: write each parameter as a segment of its own

connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(GET "/a/{name}.js")]
async fn script() {}

#[public(GET "/a/{id")]
async fn open() {}

#[public(GET "/b/{}")]
async fn unnamed() {}

#[public(GET "/c/{x}{y}")]
async fn two() {}

#[public(GET "/issues/:id")]
async fn colon() {}

#[public(GET "/files/{*path}/raw")]
async fn wildcard() {}

fn main() {}
