//! Why the product refuses a request, and the answer it gives.

use std::fmt;

use connect_model::Scope;
use connect_product::failure_body;
use http::StatusCode;
use serde_json::json;

use super::answer::Answer;
use crate::platform::oauth::OAuthError;
use connect_model::HostProduct;

/// Why the host refused a call before it looked for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// 401: the request has no valid token.
    Unauthenticated(&'static str),
    /// 404: no operation has the path.
    UnknownPath,
    /// 405: the path does not support the method.
    MethodNotAllowed,
    /// 403: Connect apps can't call the operation.
    Inaccessible,
    /// 403 (at the authorization server 400): the app lacks this scope.
    MissingScope(Scope),
    /// 401: the app lacks these Forge scopes, or the token is not valid for them.
    MissingScopesOfForge(Vec<String>),
    /// 400: a parameter, a header or the body is not what the operation accepts.
    InvalidRequest(String),
    /// 413: the body is larger than the host reads.
    BodyTooLarge,
    /// 415: the operation accepts no body of this media type.
    UnsupportedMediaType(String),
    /// 403: a form without the header `X-Atlassian-Token: no-check`.
    XsrfCheck,
    /// 400: the authorization server refuses the request.
    OAuth(OAuthError),
}

impl Refusal {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::Unauthenticated(_) | Refusal::MissingScopesOfForge(_) => {
                StatusCode::UNAUTHORIZED
            }
            Refusal::UnknownPath => StatusCode::NOT_FOUND,
            Refusal::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Inaccessible | Refusal::MissingScope(_) | Refusal::XsrfCheck => {
                StatusCode::FORBIDDEN
            }
            Refusal::InvalidRequest(_) | Refusal::OAuth(_) => StatusCode::BAD_REQUEST,
            Refusal::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// The product's answer.
    ///
    /// The message for a missing scope is that of the framework in which both products run Connect
    /// apps. It comes from a filter in front of all resources, which is why its format is not that
    /// of the resource. The body around the message is not documented; the format here is that of
    /// other errors from in front of the resources.
    pub(super) fn answer(&self, product: HostProduct, path: &str) -> Answer {
        let message = match self {
            Refusal::Unauthenticated(_) => {
                "Client must be authenticated to access this resource.".to_owned()
            }
            Refusal::UnknownPath => format!("null for uri: {path}"),
            Refusal::MethodNotAllowed => "HTTP 405 Method Not Allowed".to_owned(),
            Refusal::Inaccessible | Refusal::MissingScope(_) => {
                "Request not in an authorized API scope".to_owned()
            }
            // The gateway's message, which is in front of both products.
            Refusal::MissingScopesOfForge(_) => {
                let message = "Unauthorized; scope does not match";
                return Answer::empty(self.status())
                    .with_json(json!({"code": 401, "message": message}));
            }
            Refusal::XsrfCheck => "XSRF check failed".to_owned(),
            Refusal::BodyTooLarge => "The request is too large.".to_owned(),
            Refusal::UnsupportedMediaType(_) => "HTTP 415 Unsupported Media Type".to_owned(),
            Refusal::InvalidRequest(problem) => {
                return failure(product, path, StatusCode::BAD_REQUEST, problem);
            }
            Refusal::OAuth(error) => {
                return Answer::empty(StatusCode::BAD_REQUEST).with_json(
                    json!({"error": error.error, "error_description": error.description}),
                );
            }
        };
        let status = self.status();
        let body = match product {
            HostProduct::Jira => json!({"message": message, "status-code": status.as_u16()}),
            HostProduct::Confluence => {
                json!({"statusCode": status.as_u16(), "message": message})
            }
        };
        Answer::empty(status).with_json(body)
    }
}

/// An error answer of a resource: in Jira messages and fields, in Confluence's older version a
/// status and a message, in its newer one a list of errors.
pub(super) fn failure(
    product: HostProduct,
    path: &str,
    status: StatusCode,
    message: &str,
) -> Answer {
    Answer::empty(status).with_json(failure_body(product, path, status, message))
}

/// Displays the reason for readers of a failed test: `needs READ`.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Unauthenticated(reason) => f.write_str(reason),
            Refusal::UnknownPath => f.write_str("there is no such path"),
            Refusal::MethodNotAllowed => f.write_str("the path does not have the method"),
            Refusal::Inaccessible => f.write_str("apps can't call it here"),
            Refusal::MissingScope(scope) => write!(f, "needs {scope}"),
            Refusal::MissingScopesOfForge(scopes) => write!(
                f,
                "needs {}, which the manifest does not have, or not for such a token",
                scopes.join(" and ")
            ),
            Refusal::InvalidRequest(problem) => f.write_str(problem),
            Refusal::BodyTooLarge => f.write_str("the body is too large"),
            Refusal::UnsupportedMediaType(problem) => f.write_str(problem),
            Refusal::XsrfCheck => f.write_str("a form needs `X-Atlassian-Token: no-check`"),
            Refusal::OAuth(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_missing_scope_is_named_to_the_test_and_not_to_the_app() {
        let refusal = Refusal::MissingScope(Scope::Admin);
        assert_eq!(refusal.to_string(), "needs ADMIN");
        let answer = refusal.answer(HostProduct::Jira, "/rest/api/3/events");
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let message = "Request not in an authorized API scope";
        assert_eq!(body, json!({"message": message, "status-code": 403}));
        assert_eq!(refusal.status(), StatusCode::FORBIDDEN);
    }
}
