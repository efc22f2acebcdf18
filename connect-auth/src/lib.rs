//! The tokens of Atlassian Connect: parsing, verifying and signing, without a server or a database.
//!
//! A Connect host signs each request that it makes to an app, and an app trusts nothing else. There
//! are five kinds of token, and a route accepts exactly one of them:
//!
//! | token | signed with | bound to | accepted on |
//! |---|---|---|---|
//! | [request](token::RequestToken) | the tenant's shared secret (HS256) | one URL, through [`qsh`] | iframes, webhooks, `enabled`/`disabled` |
//! | [context](token::ContextToken) | the same secret | nothing (`qsh` is `context-qsh`) | the app's own endpoints, called from its pages |
//! | [session](session::SessionToken) | a key derived from that secret | one tenant | the same routes, if the app turns them on |
//! | [form](form_token::FormToken) | another such key | one tenant | the same routes, as the field `jwt` of a posted form |
//! | [lifecycle](token::LifecycleClaims) | the host's private key (RS256) | one URL | `installed`, `uninstalled` |
//!
//! Forge signs its calls differently, with [invocation tokens](forge::InvocationToken), which are
//! accepted on Forge's own routes and nowhere else.
//!
//! This crate contains the parts: [`transport`] finds the token of a request, [`jwt`] parses and
//! verifies it, [`key_host`] fetches the keys of lifecycle tokens, [`qsh`] ties a token to its
//! request. `connect-runtime` puts them together for an axum server.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod access_token;
pub mod clock;
#[cfg(test)]
mod constant_time;
pub mod content;
pub mod environment;
pub mod fingerprint;
pub mod forge;
pub mod form_token;
pub mod jwt;
pub mod key_host;
pub mod patience;
pub mod qsh;
pub mod reach;
mod secret;
pub mod session;
pub mod single_flight;
pub mod token;
pub mod transport;

pub use self::access_token::{AccessToken, InvalidAccessToken};
pub use self::secret::{InvalidSecret, Secret};

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
