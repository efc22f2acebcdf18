//! What all sites of the platform share: the server of public keys and the authorization server.

pub(crate) mod key_server;
pub(crate) mod oauth;
