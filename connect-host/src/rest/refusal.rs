//! Why the product refuses a request, and how it says so.

use std::fmt;

use connect_model::{Product, Scope};
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::RestAnswer;
use crate::product::HostProduct;

/// Why the host refused a call before any answer of a test's was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// 401: nobody is behind the request that the host knows.
    Unauthenticated(&'static str),
    /// 404: no operation has the path.
    UnknownPath,
    /// 405: the path does not have the method.
    UnknownMethod,
    /// 403: no Connect app can call the operation.
    Inaccessible,
    /// 403 (at the authorization server 400): the app lacks this scope.
    Scope(Scope),
    /// 400: a parameter, a header or the body is not what the operation takes.
    Unfit(String),
    /// 413: the body is larger than the host reads.
    TooLarge,
    /// 415: the operation takes no body of this kind.
    BodyKind(String),
    /// 403: a form without the header `X-Atlassian-Token: no-check`.
    ForgedForm,
    /// 400: the authorization server wants another request.
    Grant(&'static str, &'static str),
}

impl Refusal {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Refusal::UnknownPath => StatusCode::NOT_FOUND,
            Refusal::UnknownMethod => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Inaccessible | Refusal::Scope(_) | Refusal::ForgedForm => {
                StatusCode::FORBIDDEN
            }
            Refusal::Unfit(_) | Refusal::Grant(..) => StatusCode::BAD_REQUEST,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::BodyKind(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// What the product says.
    ///
    /// The words for a missing scope are those of the framework that both products run Connect
    /// apps with, and so is the place: a filter in front of all resources, which is why the shape
    /// is not that of the resource. What body the products wrap these words in is documented
    /// nowhere; the shape here is that of their other errors from in front of the resources.
    pub(super) fn answer(&self, product: HostProduct, path: &str) -> RestAnswer {
        let message = match self {
            Refusal::Unauthenticated(_) => {
                "Client must be authenticated to access this resource.".to_owned()
            }
            Refusal::UnknownPath => format!("null for uri: {path}"),
            Refusal::UnknownMethod => "HTTP 405 Method Not Allowed".to_owned(),
            Refusal::Inaccessible | Refusal::Scope(_) => {
                "Request not in an authorized API scope".to_owned()
            }
            Refusal::ForgedForm => "XSRF check failed".to_owned(),
            Refusal::TooLarge => "The request is too large.".to_owned(),
            Refusal::BodyKind(_) => "HTTP 415 Unsupported Media Type".to_owned(),
            Refusal::Unfit(problem) => {
                return failure(product, path, StatusCode::BAD_REQUEST, problem);
            }
            Refusal::Grant(error, description) => {
                return RestAnswer::empty(StatusCode::BAD_REQUEST)
                    .with_json(json!({"error": error, "error_description": description}));
            }
        };
        let status = self.status();
        let body = match product {
            HostProduct::Jira => json!({"message": message, "status-code": status.as_u16()}),
            HostProduct::Confluence => {
                json!({"statusCode": status.as_u16(), "message": message})
            }
        };
        RestAnswer::empty(status).with_json(body)
    }
}

/// What a resource says that won't do as it is asked: in Jira messages and fields, in Confluence's
/// older version a status and a message, in its newer one a list of errors.
pub(super) fn failure(
    product: HostProduct,
    path: &str,
    status: StatusCode,
    message: &str,
) -> RestAnswer {
    RestAnswer::empty(status).with_json(body(product, path, status, message))
}

fn body(product: HostProduct, path: &str, status: StatusCode, message: &str) -> Value {
    let number = status.as_u16();
    if path.contains("/rest/atlassian-connect/") {
        return json!({"message": message, "status-code": number});
    }
    match product {
        HostProduct::Jira if path.starts_with("/rest/servicedeskapi/") => {
            json!({"errorMessage": message, "i18nErrorMessage": {"i18nKey": "", "parameters": []}})
        }
        HostProduct::Jira => json!({"errorMessages": [message], "errors": {}}),
        HostProduct::Confluence if path.contains("/api/v2/") => json!({"errors": [{
            "status": number,
            "code": status.canonical_reason().unwrap_or_default().to_uppercase().replace(' ', "_"),
            "title": message,
            "detail": null,
        }]}),
        HostProduct::Confluence => json!({
            "statusCode": number,
            "data": {"authorized": true, "valid": true, "errors": [], "successful": false},
            "message": message,
        }),
    }
}

/// Displays the reason for those who read a test's failure: `needs READ`.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Unauthenticated(reason) => f.write_str(reason),
            Refusal::UnknownPath => f.write_str("there is no such path"),
            Refusal::UnknownMethod => f.write_str("the path does not have the method"),
            Refusal::Inaccessible => f.write_str("no Connect app can call it"),
            Refusal::Scope(scope) => write!(f, "needs {scope}"),
            Refusal::Unfit(problem) => f.write_str(problem),
            Refusal::TooLarge => f.write_str("the body is too large"),
            Refusal::BodyKind(problem) => f.write_str(problem),
            Refusal::ForgedForm => f.write_str("a form needs `X-Atlassian-Token: no-check`"),
            Refusal::Grant(error, description) => write!(f, "{error}: {description}"),
        }
    }
}

/// The product whose operations a host has.
pub(super) fn operations_of(product: HostProduct) -> Product {
    match product {
        HostProduct::Jira => Product::Jira,
        HostProduct::Confluence => Product::Confluence,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn each_product_says_it_in_its_own_shape() {
        let (jira, wiki) = (HostProduct::Jira, HostProduct::Confluence);
        let bad = StatusCode::BAD_REQUEST;
        let shape = |product, path: &str| {
            let body = body(product, path, bad, "no");
            let names: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
            names.join(" ")
        };
        assert_eq!(shape(jira, "/rest/api/3/issue"), "errorMessages errors");
        let desk = "/rest/servicedeskapi/request";
        assert_eq!(shape(jira, desk), "errorMessage i18nErrorMessage");
        let own = "/wiki/rest/atlassian-connect/1/addons/a/properties";
        assert_eq!(shape(wiki, own), "message status-code");
        assert_eq!(
            shape(wiki, "/wiki/rest/api/user"),
            "data message statusCode"
        );
        assert_eq!(shape(wiki, "/wiki/api/v2/pages"), "errors");
    }

    #[test]
    fn a_missing_scope_is_told_to_the_test_and_not_to_the_app() {
        let refusal = Refusal::Scope(Scope::Admin);
        assert_eq!(refusal.to_string(), "needs ADMIN");
        let answer = refusal.answer(HostProduct::Jira, "/rest/api/3/events");
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        let words = "Request not in an authorized API scope";
        assert_eq!(said, json!({"message": words, "status-code": 403}));
        assert_eq!(refusal.status(), StatusCode::FORBIDDEN);
    }
}
