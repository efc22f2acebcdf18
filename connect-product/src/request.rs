//! Requests and replies, without HTTP around them.

use std::time::SystemTime;

use connect_model::operation::Operation;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use url::Url;

/// A request to an operation that the product has, whose caller may call it at all.
#[derive(Debug, Clone)]
pub struct Request {
    /// The operation.
    pub operation: &'static Operation,
    /// The values in the path, decoded, under their documented names.
    pub values: Vec<(&'static str, String)>,
    /// The parameters of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// The caller.
    pub caller: Caller,
    /// The site's base URL, with `/wiki` for Confluence: what `self` links begin with.
    pub base_url: Url,
    /// The site's time.
    pub now: SystemTime,
}

impl Request {
    /// A value of the path, by its documented name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of a parameter of the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters(name).next()
    }

    /// All values of a parameter of the query.
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
    /// The body as JSON, if it is.
    pub json: Option<Value>,
}

/// The caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The account id of the user; `None` when the app asks as itself, or nobody is logged in.
    pub user: Option<String>,
    /// The key of the app through which it is asked; `None` on the product's own pages.
    pub app: Option<String>,
}

/// What the product answers.
#[derive(Debug, Clone)]
#[must_use]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// Headers beside `Content-Type`.
    pub headers: HeaderMap,
    /// The `Content-Type` and the body; `None` for an empty one.
    pub body: Option<(String, Vec<u8>)>,
    /// What has changed, oldest first: each is sent to the webhooks that listen to it.
    pub changes: Vec<Change>,
    /// Where the answer comes from.
    pub known: Known,
}

impl Reply {
    /// JSON with this status, of what the product remembers.
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

    /// No body.
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

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Known {
    /// From what the product remembers.
    Remembered,
    /// Made up in the form that the operation documents.
    Example,
}

/// Something that has changed, as a webhook tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The webhook event: `jira:issue_updated`, `page_created`.
    pub event: &'static str,
    /// The webhook's body, without what each delivery adds.
    pub body: Value,
    /// The account id of the user who has changed it.
    pub user: Option<String>,
    /// The id of the issue that a webhook's JQL is asked about.
    pub issue: Option<i64>,
}
