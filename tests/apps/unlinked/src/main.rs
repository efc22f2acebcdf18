//! An app whose build saw a library of handlers that was never linked. It must not start.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.unlinked",
    name = "Unlinked",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
