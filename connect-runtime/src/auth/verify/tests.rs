// A test that can't go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod context;
mod lifecycle;
mod request;
mod site;
mod transport;
