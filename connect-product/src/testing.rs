//! Asking a site in tests, as a host does.

use std::time::{Duration, SystemTime};

use connect_model::operation::operation_of_request;
use connect_model::{HostProduct, Method};
use serde_json::Value;
use url::Url;

use crate::{Body, Caller, Change, Data, Known, Request};

/// A caller of a site's API.
pub(crate) struct Asker<'d> {
    pub(crate) data: &'d Data,
    pub(crate) user: Option<String>,
    pub(crate) app: Option<&'static str>,
    /// In seconds since 1970.
    pub(crate) now: u64,
}

/// What a test sees of an answer.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) json: Value,
    pub(crate) text: String,
    pub(crate) changes: Vec<Change>,
}

/// The user of the demo data with this number.
pub(crate) fn user<'d>(data: &'d Data, number: &str) -> Asker<'d> {
    Asker {
        data,
        user: Some(crate::people::account_id(number)),
        app: None,
        now: 1_770_000_000,
    }
}

pub(crate) fn app(data: &Data) -> Asker<'_> {
    Asker {
        user: None,
        app: Some("com.example.app"),
        ..user(data, "1")
    }
}

pub(crate) fn anonymous(data: &Data) -> Asker<'_> {
    Asker {
        user: None,
        ..user(data, "1")
    }
}

impl Asker<'_> {
    pub(crate) async fn get(&self, target: &str) -> Seen {
        self.ask(Method::Get, target, Body::default()).await
    }

    pub(crate) async fn delete(&self, target: &str) -> Seen {
        self.ask(Method::Delete, target, Body::default()).await
    }

    pub(crate) async fn post(&self, target: &str, json: Value) -> Seen {
        self.send(Method::Post, target, json).await
    }

    pub(crate) async fn put(&self, target: &str, json: Value) -> Seen {
        self.send(Method::Put, target, json).await
    }

    async fn send(&self, method: Method, target: &str, json: Value) -> Seen {
        let body = Body {
            content_type: Some("application/json".to_owned()),
            bytes: json.to_string().into_bytes(),
            json: Some(json),
        };
        self.ask(method, target, body).await
    }

    pub(crate) async fn ask(&self, method: Method, target: &str, body: Body) -> Seen {
        let product = self.data.product();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let operation = operation_of_request(product.into(), method, path).unwrap();
        let names = operation.path().split('/').zip(path.split('/'));
        let values = names.filter_map(|(name, value)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            Some((name, value.to_owned()))
        });
        let query = url::form_urlencoded::parse(query.as_bytes());
        let base = match product {
            HostProduct::Jira => "https://demo.example",
            HostProduct::Confluence => "https://demo.example/wiki",
        };
        let reply = self
            .data
            .answer(Request {
                operation,
                values: values.collect(),
                query: query.into_owned().collect(),
                body,
                caller: Caller {
                    user: self.user.clone(),
                    app: self.app.map(str::to_owned),
                },
                base_url: Url::parse(base).unwrap(),
                now: SystemTime::UNIX_EPOCH + Duration::from_secs(self.now),
            })
            .await;
        assert_eq!(reply.known, Known::Remembered, "{method} {target}");
        let (_, bytes) = reply.body.unwrap_or_default();
        Seen {
            status: reply.status.as_u16(),
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            changes: reply.changes,
        }
    }
}

impl Seen {
    /// The JSON of an answer that is one.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.json
    }

    /// The refusal's status and first message.
    #[track_caller]
    pub(crate) fn refused(&self) -> (u16, String) {
        assert!(self.status >= 400, "{self:?}");
        let message = self.json["errorMessages"][0].as_str().map(str::to_owned);
        let of_field = || {
            let fields = self.json["errors"].as_object()?;
            Some(fields.values().next()?.as_str()?.to_owned())
        };
        (self.status, message.or_else(of_field).unwrap_or_default())
    }

    pub(crate) fn events(&self) -> Vec<&'static str> {
        self.changes.iter().map(|change| change.event).collect()
    }
}
