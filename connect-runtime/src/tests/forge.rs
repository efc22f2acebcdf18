//! The app as called by Forge: over HTTP, with tokens of a key set on loopback.

mod accepted;
mod called;
mod events;
mod host;
mod licences;
mod pages;
