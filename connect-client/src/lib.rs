//! A REST client for Jira and Confluence Cloud that signs as a Connect app: per tenant, paced,
//! retried, paged, and refused when a call would go astray.
//!
//! A [`Client`] is made from the install payload. What it makes is a [`Call`]: data until
//! it is awaited.
//!
//! ```
//! use connect_auth::Secret;
//! use connect_client::{Client, ClientConfig};
//! use connect_model::{Method, Scope, ScopeSet};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let site = "https://example.atlassian.net";
//! # // A site at hand: the example runs.
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! # let site = &format!("http://{}", listener.local_addr()?);
//! # let issue = || async { axum::Json(serde_json::json!({ "key": "DEMO-1" })) };
//! # let path = "/rest/api/3/issue/{key}";
//! # let router = axum::Router::new().route(path, axum::routing::get(issue));
//! # tokio::spawn(async move { axum::serve(listener, router).await });
//! let secret = Secret::new("the sharedSecret of the install payload")?;
//! let client = Client::new(ClientConfig::new("com.example.votes", site.parse()?, secret))?;
//! let issue: serde_json::Value = client
//!     .unchecked(Method::Get, "/rest/api/3/issue/{issueIdOrKey}", ScopeSet::of(&[Scope::Read]))
//!     .path("issueIdOrKey", "DEMO-1")
//!     .await?;
//! assert_eq!(issue["key"], "DEMO-1");
//! # Ok(())
//! # }
//! ```
//!
//! In an app of `connect-runtime`, `jira!` and `confluence!` check a call while compiling. Data
//! that the host keeps for the app is at [`Client::properties`], [`Client::content_properties`] and
//! [`Client::app_properties`].
//!
//! What every call keeps to:
//!
//! - Values stay where they are put: they are percent-encoded, and one that can't be (`..`, an
//!   empty path value) is an error. What is signed is byte for byte what is sent.
//! - Nothing is sent to another origin than the tenant's, and no redirect is followed.
//! - A GET has no body. Sources: "Understanding JWT for Connect apps", the changelog's CHANGE-2328.
//! - Over TLS it is HTTP/2 where the host has it. Answers are not asked for in compressed form.
//! - It ends: each attempt, the waits between them and the whole have a limit, and so has the
//!   answer's size.
//! - 429 and 503 are retried as `Retry-After` or `X-RateLimit-Reset` says, and so are broken
//!   connections, when the method is idempotent or the call says that it may be repeated. A tenant
//!   that is asked to wait waits alone, and of its calls those that the limit counts ("Rate
//!   limiting").
//! - A handler's client has the time of the request that it answers; see [`Client::until`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod authorize;
#[cfg(feature = "axum")]
mod axum;
mod body;
mod call;
mod client;
mod config;
mod connection;
mod content_properties;
mod context;
mod dynamic_modules;
mod error;
mod error_body;
mod forge;
mod from_response;
mod items;
mod key_source;
mod limiter;
mod measure;
mod multipart;
mod operation;
mod page;
mod paging;
mod personal_data;
mod pool;
mod properties;
mod query_value;
mod rate_limit;
mod request;
mod response;
mod retry;
mod send;
mod settings;
mod site;
mod target;
mod timer;
mod transport;
mod user_token;

#[cfg(test)]
mod tests;

pub use self::answer::{AnyAnswer, MayBeList, NoList};
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use self::axum::{NoClient, RequestClient};
pub use self::call::Call;
#[doc(hidden)]
pub use self::client::__private;
pub use self::client::{Client, Confluence, Jira};
pub use self::config::{ClientConfig, InvalidBaseUrl};
pub use self::content_properties::{Content, ContentProperties, ContentProperty, Version};
pub use self::context::CallContext;
pub use self::dynamic_modules::DynamicModules;
pub use self::error::{CallError, CallErrorKind, Redacted};
pub use self::error_body::ErrorBody;
pub use self::forge::{DeliveredTokens, ForgeSite, NoToken, TokenFuture, TokenSource};
pub use self::from_response::FromResponse;
pub use self::items::Items;
pub use self::key_source::{KeyFuture, KeySource, NoKey, SigningKey};
pub use self::multipart::Multipart;
pub use self::operation::Operation;
pub use self::paging::Paging;
pub use self::personal_data::{AccountReport, PersonalData, PersonalDataReport, StoredAccount};
pub use self::pool::ClientPool;
pub use self::properties::{Entity, Properties, Property};
pub use self::query_value::QueryValue;
pub use self::rate_limit::{RateLimit, RateLimitReason};
pub use self::response::{Blob, Response};
pub use self::retry::Retry;
pub use self::settings::ClientSettings;
pub use self::timer::Timer;
pub use self::user_token::ImpersonationError;

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
