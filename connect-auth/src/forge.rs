//! Forge Remote: the tokens with which Forge calls an app's server.
//!
//! Each call of Forge carries an *invocation token*: RS256, good for 25 seconds, signed with a key of
//! Forge's key set, for one app. Who calls, for which installation, from which module and where the
//! user is are claims of it; nothing else in the request is to be trusted.
//!
//! | what | where |
//! |---|---|
//! | fetching and keeping the key set | [`InvocationKeys`] |
//! | believing a token | [`InvocationVerifier`] |
//! | what it says | [`InvocationToken`] |
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
