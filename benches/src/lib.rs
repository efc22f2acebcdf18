//! What the benchmarks measure: an app with one panel, the requests that open it, a bare axum
//! route to compare it with, and the load.
//!
//! Everything is a Cargo dependency: no load generator to install, no network but loopback.

pub mod app;
pub mod cpu;
pub mod delivery;
pub mod generated;
pub mod invocation;
pub mod load;
pub mod panel;
pub mod process;
pub mod row;
pub mod server;

/// Why a benchmark could not be run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    vendor = { name = "Example", url = "https://example.com" },
}
