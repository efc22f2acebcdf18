//! A section on a struct with fields.
//! fix: `struct Tools { name: String }` → `struct Tools;`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "system.admin")]
struct Tools { name: String }

fn main() {}
