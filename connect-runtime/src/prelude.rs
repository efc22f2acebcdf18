//! The names that an app's source files import with `use connect_runtime::prelude::*;`. Its
//! [`Result`] shadows `std`'s, with [`Error`] as the default error.
//!
//! `html!` expands to paths in `maud`, so a package that uses it has `maud` in its own
//! `Cargo.toml`.

#[cfg(feature = "html")]
pub use maud::{Markup, html};

#[cfg(feature = "html")]
pub use crate::Page;
pub use crate::attributes::*;
#[cfg(feature = "client")]
pub use crate::client::{Confluence, Jira};
pub use crate::extract::{Event, FormToken, License, Parameters, SignedContext, User};
pub use crate::jobs::{Job, Jobs};
pub use crate::lifecycle::Lifecycle;
pub use crate::tenants::Tenant;
pub use crate::{
    App, Context as _, ContextParameters, Error, Result, app, asset, assets, callback, condition,
    dare_migration, disabled, enabled, endpoint, iframe, installed, job, library, main,
    not_written, public, scheduled, scopes, uninstalled,
};
#[cfg(feature = "client")]
pub use crate::{as_user, confluence, jira};
