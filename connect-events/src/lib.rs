//! Payloads of the webhooks that Jira and Confluence send to Connect apps.
//!
//! ```
//! use connect_events::jira::IssueEvent;
//!
//! let body = r#"{ "webhookEvent": "jira:issue_updated", "timestamp": 1700000000000,
//!     "issue": { "id": "10000", "key": "DEMO-1", "fields": {} },
//!     "changelog": { "id": "1", "items": [
//!         { "field": "resolution", "fieldId": "resolution", "to": "1", "toString": "Done" }
//!     ] } }"#;
//! let event: IssueEvent = serde_json::from_str(body)?;
//! let change = event.change("resolution");
//! assert_eq!(change.and_then(|change| change.to_string.as_deref()), Some("Done"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! In an app of `connect-runtime` each type is the `T` of an `Event<T>` argument.
//!
//! They read what the host is known to send, and forgive what it is known to vary: fields they
//! don't know are passed over (and stay readable in `Event::body`),
//! a field that can be absent or null is an [`Option`], a list that is null is empty, and an
//! identifier is an [`Id`] whether it comes as a number or as text. A body that lacks the very thing
//! that the event is about is answered with 400.
//!
//! Webhooks with `exclude_body` carry no body, so they have no payload to take.
//!
//! Moments come as the host writes them: in milliseconds since 1970 (`i64`), or as text.
//!
//! [`jira`] and [`confluence`] list which type is for which event.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod confluence;
mod id;
pub mod jira;
mod shapes;
#[cfg(test)]
mod tests;

pub use self::id::Id;

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
