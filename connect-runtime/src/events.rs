//! Payloads of webhooks, each ready to be the `T` of an [`Event<T>`](crate::extract::Event).
//!
//! ```no_run,standalone_crate
//! use connect_runtime::events::jira::IssueEvent;
//! use connect_runtime::prelude::*;
//! # connect_runtime::library!();
//!
//! /// Says what was resolved.
//! #[webhook(event = "jira:issue_updated")]
//! async fn updated(event: Event<IssueEvent>) -> Result<()> {
//!     if let Some(change) = event.change("resolution") {
//!         println!("{} is resolved: {:?}", event.issue.key, change.to_string);
//!     }
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! Fields that a payload's type doesn't have can be read from
//! [`Event::body`](crate::extract::Event::body).

#[doc(inline)]
pub use connect_events::*;
