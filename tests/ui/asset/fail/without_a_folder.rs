//! A file of a package that has no folder of assets.
//! fix: `fn main` → `#[assets("static")]\nstruct Static;\n\nfn main`

connect_runtime::library!();

use connect_runtime::prelude::*;

fn main() {
    let _: String = asset!("app.js");
}
