//! A host that responds as a test specifies and remembers its requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_model::Method;
use connect_model::{Product, Scope};
use http::{HeaderMap, header};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

use crate::{Client, ClientConfig, ClientPool, ClientSettings, Operation, Timer};
use connect_auth::Secret;
use connect_auth::clock::Clock;
use connect_auth::jwt::{self, HmacKey};

pub(super) const NOW: i64 = 1_700_000_000;
pub(super) const APP: &str = "com.example.votes";
pub(super) const SECRET: &str = "the-shared-secret";

pub(super) const ISSUE: Operation = Operation::new(
    Method::Get,
    Product::Jira,
    "/rest/api/3/issue/{issueIdOrKey}",
    &[Scope::Read],
);
pub(super) const MYSELF: Operation = Operation::new(
    Method::Get,
    Product::Jira,
    "/rest/api/3/myself",
    &[Scope::Read],
);
pub(super) const EDIT: Operation = Operation::new(
    Method::Put,
    Product::Jira,
    "/rest/api/3/issue/{issueIdOrKey}",
    &[Scope::Write],
);
pub(super) const CREATE: Operation = Operation::new(
    Method::Post,
    Product::Jira,
    "/rest/api/3/issue",
    &[Scope::Write],
);

/// One received request.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: http::Method,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Counted from 0.
    pub(super) number: usize,
}

impl Asked {
    pub(super) fn authorization(&self) -> &str {
        self.headers[header::AUTHORIZATION].to_str().unwrap()
    }

    /// The claims of the app's own token, whose signature is verified.
    pub(super) fn claims(&self) -> Value {
        claims(self.authorization().strip_prefix("JWT ").unwrap())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(super) fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let parsed = jwt::parse(token).unwrap();
    parsed
        .claims()
        .unwrap()
        .verify_hs256(&HmacKey::new(SECRET.as_bytes()))
        .unwrap();
    let payload = token.split('.').nth(1).unwrap();
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload);
    serde_json::from_slice(&payload.unwrap()).unwrap()
}

/// A server that runs until it is dropped.
pub(super) struct Host {
    pub(super) url: Url,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Host {
    pub(super) async fn start<R: IntoResponse>(
        answer: impl Fn(&Asked) -> R + Send + Sync + 'static,
    ) -> Self {
        let answer = Arc::new(answer);
        Self::serve(move |asked| {
            let response = answer(&asked).into_response();
            async move { response }
        })
        .await
    }

    pub(super) async fn serve<F>(answer: impl Fn(Asked) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let remembered = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Request| {
            let (answer, remembered) = (Arc::clone(&answer), Arc::clone(&remembered));
            async move {
                let (parts, body) = request.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap();
                let asked = {
                    let mut remembered = remembered.lock().unwrap();
                    let asked = Asked {
                        method: parts.method,
                        target: parts.uri.to_string(),
                        headers: parts.headers,
                        body,
                        number: remembered.len(),
                    };
                    remembered.push(asked.clone());
                    asked
                };
                answer(asked).await
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url: Url::parse(&url).unwrap(),
            asked,
            server,
        }
    }

    /// A host that answers everything with `{}`.
    pub(super) async fn usual() -> Self {
        Self::start(|_| axum::Json(json!({}))).await
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The client of a site at this host.
    pub(super) fn client(&self) -> Client {
        ClientPool::with_settings(settings())
            .client(&self.config())
            .unwrap()
    }

    pub(super) fn config(&self) -> ClientConfig {
        ClientConfig::new(APP, self.url.clone(), Secret::new(SECRET).unwrap()).client_key("one")
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Time stands still, waits take no time, and the jitter is zero.
pub(super) fn settings() -> ClientSettings {
    ClientSettings {
        clock: Clock::stopped_at(NOW),
        timer: Timer::manual(0.0),
        ..ClientSettings::default()
    }
}

pub(super) fn with(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

pub(super) fn json_with(status: u16, body: &'static str) -> Response {
    with(status, &[("content-type", "application/json")], body)
}

/// A host that sends these bytes on each connection, and closes it.
pub(super) async fn raw(answer: &'static str) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            assert!(stream.read(&mut buffer).await.unwrap() > 0);
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    url.parse().unwrap()
}

/// The client of a site at this address.
pub(super) fn client_at(url: Url) -> Client {
    let config = ClientConfig::new(APP, url, Secret::new(SECRET).unwrap());
    ClientPool::with_settings(settings())
        .client(&config)
        .unwrap()
}
