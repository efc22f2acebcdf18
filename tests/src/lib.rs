//! What the tests of whole apps share: a running app with two tenants, and requests to it that are
//! exactly what a test says, genuine or forged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test whose set-up fails can only say so by panicking"
)]

mod attempt;
mod cases;
mod reply;
mod site;
mod store;
mod stranger;
mod token;
mod wire;

pub use attempt::Attempt;
pub use reply::{REALM, Reply};
pub use site::{INSTALLED, NEW_SECRET, PANEL, Site, UNINSTALLED, WEBHOOK, WHOAMI};
pub use store::UnreliableStore;
pub use stranger::stranger_key;
pub use token::Token;
pub use wire::{Wire, wire, wire_target};
