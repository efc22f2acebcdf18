//! Serves an annotated Connect app: routing, authentication, tenants, lifecycle.
//!
//! An app declares itself with `app!` and its modules with attributes on ordinary functions; this
//! crate collects them when the program is linked, checks them against what the build wrote, and
//! serves them. [`serve`] is all that most programs call; [`App`] is for those that need more.
//!
//! # Features
//!
//! `answers`, `metrics`, `opentelemetry`, `postgres` and `prometheus` are off by default, the others are on.
//!
//! | feature | what it adds |
//! |---|---|
//! | `answers` | the module `answers`: response types for the everyday operations of the REST API |
//! | `client` | the REST client: `Jira` and `Confluence` as arguments, `jira!`, `confluence!`, `as_user!` |
//! | `html` | [`Page`], and `html!` from maud |
//! | `metrics` | records metrics through the facade of the crate `metrics`: see [`metrics`] |
//! | `opentelemetry` | sends spans to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names |
//! | `postgres` | tenants in a PostgreSQL database, which many processes share |
//! | `prometheus` | a Prometheus recorder, and the address at which it is scraped |
//! | `sqlite` | tenants in a SQLite file; without it, an app brings its own store or keeps tenants in memory |
//! | `telemetry` | the log on standard error; without it, an app installs a `tracing` subscriber of its own |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod __private;
mod addresses;
mod app;
mod assets;
pub mod attributes;
pub mod auth;
#[cfg(feature = "client")]
mod checked_call;
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod client;
pub mod config;
mod const_str;
pub mod data_residency;
mod deployment;
mod entry_point;
mod error;
mod error_answer;
pub mod events;
pub mod extract;
mod handler;
pub mod jobs;
pub mod lifecycle;
pub mod look;
pub mod metrics;
mod named_item;
mod nonce;
mod not_written;
#[cfg(feature = "html")]
mod page;
#[cfg(feature = "client")]
mod personal_data;
pub mod prelude;
mod registry;
mod scope_use;
mod serve;
mod start_error;
pub mod telemetry;
#[cfg(test)]
#[cfg(all(feature = "client", feature = "html"))]
mod tests;
mod work;

/// The names that expansions use, in a module named after this release.
#[doc(hidden)]
pub mod __private_0_1_0 {
    pub use super::__private::*;
}

pub use self::app::{App, Background, BackgroundTask, Running, Serve, serve};
pub use self::deployment::bridge_url;
pub use self::error::{Context, Error, Result};
#[cfg(feature = "html")]
#[cfg_attr(docsrs, doc(cfg(feature = "html")))]
pub use self::nonce::Nonce;
#[doc(hidden)]
pub use self::not_written::__not_written;
#[cfg(feature = "html")]
#[cfg_attr(docsrs, doc(cfg(feature = "html")))]
pub use self::page::Page;
pub use self::registry::{Difference, Differences};
pub use self::serve::FailedRequest;
pub use self::start_error::StartError;
#[doc(no_inline)]
pub use axum;
#[cfg(feature = "answers")]
#[cfg_attr(docsrs, doc(cfg(feature = "answers")))]
#[doc(inline)]
pub use connect_answers as answers;
#[doc(inline)]
pub use connect_macros::{
    ContextParameters, app, asset, assets, callback, condition, dare_migration, disabled, enabled,
    endpoint, iframe, installed, job, library, main, public, scheduled, scopes, uninstalled,
};
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
#[doc(inline)]
pub use connect_macros::{as_user, confluence, jira};
pub use connect_model::scope_use::{ScopeUse, ScopeUseKind};
pub use connect_model::{Method, Product, Scope, ScopeSet};
#[doc(inline)]
pub use connect_store as tenants;
#[cfg(feature = "html")]
#[cfg_attr(docsrs, doc(cfg(feature = "html")))]
#[doc(no_inline)]
pub use maud::{self, html};

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
