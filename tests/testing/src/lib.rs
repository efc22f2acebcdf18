//! What the tests of several crates share. Each module stands alone, and what brings
//! dependencies of its own is behind a feature, so that the lowest crates can use the others.
//!
//! | module | for |
//! |---|---|
//! | [`raw_http`] | requests that an HTTP client would refuse to send |
//! | [`scratch_package`] | a package or a workspace in a temporary folder, under a real cargo and a real git |
//! | `axe` | axe-core, which finds accessibility faults in a page (feature `axe`, on Unix) |
//! | `browser` | a real browser, and programs that end with their test (feature `browser`, on Unix) |
//! | [`left_out`] | tests that need what a machine may lack |
//! | `fake_store` | a tenant store that fails on demand (feature `fake-store`) |
//! | [`forge_faults`] | the faults of a manifest, and what becomes of each in the code of an app |
//! | `forge_linter` | Atlassian's linter of Forge, asked for the scopes of calls (feature `forge-tools`) |
//! | `forge_tools` | Atlassian's validator and linter of Forge (feature `forge-tools`) |
//! | `host_keys` | what a host signs with: a key pair, tokens, a key host on loopback (feature `host-keys`) |
//! | `json_members` | JSON bodies without some of their members (feature `json-members`) |
//! | `postgres` | a database of a test's own on a PostgreSQL server (feature `postgres`) |
//! | `kitchen_sink` | the checks of an app that uses every module kind (feature `kitchen-sink`) |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a fixture that can't be set up fails its test by panicking"
)]

#[cfg(all(feature = "axe", unix))]
pub mod axe;
#[cfg(all(feature = "browser", unix))]
pub mod browser;
#[cfg(feature = "fake-store")]
pub mod fake_store;
pub mod forge_faults;
#[cfg(feature = "forge-tools")]
pub mod forge_linter;
#[cfg(feature = "forge-tools")]
pub mod forge_tools;
#[cfg(feature = "host-keys")]
pub mod host_keys;
#[cfg(feature = "json-members")]
pub mod json_members;
#[cfg(feature = "kitchen-sink")]
pub mod kitchen_sink;
pub mod left_out;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(all(feature = "browser", unix))]
pub mod program;
pub mod raw_http;
pub mod scratch_package;

#[cfg(feature = "fake-store")]
pub use fake_store::FakeStore;
pub use scratch_package::ScratchPackage;
