//! Tokens for acting as a user: the OAuth 2.0 JWT bearer grant, and a cache of what it gives.
//!
//! Source: "User impersonation for Connect apps"; RFC 7523.

mod cache;
mod impersonation;
mod jwt_bearer_grant;

pub(super) use self::cache::{UserToken, UserTokens};
pub(super) use self::impersonation::Impersonation;
pub use self::impersonation::ImpersonationError;
pub(super) use self::jwt_bearer_grant::grant;
