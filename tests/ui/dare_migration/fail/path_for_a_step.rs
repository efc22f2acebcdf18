//! A path where a step belongs: the framework knows the paths.
//! fix: `("/moved")` → `(step = schedule)`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration("/moved")]
async fn moved() {}

fn main() {}
