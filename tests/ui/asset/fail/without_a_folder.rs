//! A file of a package that has no folder of assets.
//! fix: `asset!("app.js")` → `String::from("/static/app.js")`

connect_runtime::library!();

use connect_runtime::prelude::*;

fn main() {
    let _: String = asset!("app.js");
}
