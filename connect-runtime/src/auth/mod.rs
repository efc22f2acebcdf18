//! Who is calling: every rule about tokens, in one place.
//!
//! A Connect host signs each request it makes to an app, and an app believes nothing else. Four
//! kinds of token exist, and each route accepts exactly one of them:
//!
//! | token | signed with | bound to | accepted on |
//! |---|---|---|---|
//! | [request](token::RequestToken) | the tenant's shared secret (HS256) | one URL, through [`qsh`] | iframes, webhooks, `enabled`/`disabled` |
//! | [context](token::ContextToken) | the same secret | nothing (`qsh` is `context-qsh`) | the app's own calls from its pages |
//! | [session](session::SessionToken) | a key derived from that secret | one tenant | the same routes, when the app turns them on |
//! | [lifecycle](token::LifecycleClaims) | the host's private key (RS256) | one URL | `installed`, `uninstalled` |
//!
//! [`verify::Verifier`] applies the rules to a request; [`qsh`] and [`jwt`] are its parts and work
//! without a server.

pub mod clock;
pub mod jwt;
pub mod key_host;
pub mod qsh;
pub mod rejection;
pub mod session;
pub mod token;
pub mod transport;
pub mod verify;

#[cfg(test)]
pub(crate) mod test_host;
