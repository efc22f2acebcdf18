//! The descriptor, or on Forge the manifest, as a host reads it: pure functions that return what it
//! accepts, or everything that is wrong with it.

pub(crate) mod acceptance;
pub(crate) mod context;
pub(crate) mod manifest;
pub(crate) mod module;
