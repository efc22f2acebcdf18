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
//! don't know are passed over (and stay readable in `Event::body`), and an identifier is an [`Id`]
//! whether it comes as a number or as text. No member must be there: one that is absent, null, or
//! `""` where an object belongs is [`None`], or empty where it is not an [`Option`], because an event
//! that is refused is lost. What the event is about is not an `Option`; where it may have been left
//! out, look at its id or key.
//!
//! Webhooks with `exclude_body` carry no body, so they have no payload to take.
//!
//! Moments are [`Timestamp`]s, however the host writes them; days without a time are text.
//!
//! What a workflow post function is called with is a [`jira::PostFunction`].
//!
//! [`jira`] and [`confluence`] list which type is for which event; [`forge`] makes the same of the
//! events of Forge.

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

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
