//! What Confluence's REST API answers.

#[path = "generated/confluence.rs"]
mod generated;

pub use self::generated::*;
