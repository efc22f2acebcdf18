//! The call and tenant that an error is about.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use connect_model::{Method, ScopeSet};

/// The call and tenant that an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallContext {
    /// The method.
    pub method: Method,
    /// The path as written in the code, with `{name}` in place of values, which may be personal
    /// data.
    pub template: Cow<'static, str>,
    /// The tenant's `clientKey`; the host of its base URL if the client was made without one.
    pub tenant: Arc<str>,
    /// The scopes that the operation needs.
    pub needs: ScopeSet,
    /// Whether the app was acting as a user.
    pub as_user: bool,
    /// Whether the site has a Forge installation of the app.
    pub on_forge: bool,
}

impl fmt::Display for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            method,
            template,
            tenant,
            ..
        } = self;
        write!(f, "{method} {template} (tenant `{tenant}`)")
    }
}
