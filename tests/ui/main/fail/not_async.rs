connect_runtime::library!();

use connect_runtime::prelude::*;

#[connect_runtime::main]
fn main() -> Result<()> {
    Ok(())
}
