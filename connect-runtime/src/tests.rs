//! Whole apps over real HTTP: registrations as the macros write them, a host's side made by hand.

// A failed assertion is how a test speaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod endpoints;
mod fixture;
mod lifecycle;
mod pages;
mod server;
mod start;
mod webhooks;
