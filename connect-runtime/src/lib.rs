//! Serves an annotated Connect app: routing, authentication, tenants, lifecycle.
//!
//! An app declares itself with `app!` and its modules with attributes on ordinary functions; this
//! crate collects them when the program is linked, checks them against what the build wrote, and
//! serves them. [`serve`] is all that most programs call; [`App`] is for those that need more.

#[doc(hidden)]
pub mod __private;
mod app;
pub mod auth;
pub mod client;
pub mod config;
mod error;
pub mod events;
pub mod extract;
pub mod lifecycle;
mod page;
pub mod prelude;
mod registry;
mod serve;
mod start_error;
pub mod telemetry;
#[cfg(test)]
mod tests;

pub use self::app::{App, Running, Serve, serve};
pub use self::error::{Error, Result};
pub use self::page::Page;
pub use self::registry::{Difference, Differences};
pub use self::start_error::StartError;
#[doc(no_inline)]
pub use axum;
#[doc(inline)]
pub use connect_macros::*;
pub use connect_model::need::{Need, NeedOf};
pub use connect_model::{Method, Product, Scope, ScopeSet};
#[doc(inline)]
pub use connect_store as tenants;
#[doc(no_inline)]
pub use maud::{self, html};
