//! A callback of the lifecycle takes no arguments.
//! fix: `("/moved")` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration("/moved")]
async fn moved() {}

fn main() {}
