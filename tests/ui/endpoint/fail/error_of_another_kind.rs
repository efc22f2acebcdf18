//! A `Result` whose error is not a response.
//! fix: `Result<String, std::num::ParseIntError>` → `Result<String>`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(GET "/votes")]
async fn votes() -> Result<String, std::num::ParseIntError> {
    Ok(String::new())
}

fn main() {}
