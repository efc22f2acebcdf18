//! The descriptor as a host reads it: pure functions from JSON to an accepted descriptor, or to
//! everything that is wrong with it.

pub(crate) mod acceptance;
pub(crate) mod context;
pub(crate) mod module;
