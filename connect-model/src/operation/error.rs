//! Errors of looking up an operation.

use crate::fact::suggestion;
use crate::method::Method;
use crate::product::Product;

/// Why a method and a path are not an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// No operation has this path in this spelling.
    #[error("unknown {product} path {path:?}")]
    UnknownPath {
        /// The product that was searched.
        product: Product,
        /// The path as it was written.
        path: String,
        /// The nearest paths, best first: at most three, empty if none is plausible.
        nearest: Vec<&'static str>,
    },
    /// The path belongs to another product.
    #[error("unknown {product} path {path:?}: it is a path of {of}")]
    OtherProduct {
        /// The product that was searched.
        product: Product,
        /// The path.
        path: &'static str,
        /// The product that has it.
        of: Product,
    },
    /// The path exists, but doesn't have this method.
    #[error("unknown method `{method}` of {path:?}")]
    WrongMethod {
        /// The path.
        path: &'static str,
        /// The method as it was written.
        method: Method,
        /// The methods of the path, sorted; never empty.
        methods: Vec<Method>,
        /// A path that only differs in its parameters' names, and has the method.
        twin: Option<&'static str>,
    },
}

impl OperationError {
    /// What to write instead.
    ///
    /// ```
    /// use connect_model::{Method, Product};
    /// use connect_model::operation::check_operation;
    /// let wrong = check_operation(Product::Jira, Method::Get, "/rest/api/3/issue/DEMO-1").unwrap_err();
    /// assert_eq!(wrong.to_string(), r#"unknown Jira path "/rest/api/3/issue/DEMO-1""#);
    /// assert_eq!(wrong.help(), r#"did you mean "/rest/api/3/issue/{issueIdOrKey}"?"#);
    /// ```
    pub fn help(&self) -> String {
        match self {
            OperationError::UnknownPath { nearest, .. } => {
                suggestion(nearest).unwrap_or_else(|| {
                    "write the path as the documentation does, such as \
                 \"/rest/api/3/issue/{issueIdOrKey}\"; if the product knows another one, \
                 use `unchecked`"
                        .to_owned()
                })
            }
            OperationError::OtherProduct { of, .. } => match of.host() {
                Product::Confluence => "use `confluence!`".to_owned(),
                _ => "use `jira!`".to_owned(),
            },
            OperationError::WrongMethod {
                method,
                methods,
                twin,
                ..
            } => {
                let mut help = "use ".to_owned();
                for (index, method) in methods.iter().enumerate() {
                    help.push_str(match index {
                        0 => "",
                        _ if index + 1 == methods.len() => " or ",
                        _ => ", ",
                    });
                    help.push_str(&format!("`{method}`"));
                }
                if let Some(twin) = twin {
                    help.push_str(&format!("; `{method}` is at {twin:?}"));
                }
                help
            }
        }
    }
}

/// An operation that no Connect app can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no Connect app can call `{method} {path}`")]
pub struct Inaccessible {
    /// The method.
    pub method: Method,
    /// The path.
    pub path: &'static str,
}

impl Inaccessible {
    /// The reason; there is no alternative to suggest.
    pub fn help(&self) -> &'static str {
        "the product gives it no Connect scope: it is for Forge or OAuth 2.0 apps only"
    }
}
