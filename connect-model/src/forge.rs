//! What a Connect app becomes on Forge.
//!
//! The same declarations that make a descriptor make a manifest: each module kind has its target in
//! [`mod@target`], each webhook event its own in [`mod@event`], each condition in [`mod@condition`],
//! and each context parameter its place in the context that Forge signs, in [`mod@context`]. What
//! has no target is a [`Gap`], never a module that is left out in silence.
//!
//! | module | what it answers |
//! |---|---|
//! | [`mod@module`], [`mod@property`] | which modules Forge has, what they require, what fills them |
//! | [`mod@target`], [`mod@event`], [`mod@condition`], [`mod@context`] | what stands for what |
//! | [`mod@bridge`] | which calls of Connect's bridge a page may make, and what it does instead of the others |
//! | [`mod@scope`], [`mod@feature`] | which scopes there are, and those of what is not a call and not an event |
//! | [`mod@locale`] | which languages Forge knows |
//! | [`mod@manifest`], [`mod@yaml`] | the manifest, and how it is written |
//! | [`mod@settings`] | what the app has decided |
//! | [`mod@assemble`], [`mod@gap`] | the manifest made from an app, and what of the app it lacks |
//! | [`mod@check`] | everything that is wrong with a manifest, however it was made |
//! | [`mod@change`] | what has changed since another manifest, and what of it has to be approved |
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
