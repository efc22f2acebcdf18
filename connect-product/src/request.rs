//! Requests and responses, independent of HTTP.

use std::time::SystemTime;

use connect_model::operation::Operation;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use url::Url;

/// A request to an operation that the product has, by a caller who may call it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The operation.
    pub operation: &'static Operation,
    /// The values in the path, decoded, by their documented names.
    pub values: Vec<(&'static str, String)>,
    /// The query parameters, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// The caller.
    pub caller: Caller,
    /// The site's base URL, with `/wiki` for Confluence: the prefix of `self` links.
    pub base_url: Url,
    /// The site's time.
    pub now: SystemTime,
}

impl Request {
    /// A path parameter's value, by its documented name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters(name).next()
    }

    /// All values of a query parameter.
    pub fn parameters(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.query.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A request's body.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The `Content-Type`, if there is one.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The body as JSON, if it is JSON.
    pub json: Option<Value>,
}

/// The caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The account id of the user; `None` when the app acts as itself, or nobody is logged in.
    pub user: Option<String>,
    /// The key of the app that makes the request; `None` on the product's own pages.
    pub app: Option<String>,
}

/// The product's response.
#[derive(Debug, Clone)]
#[must_use]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// Headers other than `Content-Type`.
    pub headers: HeaderMap,
    /// The `Content-Type` and the body; `None` for an empty one.
    pub body: Option<(String, Vec<u8>)>,
    /// What has changed, oldest first: each change is sent to the webhooks that subscribe to it.
    pub changes: Vec<Change>,
    /// Where the response comes from.
    pub known: Known,
}

impl Reply {
    /// JSON with this status, from stored data.
    pub fn json(status: StatusCode, body: &Value) -> Reply {
        Reply {
            body: Some(("application/json".to_owned(), body.to_string().into_bytes())),
            ..Reply::empty(status)
        }
    }

    /// 200 with JSON.
    pub fn ok(body: &Value) -> Reply {
        Reply::json(StatusCode::OK, body)
    }

    /// 201 with JSON.
    pub fn created(body: &Value) -> Reply {
        Reply::json(StatusCode::CREATED, body)
    }

    /// 204.
    pub fn nothing() -> Reply {
        Reply::empty(StatusCode::NO_CONTENT)
    }

    /// 200 with a file.
    pub fn bytes(media_type: Option<&str>, bytes: Vec<u8>) -> Reply {
        let media_type = media_type.unwrap_or("application/octet-stream");
        Reply {
            body: Some((media_type.to_owned(), bytes)),
            ..Reply::empty(StatusCode::OK)
        }
    }

    /// This status without a body.
    pub fn empty(status: StatusCode) -> Reply {
        Reply {
            status,
            headers: HeaderMap::new(),
            body: None,
            changes: Vec::new(),
            known: Known::Remembered,
        }
    }
}

/// Where a response comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Known {
    /// From the product's stored data.
    Remembered,
    /// An example made up in the operation's documented format.
    Example,
}

/// Something that has changed, as reported by a webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The webhook event: `jira:issue_updated`, `page_created`.
    pub event: &'static str,
    /// The webhook's body, without what each delivery adds.
    pub body: Value,
    /// The account id of the user who made the change.
    pub user: Option<String>,
    /// The id of the issue on which a webhook's JQL is evaluated.
    pub issue: Option<i64>,
}
