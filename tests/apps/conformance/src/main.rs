//! The app as a program, configured by its environment like any deployment.

use conformance_app::Calls;
use connect_runtime::Result;

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().with_state(Calls::recorded()).await
}
