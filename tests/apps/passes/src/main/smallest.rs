use connect_runtime::prelude::*;

#[connect_runtime::main]
async fn main() -> Result<()> {
    Ok(())
}
