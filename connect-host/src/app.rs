//! The app as a host reaches it: where it is, and how it is started.

pub(crate) mod handle;
pub(crate) mod installable;
#[cfg(feature = "runtime")]
mod runtime;
#[cfg(feature = "runtime")]
pub(crate) mod servers;
