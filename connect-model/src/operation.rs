//! The REST operations of Jira and Confluence: their parameters, and the scope that a Connect app
//! needs for each.
//!
//! An operation is looked up by its *documented* path, with parameters in braces under their
//! documented names. A concrete path or other names are not found, and the error contains the
//! documented path:
//!
//! ```
//! use connect_model::{Method, Product, Scope, operation::{Access, check_operation}};
//!
//! let edit = check_operation(Product::Jira, Method::Put, "/rest/api/3/issue/{issueIdOrKey}").unwrap();
//! assert_eq!(edit.access(), Access::Needs(Scope::Write));
//! assert!(edit.body_required());
//! assert!(edit.query_parameter("notifyUsers").is_ok());
//!
//! let wrong = check_operation(Product::Jira, Method::Put, "/rest/api/3/issue/{key}").unwrap_err();
//! assert_eq!(wrong.help(), r#"did you mean "/rest/api/3/issue/{issueIdOrKey}"?"#);
//! ```
//!
//! # Confluence's `/wiki`
//! Confluence's paths start with `/wiki`, as in its documentation: `/wiki/rest/api/content`,
//! `/wiki/api/v2/pages`. The base URL of an installation in Confluence ends with `/wiki` too, so a
//! request goes to the base URL and [`Operation::path_below_base_url`]; that is also the path that
//! is signed.
//!
//! # Shared operations
//! Some paths, such as `/rest/atlassian-connect/1/addons/{addonKey}/properties`, are documented in
//! two versions of an API. They are a single operation here, with two [`Operation::apis`].

mod api;
mod body;
mod error;
mod near;
pub(crate) mod packed;
mod paging;
mod parameter;
mod request;

pub use crate::method::Method;
pub use api::Api;
pub use body::{Body, Response};
pub use error::{Inaccessible, OperationError};
pub(crate) use paging::Listed;
pub use paging::{Paging, Windows, bare_list};
pub use parameter::{Cardinality, Parameter, ValueKind, WrongValue};
pub use request::operation_of_request;

use crate::fact::Unknown;
use crate::generated::operations;
use crate::product::Product;
use crate::scope::Scope;
use packed::Name;
use std::fmt;

/// A method of a path.
#[derive(PartialEq, Eq)]
pub struct Operation {
    pub(crate) path: u16,
    /// The offset of its parameter lists: in the path, in the query, in headers.
    pub(crate) parameters: u16,
    /// The offset of its lists of OAuth 2.0 scopes: classic, granular.
    pub(crate) oauth: u16,
    pub(crate) replacement: Name,
    pub(crate) method: Method,
    pub(crate) apis: u8,
    pub(crate) access: Access,
    pub(crate) deprecated: bool,
    pub(crate) experimental: bool,
    pub(crate) bodies: u8,
    pub(crate) body_required: bool,
    pub(crate) response: Response,
    pub(crate) listed: Listed,
}

/// What a Connect app needs to call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// No Connect app can call it.
    Inaccessible,
    /// Every app can call it.
    Free,
    /// An app with this scope, or with one that implies it, can call it.
    Needs(Scope),
}

/// All operations, sorted by path, then method.
pub fn operations() -> &'static [Operation] {
    &operations::OPERATIONS
}

/// The operations of a documented path, sorted by method; empty if it is unknown.
pub fn operations_at(path: &str) -> &'static [Operation] {
    packed::path_number(path).map_or(&[], packed::at)
}

/// The operation with this method and documented path.
///
/// # Errors
/// [`OperationError`] if the path is unknown or another product's, or does not have the method.
pub fn check_operation(
    product: Product,
    method: Method,
    path: &str,
) -> Result<&'static Operation, OperationError> {
    let found = operations_at(path);
    let Some(first) = found.first() else {
        return Err(OperationError::UnknownPath {
            product,
            path: path.to_owned(),
            nearest: near::paths(product, method, path),
        });
    };
    if !first.product().meets(product) {
        if let Some(own) = own_path(product, path) {
            return Err(OperationError::UnknownPath {
                product,
                path: path.to_owned(),
                nearest: vec![own],
            });
        }
        return Err(OperationError::OtherProduct {
            product,
            path: first.path(),
            of: first.product(),
        });
    }
    match found.iter().find(|operation| operation.method == method) {
        Some(operation) => Ok(operation),
        None => Err(OperationError::WrongMethod {
            path: first.path(),
            method,
            methods: found.iter().map(|operation| operation.method).collect(),
            twin: near::twin(method, first.path()),
        }),
    }
}

