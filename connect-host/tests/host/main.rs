//! A host against an app that is written by hand: whatever the host sends is decoded by another
//! library, so that nothing is proved by the code that made it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml covers #[test] functions, not their helpers"
)]

mod app;
mod calling;
mod installing;
mod key_host;
mod opening;
mod webhooks;
