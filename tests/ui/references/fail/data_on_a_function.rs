//! A section on a function, which the host would never call.
//! fix: `async fn tools() {}` → `struct Tools;`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "system.admin")]
async fn tools() {}

fn main() {}
