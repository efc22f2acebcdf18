//! Authentication: the rules about tokens, applied to requests.
//!
//! [`Verifier`] applies them for an app's tenants, and [`rejection`] has a response for each
//! failure. The tokens themselves are in `connect-auth`, which works without this server.

pub mod rejection;
mod verify;

pub use connect_auth::clock::Clock;
pub use connect_auth::key_host::KeyHost;
pub use connect_auth::session::{Renewable, SessionToken, SessionTokens};
pub use connect_auth::token::{ContextToken, LifecycleClaims, RequestToken, TokenContext};

pub(crate) use self::verify::{Renewal, original_uri};
pub use self::verify::{Verified, Verifier};
