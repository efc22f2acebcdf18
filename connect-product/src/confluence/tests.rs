//! Confluence's operations, called as a host calls them.

mod changes;
mod contents;
mod rights;
mod search;

use std::time::{Duration, SystemTime};

use connect_model::operation::operation_of_request;
use connect_model::{HostProduct, Method, Product};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::people::account_id;
use crate::{Body, Caller, Change, Data, Reply, Request};

/// A site, and the caller.
#[derive(Clone)]
struct Site {
    data: Data,
    caller: Caller,
}

impl Site {
    /// The demo data, asked by the user who administers.
    fn demo() -> Site {
        let data = Data::demo(HostProduct::Confluence);
        let caller = Caller::default();
        Site { data, caller }.by("1")
    }

    /// Asked by a person of the demo data.
    fn by(&self, person: &str) -> Site {
        self.asked(Some(account_id(person)), None)
    }

    fn by_nobody(&self) -> Site {
        self.asked(None, None)
    }

    fn by_app(&self) -> Site {
        self.asked(None, Some("com.example.app".to_owned()))
    }

    fn asked(&self, user: Option<String>, app: Option<String>) -> Site {
        Site {
            data: self.data.clone(),
            caller: Caller { user, app },
        }
    }

    async fn reply(&self, method: Method, target: &str, body: Body) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let found = operation_of_request(Product::Confluence, method, path);
        let operation = found.unwrap_or_else(|error| panic!("{method} {path}: {error:?}"));
        let values = operation
            .path()
            .split('/')
            .zip(path.split('/'))
            .filter_map(|(name, value)| {
                let name = name.strip_prefix('{')?.strip_suffix('}')?;
                Some((name, value.to_owned()))
            })
            .collect();
        let query = url::form_urlencoded::parse(query.as_bytes());
        let request = Request {
            operation,
            values,
            query: query.into_owned().collect(),
            body,
            caller: self.caller.clone(),
            base_url: Url::parse("https://demo.example/wiki/").unwrap(),
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_770_000_000),
        };
        self.data.answer(request).await
    }

    async fn send(&self, method: Method, target: &str, json: Value) -> Answer {
        let body = Body {
            content_type: Some("application/json".to_owned()),
            bytes: json.to_string().into_bytes(),
            json: Some(json),
        };
        let body = if method == Method::Get {
            Body::default()
        } else {
            body
        };
        Answer::of(self.reply(method, target, body).await)
    }

    async fn get(&self, target: &str) -> Answer {
        self.send(Method::Get, target, Value::Null).await
    }

    async fn post(&self, target: &str, json: Value) -> Answer {
        self.send(Method::Post, target, json).await
    }

    async fn put(&self, target: &str, json: Value) -> Answer {
        self.send(Method::Put, target, json).await
    }

    async fn delete(&self, target: &str) -> Answer {
        let reply = self.reply(Method::Delete, target, Body::default()).await;
        Answer::of(reply)
    }

    /// The titles of what a path lists.
    async fn titles(&self, target: &str) -> Vec<String> {
        let listed = self.get(target).await;
        assert_eq!(listed.status, 200, "{target}: {}", listed.json);
        let results = listed.json["results"].as_array().unwrap();
        let title = |it: &Value| it["title"].as_str().unwrap_or_default().to_owned();
        results.iter().map(title).collect()
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    json: Value,
    changes: Vec<Change>,
}

impl Answer {
    fn of(reply: Reply) -> Answer {
        let bytes = reply.body.map(|(_, bytes)| bytes).unwrap_or_default();
        Answer {
            status: reply.status.as_u16(),
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            changes: reply.changes,
        }
    }

    /// The answer, which must be a good one.
    fn ok(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.status,
            self.json
        );
        self.json
    }

    fn read<T: DeserializeOwned>(self) -> T {
        serde_json::from_value(self.ok()).unwrap()
    }

    fn events(&self) -> Vec<&'static str> {
        self.changes.iter().map(|change| change.event).collect()
    }
}

/// The first result's text at a pointer.
fn first(answer: &Value, at: &str) -> String {
    let found = answer["results"][0].pointer(at).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}
