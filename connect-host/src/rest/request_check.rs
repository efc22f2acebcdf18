//! Checking a request against its operation.

use connect_model::operation::{Body, Cardinality, Operation, Parameter};
use http::HeaderMap;
use serde_json::Value;

use super::call::RestCall;
use super::refusal::Refusal;
use crate::wire::http::media_type;

/// Checks the parameters, headers and body, and parses the body if it is JSON.
pub(super) fn check(
    operation: &Operation,
    call: &mut RestCall,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    for (name, value) in &call.values {
        if let Ok(parameter) = operation.path_parameter(name) {
            parameter.check(value).map_err(invalid)?;
        }
    }
    for parameter in operation.query_parameters() {
        query(parameter, &call.query)?;
    }
    let missing = |parameter: &&Parameter| {
        parameter.required()
            && !parameter.name().eq_ignore_ascii_case(XSRF_HEADER)
            && !headers.contains_key(parameter.name())
    };
    if let Some(parameter) = operation.headers().find(missing) {
        return Err(invalid(format!(
            "the header `{}` is missing",
            parameter.name()
        )));
    }
    let has_xsrf_header = headers
        .get(XSRF_HEADER)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"no-check"));
    let wants_xsrf_header = |parameter: &Parameter| {
        parameter.required() && parameter.name().eq_ignore_ascii_case(XSRF_HEADER)
    };
    if !has_xsrf_header && operation.headers().any(wants_xsrf_header) {
        return Err(Refusal::XsrfCheck);
    }
    call.json = content(operation, headers, body, has_xsrf_header)?;
    Ok(())
}

/// Proves that the request was not sent by a form in a browser ("Form token handling").
const XSRF_HEADER: &str = "x-atlassian-token";

fn query(parameter: &Parameter, query: &[(String, String)]) -> Result<(), Refusal> {
    let mut given = query
        .iter()
        .filter(|(name, _)| name == parameter.name())
        .map(|(_, value)| value.as_str())
        .peekable();
    if parameter.required() && given.peek().is_none() {
        let name = parameter.name();
        return Err(invalid(format!("the query parameter `{name}` is missing")));
    }
    for value in given {
        match parameter.cardinality() {
            Cardinality::Once => parameter.check(value).map_err(invalid)?,
            // Where several values are accepted, so are both ways of writing them.
            Cardinality::Joined | Cardinality::Repeated => {
                for value in value.split(',').filter(|value| !value.is_empty()) {
                    parameter.check(value.trim()).map_err(invalid)?;
                }
            }
        }
    }
    Ok(())
}

/// The body, if it is JSON.
fn content(
    operation: &Operation,
    headers: &HeaderMap,
    body: &[u8],
    has_xsrf_header: bool,
) -> Result<Option<Value>, Refusal> {
    if body.is_empty() {
        return if operation.body_required() {
            Err(invalid("the request must have a body"))
        } else {
            Ok(None)
        };
    }
    if operation.method() == connect_model::Method::Get {
        return Err(invalid("a GET must have no body (CHANGE-2328)"));
    }
    let media_type = media_type(headers);
    let known = match media_type.as_str() {
        "application/json" => Some(Body::Json),
        "application/json-patch+json" => Some(Body::JsonPatch),
        "multipart/form-data" => Some(Body::Multipart),
        "text/plain" => Some(Body::Text),
        _ => None,
    };
    let takes_any = operation.takes(Body::Any) || operation.bodies().next().is_none();
    if !takes_any && !known.is_some_and(|known| operation.takes(known)) {
        let accepted: Vec<String> = operation.bodies().map(|body| body.to_string()).collect();
        return Err(Refusal::UnsupportedMediaType(format!(
            "the operation accepts {}, not `{media_type}`",
            accepted.join(" or ")
        )));
    }
    match known {
        Some(Body::Json | Body::JsonPatch) => serde_json::from_slice(body)
            .map(Some)
            .map_err(|error| invalid(format!("the body is not JSON: {error}"))),
        Some(Body::Multipart) if !has_xsrf_header => Err(Refusal::XsrfCheck),
        _ => Ok(None),
    }
}

fn invalid(problem: impl ToString) -> Refusal {
    Refusal::InvalidRequest(problem.to_string())
}
