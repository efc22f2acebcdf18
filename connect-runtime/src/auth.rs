//! Who is calling: the rules about tokens, applied to a request.
//!
//! The tokens themselves are `connect-auth`'s; [`Verifier`](verify::Verifier) puts its parts together
//! for the tenants of an app, and [`rejection`] has an answer for each failure.

pub mod rejection;
pub mod verify;

#[cfg(test)]
pub(crate) mod test_host;

#[doc(inline)]
pub use connect_auth::{clock, jwt, key_host, qsh, session, token, transport};
