//! Response types for Confluence's REST API.

#[path = "generated/confluence.rs"]
mod generated;

pub use self::generated::*;
