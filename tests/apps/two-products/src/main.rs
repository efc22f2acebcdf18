//! The app as a program: `cargo connect dev -p two-products`.

// Names the library, so that its handlers are linked.
use two_products as _;

use connect_runtime::Result;

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
