//! Calls against real servers on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed assertion is how a test speaks"
)]

mod answers;
mod body;
mod errors;
mod host;
mod impersonation;
mod lanes;
mod paging;
mod redirects;
mod retries;
mod signing;
mod stored;
mod tls;
