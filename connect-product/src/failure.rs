//! The products' error responses.

use connect_model::HostProduct;
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::request::Reply;

/// Why an operation fails.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused {
        status: StatusCode,
        messages: Vec<String>,
        /// What is wrong with individual fields of the body.
        fields: Map<String, Value>,
    },
    /// The database failed: a fault of this crate, or of the disk.
    Database(sqlx::Error),
}

impl Failure {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Failure {
        Failure::Refused {
            status,
            messages: vec![message.into()],
            fields: Map::new(),
        }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::NOT_FOUND, message)
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::FORBIDDEN, message)
    }

    /// 400, for one field of the body.
    pub(crate) fn field(name: &str, message: impl Into<String>) -> Failure {
        Failure::Refused {
            status: StatusCode::BAD_REQUEST,
            messages: Vec::new(),
            fields: Map::from_iter([(name.to_owned(), Value::String(message.into()))]),
        }
    }

    /// The response, in the product's format for this path.
    pub(crate) fn reply(self, product: HostProduct, path: &str) -> Reply {
        match self {
            Failure::Refused {
                status,
                messages,
                fields,
            } => {
                let body = body(product, path, status, messages, fields);
                Reply::json(status, &body)
            }
            Failure::Database(error) => {
                tracing::error!(path, error = &error as &dyn std::error::Error, "no answer");
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                let message = "Internal server error";
                Reply::json(status, &failure_body(product, path, status, message))
            }
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Failure {
        Failure::Database(error)
    }
}

/// The body of a resource's error response: in Jira messages and fields, in Confluence's older
/// version a status and a message, in its newer one a list of errors.
#[must_use]
pub fn failure_body(product: HostProduct, path: &str, status: StatusCode, message: &str) -> Value {
    body(product, path, status, vec![message.to_owned()], Map::new())
}

fn body(
    product: HostProduct,
    path: &str,
    status: StatusCode,
    messages: Vec<String>,
    fields: Map<String, Value>,
) -> Value {
    let number = status.as_u16();
    let message = || {
        let of_field = fields.values().next().and_then(Value::as_str);
        let first = messages.first().map(String::as_str);
        first.or(of_field).unwrap_or_default().to_owned()
    };
    if path.contains("/rest/atlassian-connect/") {
        return json!({"message": message(), "status-code": number});
    }
    match product {
        HostProduct::Jira if path.starts_with("/rest/servicedeskapi/") => json!({
            "errorMessage": message(),
            "i18nErrorMessage": {"i18nKey": "", "parameters": []},
        }),
        HostProduct::Jira => json!({"errorMessages": messages, "errors": fields}),
        HostProduct::Confluence if path.contains("/api/v2/") => json!({"errors": [{
            "status": number,
            "code": status.canonical_reason().unwrap_or_default().to_uppercase().replace(' ', "_"),
            "title": message(),
            "detail": null,
        }]}),
        HostProduct::Confluence => json!({
            "statusCode": number,
            "data": {"authorized": true, "valid": true, "errors": [], "successful": false},
            "message": message(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_has_its_own_shape_of_errors() {
        let (jira, wiki) = (HostProduct::Jira, HostProduct::Confluence);
        let shape = |product, path: &str| {
            let body = failure_body(product, path, StatusCode::BAD_REQUEST, "no");
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
}
