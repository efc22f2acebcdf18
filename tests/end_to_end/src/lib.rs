//! The fixtures of the tests of whole apps: a running app with two tenants, and requests to it,
//! genuine or forged, that are sent exactly as a test writes them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a fixture that can't be set up fails its test by panicking"
)]

mod cases;
mod foreign_key;
mod request;
mod response;
mod running_app;
mod token;

pub use foreign_key::foreign_key;
pub use request::Request;
pub use response::{REALM, Response};
pub use running_app::{INSTALLED, NEW_SECRET, PANEL, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
pub use token::Token;
