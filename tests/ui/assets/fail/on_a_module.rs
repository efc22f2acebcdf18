//! An item that is not a unit struct, and no folder.
//! fix: `#[assets]\nmod files {}` → `#[assets("static")]\nstruct Files;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[assets]
mod files {}

fn main() {}
