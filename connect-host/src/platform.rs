//! What all sites of the platform share: the server of public keys, the authorization server, and
//! Forge's gateway to the products.

pub(crate) mod gateway;
pub(crate) mod key_server;
pub(crate) mod oauth;
