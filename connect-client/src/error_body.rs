//! The body of an error response.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::rate_limit::{Asked, RateLimit};

/// How many messages are kept.
const MAX_MESSAGES: usize = 20;
/// How much of a message is kept, in bytes: enough for a sentence, not a stack trace.
const MAX_MESSAGE_BYTES: usize = 500;

/// An error status with the messages that came with it, in either product's format.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorBody {
    /// The status.
    pub status: StatusCode,
    /// General messages: Jira's `errorMessages`, Confluence's `message` or `errors[].title`.
    pub messages: Vec<String>,
    /// Messages by field: Jira's `errors`.
    pub fields: Vec<(String, String)>,
    /// How long the host asks to wait: `Retry-After`, or until `X-RateLimit-Reset`; at most two
    /// hours.
    pub retry_after: Option<Duration>,
    /// When that wait ends, as stated by the host.
    pub retry_at: Option<SystemTime>,
    /// The host's rate limit headers.
    pub rate_limit: RateLimit,
    /// The response's headers, without those that may contain a secret (`Set-Cookie`, `Location`).
    pub headers: HeaderMap,
}

impl ErrorBody {
    /// Parses a body in any of the products' formats; any other body has no messages.
    pub(super) fn read(
        status: StatusCode,
        asked: Option<Asked>,
        rate_limit: RateLimit,
        mut headers: HeaderMap,
        body: &[u8],
    ) -> Self {
        headers.remove(SET_COOKIE);
        headers.remove(LOCATION);
        let mut error = Self {
            status,
            messages: Vec::new(),
            fields: Vec::new(),
            retry_after: asked.map(|asked| asked.wait),
            retry_at: asked.map(|asked| asked.until),
            rate_limit,
            headers,
        };
        if let Ok(Value::Object(body)) = serde_json::from_slice(body) {
            error.messages_of(body.get("errorMessages"));
            for name in ["errorMessage", "message", "error_description"] {
                error.message(body.get(name));
            }
            match body.get("errors") {
                Some(Value::Object(errors)) => error.fields_of(errors),
                errors => error.messages_of(errors),
            }
            if let Some(data) = body.get("data") {
                error.messages_of(data.get("errors"));
            }
        }
        error
    }

    fn messages_of(&mut self, list: Option<&Value>) {
        for value in list.and_then(Value::as_array).into_iter().flatten() {
            match value {
                Value::Object(object) => {
                    self.message(object.get("title"));
                    self.message(object.get("detail"));
                    match object.get("message") {
                        Some(Value::Object(inner)) => {
                            self.message(inner.get("translation").or(inner.get("key")));
                        }
                        message => self.message(message),
                    }
                }
                value => self.message(Some(value)),
            }
        }
    }

    fn fields_of(&mut self, errors: &serde_json::Map<String, Value>) {
        for (field, message) in errors.iter().take(MAX_MESSAGES) {
            let message = message.as_str().map_or_else(|| message.to_string(), cut);
            self.fields.push((cut(field), cut(&message)));
        }
    }

    fn message(&mut self, value: Option<&Value>) {
        let Some(message) = value
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
        else {
            return;
        };
        let message = cut(message);
        if self.messages.len() < MAX_MESSAGES && !self.messages.contains(&message) {
            self.messages.push(message);
        }
    }
}

/// The status, then the messages: `404 Not Found: Issue does not exist; votes: too many`.
impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        let mut separator = ": ";
        for message in &self.messages {
            write!(f, "{separator}{message}")?;
            separator = "; ";
        }
        for (field, message) in &self.fields {
            write!(f, "{separator}{field}: {message}")?;
            separator = "; ";
        }
        Ok(())
    }
}

/// Shortens text to a single line of limited length.
fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_MESSAGE_BYTES);
    let line = text[..end].replace(|c: char| c.is_control(), " ");
    if end < text.len() {
        format!("{line}…")
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> String {
        let (limit, headers) = (RateLimit::default(), HeaderMap::new());
        ErrorBody::read(
            StatusCode::BAD_REQUEST,
            None,
            limit,
            headers,
            body.as_bytes(),
        )
        .to_string()
    }

    #[test]
    fn each_products_shape_is_read() {
        for (body, messages) in [
            (
                r#"{"errorMessages":["no issue","no right"],"errors":{"summary":"too long"}}"#,
                ": no issue; no right; summary: too long",
            ),
            (
                r#"{"statusCode":404,"data":{"errors":[{"message":{"key":"k","translation":"gone"}}]},"message":"no content"}"#,
                ": no content; gone",
            ),
            (
                r#"{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":null}]}"#,
                ": Not Found",
            ),
            (
                r#"{"errorMessage":"no request","i18nErrorMessage":{"i18nKey":"k"}}"#,
                ": no request",
            ),
            (
                r#"{"code":401,"message":"Unauthorized; scope does not match"}"#,
                ": Unauthorized; scope does not match",
            ),
            (
                r#"{"error":"invalid_grant","error_description":"no such user"}"#,
                ": no such user",
            ),
            ("<html>", ""),
            ("", ""),
            ("[1]", ""),
            (r#"{"errorMessages":7,"errors":null}"#, ""),
        ] {
            assert_eq!(shown(body), format!("400 Bad Request{messages}"), "{body}");
        }
    }

    #[test]
    fn long_messages_are_cut() {
        let long = format!(r#"{{"message":"a\nb{}"}}"#, "ä".repeat(4000));
        let shown = shown(&long);
        assert!(
            shown.len() < 600 && shown.contains("a b") && shown.ends_with('…'),
            "{shown}"
        );
    }
}
