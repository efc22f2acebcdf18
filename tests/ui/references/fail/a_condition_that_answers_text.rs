//! A remote condition that answers with text.
//! fix: `-> &'static str { "yes" }` → `-> bool { true }`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[condition]
async fn beta() -> &'static str { "yes" }

fn main() {}
