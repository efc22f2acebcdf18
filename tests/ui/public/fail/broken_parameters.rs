//! Paths that a router can't read.
//! fix: `"/a/{name}.js"` → `"/a/{name}"`
//! fix: `"/a/{id"` → `"/open/{id}"`
//! fix: `"/b/{}"` → `"/b/{id}"`
//! fix: `"/c/{x}{y}"` → `"/c/{x}/{y}"`
//! fix: `"/issues/:id"` → `"/issues/{id}"`
//! fix: `"/files/{*path}/raw"` → `"/files/{*path}"`

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
