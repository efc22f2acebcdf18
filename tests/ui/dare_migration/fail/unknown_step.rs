//! A step that no host calls.
//! fix: `step = comit` → `step = commit`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration(step = comit)]
async fn moved() {}

fn main() {}
