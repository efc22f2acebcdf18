//! Whether a request is what its operation takes.

use connect_model::operation::{Body, Many, Operation, Parameter};
use http::{HeaderMap, header};
use serde_json::Value;

use super::call::RestCall;
use super::refusal::Refusal;

/// Checks the parameters, the headers and the body, and reads the body if it is JSON.
pub(super) fn fit(
    operation: &Operation,
    call: &mut RestCall,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    for (name, value) in &call.values {
        if let Ok(parameter) = operation.path_parameter(name) {
            parameter.check(value).map_err(unfit)?;
        }
    }
    for parameter in operation.query_parameters() {
        query(parameter, &call.query)?;
    }
    let missing = |parameter: &&Parameter| {
        parameter.required()
            && !parameter.name().eq_ignore_ascii_case(CONSENT)
            && !headers.contains_key(parameter.name())
    };
    if let Some(parameter) = operation.headers().find(missing) {
        return Err(unfit(format!(
            "the header `{}` is missing",
            parameter.name()
        )));
    }
    let consents = headers
        .get(CONSENT)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"no-check"));
    let wants_consent = |parameter: &Parameter| {
        parameter.required() && parameter.name().eq_ignore_ascii_case(CONSENT)
    };
    if !consents && operation.headers().any(wants_consent) {
        return Err(Refusal::ForgedForm);
    }
    call.json = content(operation, headers, body, consents)?;
    Ok(())
}

/// Without it a browser's form could have sent the request ("Form token handling").
const CONSENT: &str = "x-atlassian-token";

fn query(parameter: &Parameter, query: &[(String, String)]) -> Result<(), Refusal> {
    let mut given = query
        .iter()
        .filter(|(name, _)| name == parameter.name())
        .map(|(_, value)| value.as_str())
        .peekable();
    if parameter.required() && given.peek().is_none() {
        let name = parameter.name();
        return Err(unfit(format!("the query parameter `{name}` is missing")));
    }
    for value in given {
        match parameter.many() {
            Many::Once => parameter.check(value).map_err(unfit)?,
            // Either way of giving several is understood where several are taken.
            Many::Joined | Many::Repeated => {
                for value in value.split(',').filter(|value| !value.is_empty()) {
                    parameter.check(value.trim()).map_err(unfit)?;
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
    consents: bool,
) -> Result<Option<Value>, Refusal> {
    if body.is_empty() {
        return match operation.body_required() {
            true => Err(unfit("the request must have a body")),
            false => Ok(None),
        };
    }
    if operation.method() == connect_model::Method::Get {
        return Err(unfit("a GET must have no body (CHANGE-2328)"));
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let known = match kind.as_str() {
        "application/json" => Some(Body::Json),
        "application/json-patch+json" => Some(Body::JsonPatch),
        "multipart/form-data" => Some(Body::Multipart),
        "text/plain" => Some(Body::Text),
        _ => None,
    };
    let takes_any = operation.takes(Body::Any) || operation.bodies().next().is_none();
    if !takes_any && !known.is_some_and(|known| operation.takes(known)) {
        let takes: Vec<String> = operation.bodies().map(|body| body.to_string()).collect();
        return Err(Refusal::BodyKind(format!(
            "the operation takes {}, not `{kind}`",
            takes.join(" or ")
        )));
    }
    match known {
        Some(Body::Json | Body::JsonPatch) => serde_json::from_slice(body)
            .map(Some)
            .map_err(|error| unfit(format!("the body is not JSON: {error}"))),
        Some(Body::Multipart) if !consents => Err(Refusal::ForgedForm),
        _ => Ok(None),
    }
}

fn unfit(problem: impl ToString) -> Refusal {
    Refusal::Unfit(problem.to_string())
}
