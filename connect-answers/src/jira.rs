//! What Jira's REST API answers.

#[path = "generated/jira.rs"]
mod generated;

pub use self::generated::*;
