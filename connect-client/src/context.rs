//! Which call of which tenant something is about.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use connect_model::{Method, ScopeSet};

/// Which call of which tenant an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallContext {
    /// The method.
    pub method: Method,
    /// The path as the code has it, with `{name}` in place of values, which may be personal data.
    pub template: Cow<'static, str>,
    /// The tenant's `clientKey`; the host of its base URL when the client was made without one.
    pub tenant: Arc<str>,
    /// The scopes that the operation needs.
    pub needs: ScopeSet,
    /// Whether the app acted as a user.
    pub as_user: bool,
    /// Whether the app is installed there on Forge.
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
