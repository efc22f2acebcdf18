//! The operation that a request is for, and its parameters.

use connect_model::Method;
use connect_model::operation::{Operation, OperationError, check_operation, operation_of_request};
use percent_encoding::percent_decode_str;

use connect_model::HostProduct;

/// The operations that belong to Connect, which both products have ("App properties API").
const CONNECT: &str = "/rest/atlassian-connect/";

/// The method and the documented path of an operation.
pub(super) type OperationKey = (Method, &'static str);

/// The operation of a path below the base URL.
pub(super) fn operation(
    product: HostProduct,
    method: Method,
    path: &str,
) -> Result<&'static Operation, OperationError> {
    operation_of_request(product.into(), method, path)
}

/// The operation of a path as it is documented, or as Connect's own are in Jira's documentation, for
/// either product.
pub(super) fn documented(
    product: HostProduct,
    method: Method,
    path: &str,
) -> Result<&'static Operation, OperationError> {
    let found = check_operation(product.into(), method, path);
    match found {
        Err(OperationError::OtherProduct { .. }) if path.starts_with(CONNECT) => {
            let path = format!("{}{path}", product.context_path());
            check_operation(product.into(), method, &path)
        }
        found => found,
    }
}

/// The values that a path has for an operation's parameters, decoded.
pub(super) fn values(operation: &Operation, path: &str) -> Vec<(&'static str, String)> {
    let documented = operation.path();
    // A path of Confluence may be with or without the end of the base URL.
    let documented = if path.starts_with("/wiki/") {
        documented
    } else {
        documented.strip_prefix("/wiki").unwrap_or(documented)
    };
    let segments = documented.split('/').zip(path.split('/'));
    segments
        .filter_map(|(name, value)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            let value = percent_decode_str(value).decode_utf8_lossy();
            Some((name, value.into_owned()))
        })
        .collect()
}

/// The parameters of a query, decoded, without a token.
pub(super) fn query(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "jwt")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
