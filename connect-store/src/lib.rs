//! The state that an app stores: the sites that have installed it (its tenants) with their secrets,
//! a cache for looking them up quickly, and a durable queue of [jobs].
//!
//! [`TenantStore`] is the interface of a store; [`SqliteStore`] is the default (a file beside the
//! app), [`MemoryStore`] is for tests. [`Tenants`] is the cache that serves requests. Secrets are
//! sealed at rest by a [`Sealer`]. Each store is a [`JobStore`](jobs::JobStore) too: one database
//! holds everything.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod active_tenant;
#[cfg(feature = "axum")]
mod axum;
mod budget;
mod cache;
mod changes;
mod encryption;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod failed;
mod forge;
mod host_answer;
mod install;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod lifecycle;
mod measure;
mod memory;
mod moment;
#[cfg(feature = "postgres")]
mod postgres;
mod postgres_url;
mod proof;
mod reinstall;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod row;
mod secrets;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
mod tenant;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod transaction;
#[cfg(all(test, any(feature = "postgres", feature = "sqlite")))]
mod unmoved_sites;

pub mod conformance;
pub mod jobs;

pub use active_tenant::ActiveTenant;
#[cfg(feature = "axum")]
pub use axum::NoTenant;
pub use cache::{Limits, Tenants, Tending, WeakTenants};
pub use changes::{Announcer, Change, Changes};
pub use connect_auth::{AccessToken, InvalidAccessToken, InvalidSecret, Secret};
pub use encryption::{Binding, InvalidKeys, Sealed, Sealer};
pub use forge::{ForgeCall, ForgeInstallation, ForgeRecord, Origin, Rekeyed};
pub use host_answer::HostAnswer;
pub use install::{Install, Installed};
pub use memory::MemoryStore;
#[cfg(feature = "postgres")]
#[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
pub use postgres::{PostgresOpenError, PostgresSettings, PostgresStore};
pub use postgres_url::{InvalidPostgresUrl, PostgresUrl};
pub use proof::{Applied, Proof, Unchanged};
pub use secrets::Secrets;
#[cfg(feature = "sqlite")]
pub use sqlite::{BackupError, OpenError, SqliteStore};
pub use store::{KEPT_SUPERSEDED, Store, StoreError, TenantStore};
pub use tenant::{KeyUsage, Tenant, TenantRecord, TenantState, Trouble};

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
