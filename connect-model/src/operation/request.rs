//! Finding the operation of a request.

use super::error::OperationError;
use super::{Operation, near, packed};
use crate::method::Method;
use crate::product::Product;

/// The operation that a request is for: its path has values in place of the documented parameters,
/// `/rest/api/3/issue/DEMO-1`. A Confluence path may omit `/wiki`, as paths relative to a base URL
/// do. This is for a host, or for analysing `AP.request` calls; it searches every path, in less
/// than a tenth of a millisecond.
///
/// ```
/// use connect_model::{Method, Product};
/// use connect_model::operation::operation_of_request;
/// let found = operation_of_request(Product::Confluence, Method::Get, "/api/v2/pages/123").unwrap();
/// assert_eq!(found.path(), "/wiki/api/v2/pages/{id}");
/// ```
///
/// # Errors
/// [`OperationError`] if no path matches, or none of those that do has the method.
pub fn operation_of_request(
    product: Product,
    method: Method,
    path: &str,
) -> Result<&'static Operation, OperationError> {
    let wiki = product.host() == Product::Confluence && !path.starts_with("/wiki/");
    // If several match, the one with more literal segments is meant, earlier ones first.
    let mut best: Option<(u32, &'static Operation)> = None;
    let mut without: Option<(u32, &'static [Operation])> = None;
    for number in 0..packed::path_count() {
        let documented = packed::path(number);
        let below = match documented.strip_prefix("/wiki") {
            Some(below) if wiki => below,
            _ => documented,
        };
        let Some(literal) = matching(below, path) else {
            continue;
        };
        let found = packed::at(number);
        if !found.iter().any(|it| it.product().meets(product)) {
            continue;
        }
        match found.iter().find(|it| it.method() == method) {
            Some(operation) if best.is_none_or(|(most, _)| literal > most) => {
                best = Some((literal, operation));
            }
            None if without.is_none_or(|(most, _)| literal > most) => {
                without = Some((literal, found));
            }
            _ => {}
        }
    }
    if let Some((_, operation)) = best {
        return Ok(operation);
    }
    match without.and_then(|(_, found)| found.split_first()) {
        Some((first, rest)) => Err(OperationError::WrongMethod {
            path: first.path(),
            method,
            methods: std::iter::once(first)
                .chain(rest)
                .map(Operation::method)
                .collect(),
            twin: None,
        }),
        None => Err(OperationError::UnknownPath {
            product,
            path: path.to_owned(),
            nearest: near::paths(product, method, path),
        }),
    }
}

/// Whether a path matches a documented one: a bit for each segment that is literally the same, the
/// first ones highest.
fn matching(documented: &str, path: &str) -> Option<u32> {
    let mut literal = 0;
    let mut bit = 1 << 31;
    let mut segments = path.split('/');
    for documented in documented.split('/') {
        let segment = segments.next()?;
        if documented == segment {
            literal |= bit;
        } else if !documented.starts_with('{') || segment.is_empty() {
            return None;
        }
        bit >>= 1;
    }
    segments.next().is_none().then_some(literal)
}
