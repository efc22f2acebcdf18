//! A local Jira or Confluence, as an Atlassian Connect app meets it.
//!
//! The host installs an app, signs, opens modules, calls endpoints and fires webhooks, exactly as the
//! real product does toward the app, and refuses what the real one would. It is what an app's tests
//! talk through, and the core of `cargo connect dev`. It has no user interface, all its state belongs
//! to one instance, and its [clock](Clock) can be set.
//!
//! ```no_run
//! # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
//! use connect_host::{Host, Method};
//! use serde_json::json;
//!
//! let host = Host::jira().install(&app).await?;
//! let page = host.open("votes").as_user("557058:ann").with("issue.key", "DEMO-1").await?;
//! assert_eq!(page.status, 200);
//! page.endpoint(Method::POST, "/api/vote").json(&json!({"up": true})).await?;
//! host.fire("jira:issue_created").await?;
//! host.uninstall().await?;
//! # Ok(())
//! # }
//! ```
//!
//! | to | use |
//! |---|---|
//! | set up a site | [`Host::jira`], [`Host::confluence`], [`HostBuilder`] |
//! | install, reinstall, disable, enable, uninstall | [`Host::install`] and its neighbours |
//! | open a module | [`Host::open`] |
//! | call the app as its page does | [`Host::endpoint`], [`Opened::endpoint`] |
//! | fire webhooks | [`Host::fire`] |
//! | forge tokens | [`Host::request_token`], [`Host::context_token`], [`Host::install_token`], [`TokenBuilder`] |
//! | answer the app's REST calls | [`Host::rest`], [`HostBuilder::rest`] |
//! | leave and find properties | [`Host::set_property`], [`Host::property`] |
//! | see what the app called | [`Host::rest_calls`] |
//! | take a scope away | [`Host::withhold`] |
//! | prove that each call needs its scope | [`proof`] |
//! | have several tenants | several hosts, one [`KeyHost`] |
//! | make the key host fail | [`KeyHost::answer`], [`KeyAnswer`] |
//!
//! Its signing code is its own ([`qsh`]): an app that verifies it is checked against a second
//! implementation of the platform's rules.

mod acceptance;
mod answer;
mod builder;
mod call;
mod clock;
mod context;
mod error;
mod event_body;
mod fire;
mod frame;
mod host;
mod install;
mod installable;
mod journal;
mod key_host;
mod mint;
mod module;
mod open;
mod payload;
mod product;
pub mod qsh;
mod rest;
mod rsa_key;
#[cfg(feature = "runtime")]
mod runtime_app;
mod token;

pub use acceptance::Problem;
pub use answer::{Answer, Verdict};
pub use builder::HostBuilder;
pub use call::Call;
pub use clock::Clock;
pub use connect_model::{Scope, ScopeSet};
pub use context::sample;
pub use error::HostError;
pub use fire::{Delivery, Fire};
pub use host::{DEFAULT_USER, Host};
pub use http::{HeaderMap, Method, StatusCode};
pub use installable::{AppHandle, Installable, Surroundings};
pub use journal::Exchange;
pub use key_host::{KeyAnswer, KeyHost};
pub use module::Module;
pub use open::{Open, Opened};
pub use product::HostProduct;
pub use rest::{Cell, Matrix, Mismatch, Refusal, RestAnswer, RestCall, RestRoute, Row, proof};
pub use rsa_key::RsaKey;
pub use token::{Algorithm, LIFETIME, TokenBuilder};
