//! How a Connect app is written in Rust.
//!
//! The attributes and `app!` are parsed here, checked against [`connect_model`]'s tables, and
//! become validated values: [`Declared`] and [`App`]. The macros expand those, the build script
//! records them; both read the same sources through the same code, so they can't disagree.
//!
//! | room | what happens there |
//! |---|---|
//! | [`value`], [`args`] | what was written, spans kept |
//! | [`check`] | what was written against what the table says |
//! | [`signature`], [`doc`], [`key`] | what the function itself says: URL, name, key |
//! | [`attribute`], [`app`] | one attribute or `app!`, whole: all errors at once |
//! | [`rest`] | one call of the REST API, whole: all errors at once |
//! | [`needing`] | the macros that need scopes, and what each needs |
//! | [`mod@reference`] | items of the app that an attribute names |
//! | [`declared`] | what is true; only this can be expanded |
//! | [`wording`] | every sentence that the compiler says for us |

pub mod app;
pub mod args;
pub mod attribute;
pub mod check;
mod conditions;
mod context;
pub mod declared;
mod depth;
pub mod doc;
pub mod item;
pub mod key;
pub mod needing;
pub mod reference;
pub mod report;
pub mod rest;
pub mod signature;
mod target;
mod template;
pub mod value;
pub mod wording;

pub use app::{App, Library};
pub use attribute::Attribute;
pub use declared::{Declared, Deprecation, ModuleRoute, Needs, What};
pub use item::{Annotated, HandlerFn, UnitStruct};
pub use needing::{Needed, Needing};
pub use reference::{Reference, Wants};
pub use report::Report;
pub use signature::{Argument, Source};
