//! Tokens for acting as a user: the OAuth 2.0 JWT bearer grant, its counterpart on Forge, and a cache of
//! the tokens.
//!
//! Source: "User impersonation for Connect apps"; RFC 7523; "Calling Atlassian app APIs from a remote".

mod cache;
mod impersonation;
mod jwt_bearer_grant;
mod offline_user_auth_token;

pub(super) use self::cache::{UserToken, UserTokens};
pub(super) use self::impersonation::Impersonation;
pub use self::impersonation::ImpersonationError;
pub(super) use self::jwt_bearer_grant::grant as jwt_bearer_grant;
pub(super) use self::offline_user_auth_token::grant as offline_user_auth_token;
