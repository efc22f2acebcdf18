//! Uses of scopes in the code, apart from the modules that it declares.
//!
//! Each macro that needs a scope (`jira!`, `confluence!`, `as_user!`, `scopes!`) makes a
//! [`ScopeUse`]. It is made twice, independently: by the build script from the sources, and by the
//! linker from what was compiled.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Origin;
use crate::method::Method;
use crate::product::Product;
use crate::scope::{Scope, ScopeSet};

/// One place in the code that needs scopes.
///
/// ```
/// use connect_model::Origin;
/// use connect_model::scope_use::{ScopeUse, ScopeUseKind};
/// use connect_model::{Method, Product, Scope, ScopeSet};
///
/// let used = ScopeUse {
///     kind: ScopeUseKind::call(Product::Jira, Method::Put, "/rest/api/3/issue/{issueIdOrKey}"),
///     scopes: ScopeSet::of(&[Scope::Write]),
///     origin: Origin::new("src/votes.rs", 14, 9),
/// };
/// assert_eq!(used.to_string(), "PUT /rest/api/3/issue/{issueIdOrKey}");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeUse {
    /// The kind of use.
    pub kind: ScopeUseKind,
    /// The required scopes; empty for a call that needs none.
    pub scopes: ScopeSet,
    /// Where it is in the code.
    pub origin: Origin,
}

/// What uses scopes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeUseKind {
    /// A checked REST API call, in Rust.
    Call {
        /// The product of the macro.
        product: Product,
        /// The method.
        method: Method,
        /// The documented path.
        path: Cow<'static, str>,
    },
    /// A call that a page of the app makes in the browser, through `AP.request`.
    PageCall {
        /// The product of the operation.
        product: Product,
        /// The method.
        method: Method,
        /// The documented path.
        path: Cow<'static, str>,
    },
    /// A call that a [client method](crate::client_method) may make, in Rust.
    MethodCall {
        /// The method's name in messages: `properties(Entity::Issue)`.
        by: Cow<'static, str>,
        /// The product of the operation; [`Product::Common`] for one that each product has.
        product: Product,
        /// The HTTP method.
        method: Method,
        /// The documented path.
        path: Cow<'static, str>,
    },
    /// Acting as a user.
    Impersonation,
    /// Scopes listed by hand.
    ByHand {
        /// What the same code needs on Forge: names of Forge scopes, separated by spaces.
        #[serde(default, skip_serializing_if = "str::is_empty")]
        forge: Cow<'static, str>,
    },
}

impl ScopeUseKind {
    /// A checked call.
    #[must_use]
    pub const fn call(product: Product, method: Method, path: &'static str) -> Self {
        Self::Call {
            product,
            method,
            path: Cow::Borrowed(path),
        }
    }

    /// The operation that is called: product, method and path.
    #[must_use]
    pub fn operation(&self) -> Option<(Product, Method, &str)> {
        match self {
            Self::Call {
                product,
                method,
                path,
            }
            | Self::PageCall {
                product,
                method,
                path,
            }
            | Self::MethodCall {
                product,
                method,
                path,
                ..
            } => Some((*product, *method, path)),
            Self::Impersonation | Self::ByHand { .. } => None,
        }
    }
}

impl ScopeUse {
    /// The Forge scopes listed by hand for the same code.
    pub fn forge_scopes(&self) -> impl Iterator<Item = &str> {
        let named = match &self.kind {
            ScopeUseKind::ByHand { forge } => forge,
            _ => "",
        };
        named.split_whitespace()
    }

    /// The scopes one by one; a single `None` if it needs none.
    pub fn each_scope(&self) -> impl Iterator<Item = Option<Scope>> + use<> {
        let none = self.scopes.is_empty().then_some(None);
        self.scopes.iter().map(Some).chain(none)
    }
}

/// Displays its name in messages.
impl fmt::Display for ScopeUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ScopeUseKind::Call { method, path, .. } => write!(f, "{method} {path}"),
            ScopeUseKind::PageCall { method, path, .. } => write!(f, "AP.request {method} {path}"),
            ScopeUseKind::MethodCall { by, .. } => f.write_str(by),
            ScopeUseKind::Impersonation => f.write_str("as_user!"),
            ScopeUseKind::ByHand { forge } => {
                let connect = self.scopes.iter().map(|scope| scope.name().to_owned());
                let forge = forge.split_whitespace().map(|name| format!("\"{name}\""));
                let names: Vec<String> = connect.chain(forge).collect();
                write!(f, "scopes![{}]", names.join(", "))
            }
        }
    }
}
