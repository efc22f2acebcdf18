//! A host's REST API against the client of this framework: two implementations of the platform's
//! rules that share no code have to agree.
#![cfg(feature = "runtime")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml covers #[test] functions, not their helpers"
)]

mod answers;
mod app;
mod extractors;
mod matrix;
mod properties;
mod scopes;
mod tokens;
mod users;
