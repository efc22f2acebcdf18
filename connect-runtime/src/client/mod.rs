//! Calls to the host's REST API: per tenant, signed, paced, and refused when they would go astray.
//!
//! A handler takes a [`Jira`] or a [`Confluence`] as an argument; a program without a server makes
//! a [`Client`] by hand from what the install payload said. Both make a [`Call`], which is data
//! until it is awaited:
//!
//! ```no_run
//! use connect_runtime::client::{Client, ClientConfig, Operation};
//! use connect_runtime::tenants::Secret;
//! use connect_model::declaration::Method;
//! use connect_model::{Product, Scope};
//!
//! const ISSUE: Operation = Operation::new(
//!     Method::Get,
//!     Product::Jira,
//!     "/rest/api/3/issue/{issueIdOrKey}",
//!     &[Scope::Read],
//! );
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(ClientConfig::new(
//!     "com.example.votes",
//!     "https://example.atlassian.net".parse()?,
//!     Secret::new("the sharedSecret of the install payload")?,
//! ))?;
//! let issue: serde_json::Value = client
//!     .call(&ISSUE)
//!     .path("issueIdOrKey", "DEMO-1")
//!     .query("fields", "votes")
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! What every call keeps to:
//!
//! - Values stay where they are put: they are percent-encoded, and one that can't be (`..`, an
//!   empty path value) is an error. What is signed is byte for byte what is sent.
//! - Nothing is sent to another origin than the tenant's, and no redirect is followed.
//! - A GET has no body. Sources: "Understanding JWT for Connect apps", the changelog's CHANGE-2328.
//! - It ends: each attempt, the waits between them and the whole have a limit, and so has the
//!   answer's size.
//! - 429 and 503 are retried as `Retry-After` says, and so are broken connections, when the method
//!   is idempotent or the call says that it may be repeated. A tenant that is told to wait waits
//!   alone ("Rate limiting").

mod answer;
mod authorize;
mod body;
mod call;
mod clients;
mod config;
mod content_properties;
mod error;
mod failure;
mod handle;
mod lane;
mod modules;
mod multipart;
mod operation;
mod pace;
mod page;
mod paging;
mod properties;
mod reply;
mod retry;
mod send;
mod site;
mod target;
mod user_token;
mod value;

#[cfg(test)]
mod tests;

pub use self::answer::Answer;
pub use self::call::Call;
pub use self::clients::{Clients, Settings};
pub use self::config::{ClientConfig, InvalidBaseUrl};
pub use self::content_properties::{Content, ContentProperties, ContentProperty, Version};
pub use self::error::{CallError, Hidden, Whence};
pub use self::failure::Failure;
pub use self::handle::{Client, Confluence, Jira};
pub use self::modules::DynamicModules;
pub use self::multipart::Multipart;
pub use self::operation::Operation;
pub use self::pace::Pace;
pub use self::paging::{Items, Paging};
pub use self::properties::{Entity, Properties, Property};
pub use self::reply::{Blob, Reply};
pub use self::retry::Retry;
pub use self::user_token::ImpersonationError;
pub use self::value::QueryValue;
