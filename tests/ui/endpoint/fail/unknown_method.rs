//! A misspelt method.
//! fix: `PSOT` → `POST`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(PSOT "/vote")]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}
