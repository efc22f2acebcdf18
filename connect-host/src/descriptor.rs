//! The descriptor, and on Forge the manifest, as a host reads it: pure functions to what it accepts,
//! or to everything that is wrong with it.

pub(crate) mod acceptance;
pub(crate) mod context;
pub(crate) mod manifest;
pub(crate) mod module;
