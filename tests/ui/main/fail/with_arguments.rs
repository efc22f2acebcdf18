//! Arguments where none are taken.
//! fix: `(threads = 2)` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[connect_runtime::main(threads = 2)]
async fn main() -> Result<()> {
    Ok(())
}
