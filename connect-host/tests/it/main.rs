//! A host against a hand-written app, where the tests decode what the host sends with another library;
//! and against an app of this framework, where two implementations of the platform's rules that share
//! no code have to agree.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml covers #[test] functions, not their helpers"
)]

#[cfg(feature = "browser")]
mod bridge;
#[cfg(feature = "browser")]
mod browser;
mod calling;
#[cfg(feature = "runtime")]
mod declared_app;
mod forge;
#[cfg(feature = "runtime")]
mod framework_app;
#[cfg(feature = "browser")]
mod inspector;
mod installing;
mod key_host;
#[cfg(feature = "runtime")]
mod many_at_once;
#[cfg(feature = "browser")]
mod observing;
mod opening;
#[cfg(feature = "html")]
mod pages;
mod recording;
mod recording_app;
#[cfg(feature = "runtime")]
mod rest;
#[cfg(feature = "runtime")]
mod typed_events;
mod webhooks;
