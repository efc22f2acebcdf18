//! Tenants: the sites that have installed a Connect app, their secrets, and a cache that finds them
//! fast.
//!
//! [`TenantStore`] says what a store does; [`SqliteStore`] is the default (a file beside the
//! app), [`MemoryStore`] serves tests. [`Tenants`] is the cache that the request path asks.
//! Secrets are sealed at rest by a [`Sealer`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod active_tenant;
#[cfg(feature = "axum")]
mod axum;
mod cache;
mod encryption;
mod install;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
mod tenant;

pub mod conformance;

pub use active_tenant::ActiveTenant;
#[cfg(feature = "axum")]
pub use axum::NoTenant;
pub use cache::{Limits, Tenants};
pub use connect_auth::{InvalidSecret, Secret};
pub use encryption::{InvalidKeys, RowKey, Sealed, Sealer};
pub use install::{Install, Installed};
pub use memory::MemoryStore;
#[cfg(feature = "sqlite")]
pub use sqlite::{OpenError, SqliteStore};
pub use store::{StoreError, TenantStore};
pub use tenant::{Tenant, TenantRecord, TenantState};

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
