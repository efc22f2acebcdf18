//! A folder outside of the package.
//! fix: `"../static"` → `"static"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[assets("../static")]
struct Static;

fn main() {}
