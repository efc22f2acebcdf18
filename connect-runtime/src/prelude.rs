//! What an app's source files begin with: `use connect_runtime::prelude::*;`.
//!
//! `html!` writes out the name `maud`, so a package that uses it has `maud` in its own
//! `Cargo.toml`.

pub use connect_macros::*;
#[cfg(feature = "html")]
pub use maud::{Markup, html};

#[cfg(feature = "html")]
pub use crate::Page;
#[cfg(feature = "client")]
pub use crate::client::{Confluence, Jira};
pub use crate::extract::{Event, License, User};
pub use crate::lifecycle::Lifecycle;
pub use crate::tenants::Tenant;
pub use crate::{App, Error, Result};
