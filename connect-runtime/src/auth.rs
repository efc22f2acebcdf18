//! Who is calling: the rules about tokens, applied to a request.
//!
//! [`Verifier`] applies them for the tenants of an app, and [`rejection`] has a response for each
//! failure. The tokens themselves are `connect-auth`'s, which a program without this server can use.

pub mod rejection;
mod verify;

pub use connect_auth::clock::Clock;
pub use connect_auth::key_host::KeyHost;
pub use connect_auth::session::{Renewable, SessionToken, SessionTokens};
pub use connect_auth::token::{ContextToken, LifecycleClaims, RequestToken, TokenContext};

pub(crate) use self::verify::{Renewal, original_uri};
pub use self::verify::{Verified, Verifier};
