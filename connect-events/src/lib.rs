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
//! In an app built on `connect-runtime` each type is the `T` of an `Event<T>` argument.
//!
//! They accept what the host is known to send, and tolerate known variations: unknown fields are
//! ignored (and can be read from `Event::body`), and an identifier is an [`Id`] whether it is a
//! number or text. No member is required: one that is absent, null, or `""` in place of an object
//! becomes [`None`], or empty if it is not an [`Option`], because an event that is rejected is lost.
//! The entity that the event is about is not an `Option`; if it may be missing, check its id or key.
//!
//! Webhooks with `exclude_body` have no body, so they have no payload.
//!
//! Times are [`Timestamp`]s, whichever format the host uses; dates without a time are text.
//!
//! The payload of a workflow post function is a [`jira::PostFunction`].
//!
//! [`jira`] and [`confluence`] list the type for each event; [`forge`] converts Forge events to the
//! same types.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod confluence;
pub mod data_residency;
pub mod forge;
mod id;
pub mod jira;
mod parameter;
#[doc(hidden)]
pub mod shapes;
#[cfg(test)]
mod tests;
mod timestamp;

pub use jiff;

pub use self::id::Id;
pub use self::parameter::parameter;
pub use self::timestamp::Timestamp;

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
