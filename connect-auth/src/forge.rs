//! Forge Remote: the tokens with which Forge calls an app's server.
//!
//! Each call from Forge carries an *invocation token*: RS256, valid for 25 seconds, signed with a key
//! from Forge's key set, for one app. Its claims state the caller, the installation, the module and
//! where the user is; nothing else in the request can be trusted.
//!
//! | purpose | type |
//! |---|---|
//! | fetching and caching the key set | [`InvocationKeys`] |
//! | verifying a token | [`InvocationVerifier`] |
//! | the contents of a token | [`InvocationToken`] |
//!
//! Source: "Forge Remote essentials"; "Forge Remote invocation contract".

mod keys;
#[cfg(test)]
mod tests;
mod token;
mod verify;

pub use self::keys::{InvocationKeys, KEY_SET_URL, KeySetError};
pub use self::token::{
    AppEnvironment, EnvironmentType, ForgeLicense, InvocationToken, InvokedModule, product_at,
};
pub use self::verify::{API_HOST, InvocationVerifier, LEEWAY, Refusal, STAGING_API_HOST};
