//! A REST client for Jira and Confluence Cloud that signs as a Connect app: with per-tenant rate
//! limits, retries and paging, and without ever sending a call to another site.
//!
//! A [`Client`] is made from the install payload. Its methods return a [`Call`], which does nothing
//! until it is awaited.
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
//! In an app built on `connect-runtime`, `jira!` and `confluence!` check a call at compile time.
//! For data that the host stores for the app, see [`Client::properties`],
//! [`Client::content_properties`] and [`Client::app_properties`].
//!
//! What every call guarantees:
//!
//! - Values stay in their place: they are percent-encoded, and one that can't be (`..`, an empty
//!   path value) is an error. The signed request is byte for byte the one that is sent.
//! - Nothing is sent to an origin other than the tenant's, and no redirect is followed.
//! - A GET has no body. Sources: "Understanding JWT for Connect apps", the changelog's CHANGE-2328.
//! - Over TLS, HTTP/2 is used if the host supports it. Compressed responses are not requested.
//! - It ends: each attempt, the waits between attempts and the whole call have a time limit, and
//!   the response has a size limit.
//! - 429 and 503 are retried as `Retry-After` or `X-RateLimit-Reset` states, and so are broken
//!   connections, if the method is idempotent or the call is marked as repeatable. If the host asks
//!   a tenant to wait, other tenants are not affected, and of its own calls only those that the
//!   limit counts ("Rate limiting").
//! - A handler's client has the deadline of the request that it answers; see [`Client::until`].

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

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
