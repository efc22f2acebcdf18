//! Whole apps over real HTTP: registrations as the macros write them, a host's side made by hand.

mod endpoints;
mod fixture;
mod lifecycle;
mod pages;
mod server;
mod start;
mod webhooks;
