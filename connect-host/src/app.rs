//! The app as a host sees it: its address, and how it is started.

pub(crate) mod handle;
pub(crate) mod installable;
#[cfg(feature = "runtime")]
mod runtime;
#[cfg(feature = "runtime")]
pub(crate) mod servers;
