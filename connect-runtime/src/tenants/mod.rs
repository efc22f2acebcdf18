//! Tenants: the sites that have installed an app, their secrets, and the way to find them fast.
//!
//! [`TenantStore`] says what a store does; [`SqliteStore`] is the default (a file beside the
//! app), [`MemoryStore`] serves tests. [`Tenants`] is the cache that the request path asks.
//! Secrets are sealed at rest by a [`Sealer`].

mod cache;
mod install;
mod memory;
mod sealer;
mod secret;
mod serving;
mod sqlite;
mod store;
mod tenant;

pub mod conformance;

pub use cache::{Limits, Tenants};
pub use install::{Install, Installed};
pub use memory::MemoryStore;
pub use sealer::{InvalidKeys, Sealer};
pub use secret::{InvalidSecret, Secret};
pub use serving::Serving;
pub use sqlite::{OpenError, SqliteStore};
pub use store::{StoreError, TenantStore};
pub use tenant::{Tenant, TenantRecord, TenantState};
