//! A `main` that is not `async`.
//! fix: `fn main()` → `async fn main()`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[connect_runtime::main]
fn main() -> Result<()> {
    Ok(())
}
