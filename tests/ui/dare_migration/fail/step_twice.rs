//! One function that is one step twice.
//! fix: `#[dare_migration(step = commit)]\n` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration(step = commit)]
#[dare_migration(step = commit)]
async fn commit() {}

fn main() {}
