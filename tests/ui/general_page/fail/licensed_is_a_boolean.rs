//! A licence that is demanded by `true`.
//! fix: `true` → `required`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Reports", licensed = true)]
async fn reports() -> &'static str {
    "reports"
}

fn main() {}