/// The same path in the other product: Connect's own operations are in both, in Confluence with
/// `/wiki`.
fn own_path(product: Product, path: &str) -> Option<&'static str> {
    let found = match product.host() {
        Product::Confluence => operations_at(&format!("/wiki{path}")),
        _ => operations_at(path.strip_prefix("/wiki")?),
    };
    found.first().map(Operation::path)
}

impl Operation {
    /// The documented path: `/rest/api/3/issue/{issueIdOrKey}`.
    pub fn path(&self) -> &'static str {
        packed::path(usize::from(self.path))
    }

    /// The path relative to an installation's base URL: without Confluence's `/wiki`, which the
    /// base URL already has.
    pub fn path_below_base_url(&self) -> &'static str {
        let path = self.path();
        match self.product() {
            Product::Confluence => path.strip_prefix("/wiki").unwrap_or(path),
            _ => path,
        }
    }

    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The APIs that document it; more than one for a shared operation.
    pub fn apis(&self) -> impl Iterator<Item = Api> + use<> {
        let apis = self.apis;
        Api::ALL
            .into_iter()
            .filter(move |api| apis & api.bit() != 0)
    }

    /// The product that documents it.
    pub fn product(&self) -> Product {
        self.apis().next().map_or(Product::Common, Api::product)
    }

    /// What a Connect app needs to call it.
    pub fn access(&self) -> Access {
        self.access
    }

    /// The scope that a Connect app needs, if it needs one.
    ///
    /// # Errors
    /// [`Inaccessible`] if no Connect app can call it.
    pub fn check_access(&self) -> Result<Option<Scope>, Inaccessible> {
        match self.access {
            Access::Inaccessible => Err(Inaccessible {
                method: self.method,
                path: self.path(),
            }),
            Access::Free => Ok(None),
            Access::Needs(scope) => Ok(Some(scope)),
        }
    }

    /// The classic OAuth 2.0 scopes that a Forge app needs.
    pub fn classic_scopes(&self) -> impl Iterator<Item = &'static str> + use<> {
        names(self.oauth, 0)
    }

    /// The granular OAuth 2.0 scopes that a Forge app needs.
    pub fn granular_scopes(&self) -> impl Iterator<Item = &'static str> + use<> {
        names(self.oauth, 1)
    }

    /// Whether it is deprecated.
    pub fn deprecated(&self) -> bool {
        self.deprecated
    }

    /// The documented replacement: a method and a path, `GET /rest/…`, or the title of a page.
    pub fn replacement(&self) -> Option<&'static str> {
        Some(self.replacement.text()).filter(|text| !text.is_empty())
    }

    /// The deprecation warning; `None` if it is not deprecated.
    ///
    /// ```
    /// use connect_model::{Method, Product};
    /// use connect_model::operation::check_operation;
    /// let all = check_operation(Product::Jira, Method::Get, "/rest/api/3/project").unwrap();
    /// assert_eq!(
    ///     all.deprecation().unwrap(),
    ///     "`GET /rest/api/3/project` is deprecated: use `GET /rest/api/3/project/search`"
    /// );
    /// ```
    pub fn deprecation(&self) -> Option<String> {
        self.deprecated.then(|| match self.replacement() {
            Some(operation) if operation.contains(" /") => {
                format!("`{self}` is deprecated: use `{operation}`")
            }
            Some(page) => format!("`{self}` is deprecated: use \"{page}\" of the documentation"),
            None => format!("`{self}` is deprecated"),
        })
    }

    /// Whether it is documented as experimental: it may change without notice.
    pub fn experimental(&self) -> bool {
        self.experimental
    }

    /// The path parameters, in path order; all are required.
    pub fn path_parameters(
        &self,
    ) -> impl ExactSizeIterator<Item = &'static Parameter> + Clone + use<> {
        parameters(self.parameters, 0)
    }

    /// The query parameters, sorted by name. See also [`Operation::takes_any_query`].
    pub fn query_parameters(&self) -> impl Iterator<Item = &'static Parameter> + Clone + use<> {
        parameters(self.parameters, 1).filter(|parameter| parameter.name() != "*")
    }

    /// Whether the query may have unlisted parameters, such as the properties of a build in `DELETE
    /// /rest/builds/0.1/bulkByProperties`.
    pub fn takes_any_query(&self) -> bool {
        self.any_query().is_some()
    }

    fn any_query(&self) -> Option<&'static Parameter> {
        parameters(self.parameters, 1).find(|parameter| parameter.name() == "*")
    }

    /// The headers that it accepts, apart from the app's token.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = &'static Parameter> + Clone + use<> {
        parameters(self.parameters, 2)
    }

    /// A path parameter, by its name or its [argument](Parameter::argument).
    ///
    /// # Errors
    /// [`Unknown`], with the nearest arguments.
    pub fn path_parameter(&self, name: &str) -> Result<&'static Parameter, Unknown> {
        let what = || format!("path parameter of `{self}`");
        parameter::find(what, name, self.path_parameters())
    }

    /// A query parameter, by its name or its [argument](Parameter::argument). If
    /// [any](Operation::takes_any_query) is allowed, every name is known.
    ///
    /// # Errors
    /// [`Unknown`], with the nearest arguments.
    pub fn query_parameter(&self, name: &str) -> Result<&'static Parameter, Unknown> {
        let what = || format!("query parameter of `{self}`");
        let found = parameter::find(what, name, self.query_parameters());
        match self.any_query() {
            Some(any) => found.or(Ok(any)),
            None => found,
        }
    }

    /// The kinds of body that it accepts; empty if it accepts none.
    pub fn bodies(&self) -> impl Iterator<Item = Body> + use<> {
        let bodies = self.bodies;
        let has = move |body: &Body| bodies & body.bit() != 0;
        Body::ALL.into_iter().filter(has)
    }

    /// Whether it accepts a body of this kind.
    pub fn takes(&self, body: Body) -> bool {
        self.bodies & (body.bit() | Body::Any.bit()) != 0
    }

    /// Whether a body is required.
    pub fn body_required(&self) -> bool {
        self.body_required
    }

    /// Whether its response is a list, and how the list is paged.
    ///
    /// ```
    /// use connect_model::operation::{Paging, check_operation};
    /// use connect_model::{Method, Product};
    /// let paging = |path| check_operation(Product::Jira, Method::Get, path).unwrap().paging();
    /// assert_eq!(paging("/rest/api/3/project/search"), Paging::Pages);
    /// assert_eq!(paging("/rest/api/3/field"), Paging::Whole);
    /// assert_eq!(paging("/rest/api/3/issue/{issueIdOrKey}"), Paging::Object);
    /// ```
    pub fn paging(&self) -> Paging {
        match self.listed {
            Listed::No => Paging::None,
            Listed::Never => Paging::Object,
            Listed::InPages => Paging::Pages,
            Listed::Bare => bare_list(self.path()).unwrap_or(Paging::None),
        }
    }

    /// The content of a successful response.
    pub fn response(&self) -> Response {
        self.response
    }
}

fn names(offset: u16, list: usize) -> impl Iterator<Item = &'static str> {
    let numbers = packed::nth_list(offset, list).iter();
    numbers.map(|number| Name(*number).text())
}

fn parameters(
    offset: u16,
    list: usize,
) -> impl ExactSizeIterator<Item = &'static Parameter> + Clone {
    let numbers = packed::nth_list(offset, list).iter();
    // The numbers are generated: each has its row.
    numbers.map(|number| &operations::PARAMETERS[usize::from(*number)])
}

/// The size of the table, in bytes, in a program that looks up operations.
pub fn table_size() -> usize {
    packed::size()
}

/// Displays the method and the path: `GET /rest/api/3/project`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path())
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}
