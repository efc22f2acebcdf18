//! Finding the operation of a request, and its parameters.

use connect_model::Method;
use connect_model::operation::{Operation, OperationError, check_operation, operation_of_request};
use percent_encoding::percent_decode_str;

use connect_model::HostProduct;

/// The path prefix of Connect's own operations, which both products have ("App properties API").
const CONNECT: &str = "/rest/atlassian-connect/";

/// The method and the documented path of an operation.
pub(super) type OperationKey = (Method, &'static str);

/// The operation for a path below the base URL.
pub(super) fn operation(
    product: HostProduct,
    method: Method,
    path: &str,
) -> Result<&'static Operation, OperationError> {
    operation_of_request(product.into(), method, path)
}

/// The operation with a documented path, or one of Connect's own as in Jira's documentation, for
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

/// The values of an operation's path parameters, decoded.
pub(super) fn values(operation: &Operation, path: &str) -> Vec<(&'static str, String)> {
    let documented = operation.path();
    // A Confluence path may or may not include the end of the base URL.
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

/// The query parameters, decoded, without a token.
pub(super) fn query(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "jwt")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
