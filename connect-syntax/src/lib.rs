//! How a Connect app is written in Rust.
//!
//! The attributes, `app!` and the REST macros are parsed here, checked against [`connect_model`]'s
//! tables, and become validated values: [`Declared`], [`App`] and [`rest::RestCall`]. The macros
//! expand those, and the build script records them. Both read the same sources through the same code,
//! so they can't disagree.
//!
//! | module | contents |
//! |---|---|
//! | [`args`], [`value`], [`item`] | what was written, with its spans |
//! | `check`, `conditions`, `guard`, `target`, `webhook`, `open_value` | checking what was written against the tables |
//! | [`signature`], `context`, [`path`], [`template`], [`doc`], [`key`] | what follows from the item itself: URL, name, key |
//! | [`interval`] | how often something runs |
//! | `findings`, [`report`] | collecting errors and notes |
//! | [`attribute`], [`app`], [`parameters`] | one attribute, `app!` or struct of context parameters, with all its errors at once |
//! | [`rest`] | one call of the REST API, with all its errors at once |
//! | [`assets`] | folders of files that browsers load |
//! | [`scoped_macros`] | the macros that need scopes, and what each needs |
//! | [`property_tree`], [`mod@reference`] | descriptor JSON that refers to items of the app |
//! | [`declared`] | the validated result, which is all that can be expanded |
//! | [`gives`] | which arguments an item can provide to its function |
//! | [`wording`] | every sentence that the compiler prints for this crate |

pub mod app;
pub mod args;
pub mod assets;
pub mod attribute;
mod check;
mod conditions;
mod context;
pub mod declared;
mod depth;
pub mod doc;
mod event_group;
mod findings;
mod forge;
pub mod gives;
mod guard;
pub mod interval;
pub mod item;
pub mod key;
mod open_value;
pub mod parameters;
pub mod path;
pub mod property_tree;
pub mod reference;
pub mod report;
pub mod rest;
pub mod scoped_macros;
pub mod signature;
pub mod template;
pub mod value;
mod webhook;
pub mod wording;

pub use app::{App, Library};
pub use attribute::Attribute;
pub use declared::{DeclarationKind, Declared, EventScope, InOrder, ModuleRoute, Work};
pub use findings::{Deprecation, SectionUse, UnlistedUse};
pub use gives::Gives;
pub use item::{Annotated, HandlerFn, UnitStruct};
pub use property_tree::{Part, PropertyTree};
pub use reference::{LocationForm, Reference, ReferenceTarget};
pub use report::Report;
pub use scoped_macros::{MacroScopes, ScopedMacro};
pub use signature::{Argument, Source};
