//! Response types for Jira's REST API.

#[path = "generated/jira.rs"]
mod generated;

pub use self::generated::*;
