//! What goes over the wire, independent of sites and descriptors.

pub(crate) mod claims;
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod http;
pub mod qsh;
pub(crate) mod rsa_key;
pub(crate) mod secret;
pub(crate) mod server;
pub(crate) mod task;
pub(crate) mod token;
pub(crate) mod url;
