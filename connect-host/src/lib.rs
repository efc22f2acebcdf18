//! A local Jira or Confluence for developing and testing Atlassian Connect apps.
//!
//! The host installs an app, signs requests, opens modules, calls endpoints and fires webhooks
//! exactly as the real product does, and refuses what the real one would. An app's tests talk to
//! the app through it, and it is the core of `cargo connect dev`. Without the feature `browser` it
//! has no user interface; all its state belongs to one instance, and its [clock](Clock) can be set.
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
//! | set one up on Forge | [`Host::forge`], [`HostBuilder::on_forge`] |
//! | show it at other addresses | [`HostBuilder::display_url`], [`HostBuilder::help_center_url`] |
//! | install, reinstall, disable, enable, uninstall | [`Host::install`] and its neighbours |
//! | open a module, or the dialog or page that a web item opens | [`Host::open`] |
//! | call the app as its page does | [`Host::endpoint`], [`OpenedModule::endpoint`](requests::OpenedModule::endpoint) |
//! | read a page, follow its links, send its forms | [`OpenedModule`](requests::OpenedModule), with the feature `html` |
//! | do all that as another user | [`Host::person`] |
//! | fire webhooks, or events on Forge | [`Host::fire`] |
//! | call the app as Forge does for other modules | [`Host::forge_call`] |
//! | move the site's data to another region | [`Host::migrate_data`] |
//! | forge tokens | [`Host::request_token`], [`Host::context_token`], [`Host::install_token`], [`Host::invocation_token`], [`tokens`] |
//! | answer the app's REST calls | [`Host::rest`], [`HostBuilder::serve_rest`] |
//! | make issues and users | [`Host::data`] |
//! | do what a user does on the product's pages | [`Host::product_request`] |
//! | wait for the webhooks of what has changed | [`Host::settled`] |
//! | store and read properties | [`Host::set_property`], [`Host::property`] |
//! | see what the app called | [`Host::rest_calls`] |
//! | license the app, or let its trial end | [`HostBuilder::license`], [`Host::set_license`] |
//! | choose who administers the product | [`HostBuilder::administrators`], [`Host::set_administrators`] |
//! | see what the host sent, and send it again | [`Host::journal`], [`Host::replay`] |
//! | inject faults | [`Host::faults`] |
//! | withhold a scope | [`Host::withhold`], [`Host::withhold_on_forge`] |
//! | prove that each call needs its scope | [`scope_proof`] |
//! | have several tenants | several hosts, one [`KeyHost`] |
//! | have several servers of one app | `AppServers`, with the feature `runtime` |
//! | expect how often the app calls an operation | [`rest::Route::expect`], [`Host::verify`] |
//! | make the key host fail | [`KeyHost::answer`], [`KeyAnswer`] |
//!
//! The host's signing code is its own ([`qsh`], and [jsonwebtoken](https://docs.rs/jsonwebtoken)), so an app
//! that verifies its requests is checked against a second implementation of the platform's rules.

// Layers, lowest first. Each uses only those above it in this list:
//
//   error, product   the errors; the product that a host plays
//   wire             tokens, hashes, keys, URLs, headers, loopback servers
//   descriptor       the contents of a descriptor or manifest, and whether a host accepts it
//   document         the elements of a page, and what its links and forms request
//   app              where the app is, and how it is started
//   site             a tenant: its identity, and everything about it that changes
//   platform         what all sites share: the key host, the authorization server, Forge's gateway
//   rest             the product's REST API, on the state of a site
//   data             adding to the product's data
//   requests         what the host sends to the app
//   faults           the façade for injecting faults
//   person           the façade for one user
//   host             the façade, and the only file with `impl Host`
//   scope_proof      drives a host to prove an app's scopes
//   browser          the pages in which a person uses the product and the app in it

mod app;
#[cfg(feature = "browser")]
pub mod browser;
mod data;
mod descriptor;
#[cfg(feature = "html")]
mod document;
mod error;
mod faults;
mod host;
mod person;
mod platform;
pub mod requests;
pub mod rest;
pub mod scope_proof;
mod site;
mod wire;

/// Tokens and keys, genuine and forged.
pub mod tokens {
    pub use crate::wire::rsa_key::RsaKey;
    pub use crate::wire::token::{Algorithm, LIFETIME, TokenBuilder};
}

pub use app::handle::AppHandle;
pub use app::installable::{AppEnvironment, ForgeEnvironment, Installable};
#[cfg(feature = "runtime")]
pub use app::servers::AppServers;
pub use connect_model::HostProduct;
pub use connect_model::{Scope, ScopeSet};
pub use data::{NewIssue, NewUser, SiteData};
pub use descriptor::context::{DEFAULT_USER, sample_context_value};
pub use descriptor::module::Module;
#[cfg(feature = "html")]
pub use document::{element::Element, error::DocumentError};
pub use error::{DescriptorProblem, ForgeRule, HostError, InvalidBaseUrl};
pub use faults::Faults;
pub use host::{Host, HostBuilder};
pub use http::{HeaderMap, Method, StatusCode};
pub use person::Person;
pub use platform::key_server::{KeyAnswer, KeyHost};
pub use site::app_sources::AppSources;
#[cfg(feature = "browser")]
pub use site::bridge_call::BridgeCall;
pub use site::faults::{FaultPlan, RestFault, TokenFault};
pub use site::license::License;
pub use wire::clock::Clock;
pub use wire::qsh;

/// Compiles the examples of the README.
#[cfg(all(doctest, feature = "runtime"))]
#[doc = include_str!("../README.md")]
struct Readme;
