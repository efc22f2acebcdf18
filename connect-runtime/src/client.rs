//! Calls to the host's REST API: per tenant, signed, rate-limited, and never sent to another site.
//!
//! A handler takes a [`Jira`] or a [`Confluence`] argument and calls it with `jira!` or
//! `confluence!`, which check the call at compile time and make the app request the scope. They
//! return a [`Call`], which does nothing until it is awaited.
//!
//! ```no_run,standalone_crate
//! # connect_runtime::library!();
//! use axum::extract::Path;
//! use connect_runtime::prelude::*;
//!
//! /// Votes for an issue as the user who clicked.
//! #[endpoint(POST "/api/vote/{issue}")]
//! async fn vote(jira: Jira, user: User, Path(issue): Path<String>) -> Result<()> {
//!     let ann = as_user!(jira, user);
//!     jira!(ann, POST "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = issue).await?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! A program without a server makes a [`Client`] from the install payload, and has `library!()` at
//! its root, because it isn't an app, which would request scopes:
//!
//! ```no_run,standalone_crate
//! connect_runtime::library!();
//!
//! use connect_runtime::client::{Client, ClientConfig};
//! use connect_runtime::prelude::*;
//! use connect_runtime::tenants::Secret;
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let site = "https://example.atlassian.net";
//! #   // A site at hand: the example runs.
//! #   let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! #   let site = &format!("http://{}", listener.local_addr()?);
//! #   let issue = || async { axum::Json(serde_json::json!({ "key": "DEMO-1" })) };
//! #   let path = "/rest/api/3/issue/{key}";
//! #   let router = axum::Router::new().route(path, axum::routing::get(issue));
//! #   tokio::spawn(async move { axum::serve(listener, router).await });
//!     let client = Client::new(ClientConfig::new(
//!         "com.example.votes",
//!         site.parse()?,
//!         Secret::new("the sharedSecret of the install payload")?,
//!     ))?;
//!     let issue: serde_json::Value = jira!(
//!         client,
//!         GET "/rest/api/3/issue/{issueIdOrKey}",
//!         issueIdOrKey = "DEMO-1",
//!         query(fields = ["votes"]),
//!     )
//!     .await?;
//!     assert_eq!(issue["key"], "DEMO-1");
//!     Ok(())
//! }
//! ```
//!
//! Use [`Client::unchecked`] for paths that are built at run time; [`Client::properties`],
//! [`Client::content_properties`] and [`Client::app_properties`] for data that the host stores for
//! the app.

#[doc(inline)]
pub use connect_client::*;

pub use crate::checked_call::{Account, ActsAsUser, ConfluenceClient, JiraClient};
