//! Converting a Connect app to Forge.
//!
//! The declarations that make a descriptor also make a manifest: each module kind has its target in
//! [`mod@target`], each webhook event its counterpart in [`mod@event`], each condition in
//! [`mod@condition`], and each context parameter its place in the context that Forge signs, in
//! [`mod@context`]. Whatever has no target is reported as a [`Gap`], never omitted silently.
//!
//! | module | contents |
//! |---|---|
//! | [`mod@module`], [`mod@property`] | Forge's modules, what they require, and how their properties are filled |
//! | [`mod@target`], [`mod@event`], [`mod@condition`], [`mod@context`] | Forge's counterparts of Connect's facts |
//! | [`mod@bridge`] | the calls of Connect's bridge that a page may make, and alternatives for the others |
//! | [`mod@scope`], [`mod@feature`] | Forge's scopes, and those that are needed for neither a call nor an event |
//! | [`mod@locale`] | Forge's languages |
//! | [`mod@manifest`], [`mod@yaml`] | the manifest, and how it is written |
//! | [`mod@settings`] | the app's settings for Forge |
//! | [`mod@assemble`], [`mod@gap`] | assembling an app's manifest, and the parts of the app that it lacks |
//! | [`mod@check`] | checks for everything that can be wrong with a manifest, however it was made |
//! | [`mod@change`] | the changes since another manifest, and which of them require approval |
//!
//! Source: "Manifest"; "Adopting Forge from Connect".

pub mod assemble;
pub mod bridge;
pub mod change;
pub mod check;
pub mod condition;
pub mod context;
pub mod event;
pub mod feature;
pub mod gap;
pub mod locale;
pub mod manifest;
pub mod module;
pub mod property;
pub mod scope;
pub mod settings;
pub mod target;
pub mod yaml;

pub use assemble::{Forge, assemble, survey};
pub use gap::{Gap, GapKind};
pub use manifest::Manifest;
pub use settings::Settings;
