//! A real browser on the product's pages, with a hand-written app: what each call of the JavaScript API
//! does, what goes wrong with it, and what still works without Atlassian's package.
//!
//! Needs `chromedriver`, Chromium and the package: see [`connect_testing::browser`] and
//! `connect_host::browser::bridge::Package::find`.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml covers #[test] functions, not their helpers"
)]

// For the page of the framework that the accessibility tests check.
connect_runtime::library!();

mod accessibility;
mod app;
mod confluence;
#[path = "../it/declared_app.rs"]
mod declared_app;
mod every_product;
mod forge;
mod inside_forge;
mod inspector;
mod jira;
mod pitfalls;
mod reloading;
mod site;
mod table;
mod tenants;
mod without_package;
