//! What the macros expand to. Nothing here is for people: it changes with every release, and the
//! macros of one release fit the runtime of the same release only.
//!
//! An expansion is data, a [`Registration`], whose [`Handler`] has a [`Source`] for each argument; a
//! reader of `CONNECT_MACROS_DEBUG=1` output sees the whole of it on one screen.

mod call;
mod collect;
mod condition;
mod entry;
mod handler;
mod module;
mod registration;
mod rest;

pub use connect_model::declaration::{Auth, Declaration, Route};
pub use connect_model::{Method, Origin};
pub use connect_model::{Product, Scope, ScopeSet, ScopeUse, ScopeUseKind};
pub use core::option::Option::{None, Some};

pub use self::call::{Answer, Bound, Call, ContextValue, Refused, answer, bind};
pub(crate) use self::call::{AnyState, Arrived, PathParameters};
pub use self::collect::{
    collect_app, collect_item, collect_need, collected_apps, collected_items, collected_needs,
};
pub use self::condition::{Shown, shown};
pub use self::entry::main;
pub use self::handler::{
    Handle, Handler, Source, context, handler_0, handler_1, handler_2, handler_3, handler_4,
    handler_5, handler_6, handler_7, handler_8, handler_9, handler_10, handler_11, handler_12,
    handler_13, handler_14, handler_15, handler_16, last, optional, part,
};
pub use self::module::{Item, Module, join, length, location_below, named_item_must_fit};
pub use self::registration::{AppRegistration, Registration, StateType};
#[cfg(feature = "client")]
pub use self::rest::{
    CallSite, as_user, boolean, booleans, confluence, header, integer, integers, jira, json_patch,
    one, path_value, text, values, word, words,
};
pub use self::rest::{by_hand, impersonation, within};
pub use crate::__connect_before_main as before_main;
pub use crate::__connect_joined as joined;
