//! A call in every place that Rust has for one, each of a different operation, so that a test can tell
//! which were found. Hardly anything here is ever run.
#![allow(
    dead_code,
    missing_docs,
    reason = "only the places of the calls matter, and each module documents them"
)]

use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde_json::Value;

connect_runtime::app! {
    key = "com.example.call-shapes",
    name = "Call shapes",
}

pub mod absent;
pub mod bodies;
pub mod by_hand;
pub mod items;
pub mod macros;
pub mod names;

#[path = "odd/place.rs"]
pub mod moved;

include!("included.rs");
