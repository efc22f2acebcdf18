//! A step in quotes.
//! fix: `"rollback"` → `rollback`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration(step = "rollback")]
async fn drop_copy() {}

fn main() {}
