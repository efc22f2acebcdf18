//! A hand-written app: it records its requests, and answers as the test sets it to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use connect_host::StatusCode;
use http::{HeaderMap, Method, Uri};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct App {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
    #[cfg(feature = "browser")]
    serving: tokio::task::AbortHandle,
}

struct Inner {
    descriptor: Value,
    statuses: BTreeMap<String, StatusCode>,
    bodies: BTreeMap<String, (&'static str, String)>,
    policy: Option<String>,
    page: Option<String>,
    hanging: BTreeSet<String>,
    received: Vec<Received>,
}

#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl App {
    /// Starts an app with these modules.
    pub(crate) async fn start(modules: Value) -> App {
        App::start_below("", modules).await
    }

    /// Starts an app whose base URL has a path.
    pub(crate) async fn start_below(base_path: &str, modules: Value) -> App {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}{base_path}", listener.local_addr().unwrap());
        let descriptor = json!({
            "enableLicensing": true,
            "key": "com.example.votes",
            "name": "Votes",
            "baseUrl": url,
            "authentication": {"type": "jwt"},
            "apiMigrations": {"signed-install": true, "context-qsh": true},
            "lifecycle": {
                "installed": "/installed", "uninstalled": "/uninstalled",
                "enabled": "/enabled", "disabled": "/disabled?why=host",
            },
            "scopes": ["READ"],
            "modules": modules,
        });
        let inner = Arc::new(Mutex::new(Inner {
            descriptor,
            statuses: BTreeMap::new(),
            bodies: BTreeMap::new(),
            policy: None,
            page: None,
            hanging: BTreeSet::new(),
            received: Vec::new(),
        }));
        let router = Router::new().fallback(serve).with_state(Arc::clone(&inner));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        App {
            url,
            inner,
            #[cfg(feature = "browser")]
            serving: serving.abort_handle(),
        }
    }

    /// Never answers requests for this path from now on.
    #[cfg(feature = "browser")]
    pub(crate) fn hang(&self, path: &str) {
        self.inner.lock().unwrap().hanging.insert(path.to_owned());
    }

    /// Stops, like a program that crashes.
    #[cfg(feature = "browser")]
    pub(crate) fn crash(&self) {
        self.serving.abort();
    }

    /// Answers requests for this path with this status from now on.
    pub(crate) fn answer(&self, path: &str, status: u16) {
        let status = StatusCode::from_u16(status).unwrap();
        self.inner
            .lock()
            .unwrap()
            .statuses
            .insert(path.to_owned(), status);
    }

    /// Answers requests for this path with this JSON from now on.
    #[cfg(feature = "browser")]
    pub(crate) fn answer_json(&self, path: &str, json: Value) {
        self.answer_body(path, "application/json", json.to_string());
    }

    /// Answers requests for this path with this HTML from now on.
    #[cfg(feature = "browser")]
    pub(crate) fn answer_html(&self, path: &str, html: &str) {
        self.answer_body(path, "text/html; charset=utf-8", html.to_owned());
    }

    #[cfg(feature = "browser")]
    fn answer_body(&self, path: &str, content_type: &'static str, body: String) {
        let mut inner = self.inner.lock().unwrap();
        inner.statuses.remove(path);
        inner.bodies.insert(path.to_owned(), (content_type, body));
    }

    /// Answers requests for this path as it did at first.
    #[cfg(feature = "browser")]
    pub(crate) fn forget(&self, path: &str) {
        let mut inner = self.inner.lock().unwrap();
        inner.statuses.remove(path);
        inner.bodies.remove(path);
    }

    /// Answers with this Content-Security-Policy from now on.
    pub(crate) fn set_policy(&self, policy: &str) {
        self.inner.lock().unwrap().policy = Some(policy.to_owned());
    }

    /// Answers with this page of HTML from now on.
    pub(crate) fn set_page(&self, page: &str) {
        self.inner.lock().unwrap().page = Some(page.to_owned());
    }

    pub(crate) fn describe(&self, change: impl FnOnce(&mut Value)) {
        change(&mut self.inner.lock().unwrap().descriptor);
    }

    /// The requests for this path, in order.
    pub(crate) fn received(&self, path: &str) -> Vec<Received> {
        let inner = self.inner.lock().unwrap();
        inner
            .received
            .iter()
            .filter(|request| request.uri.path() == path)
            .cloned()
            .collect()
    }

    pub(crate) fn last(&self, path: &str) -> Received {
        self.received(path)
            .pop()
            .unwrap_or_else(|| panic!("no request for {path}"))
    }
}

async fn serve(State(inner): State<Arc<Mutex<Inner>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let path = parts.uri.path().to_owned();
    let hangs = inner.lock().unwrap().hanging.contains(&path);
    if hangs {
        std::future::pending::<()>().await;
    }
    let mut inner = inner.lock().unwrap();
    inner.received.push(Received {
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body,
    });
    match inner.statuses.get(&path) {
        Some(status) => (*status, "as set").into_response(),
        None if inner.bodies.contains_key(&path) => {
            let (content_type, body) = &inner.bodies[&path];
            ([("content-type", *content_type)], body.clone()).into_response()
        }
        None if path.ends_with("/atlassian-connect.json") => {
            axum::Json(inner.descriptor.clone()).into_response()
        }
        None => {
            let policy = inner
                .policy
                .iter()
                .map(|it| ("content-security-policy", it));
            let policy = axum::response::AppendHeaders(policy.collect::<Vec<_>>());
            match &inner.page {
                Some(page) => (policy, axum::response::Html(page.clone())).into_response(),
                None => (policy, format!("this is {path}")).into_response(),
            }
        }
    }
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    /// The decoded query, in order.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        let query = self.uri.query().unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.query()
            .into_iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The one token, from the query or the header.
    pub(crate) fn token(&self) -> String {
        let header = self
            .header("authorization")
            .map(|value| value.strip_prefix("JWT ").unwrap().to_owned());
        match (self.parameter("jwt"), header) {
            (Some(token), None) | (None, Some(token)) => token,
            other => panic!("one token expected, got {other:?}"),
        }
    }

    pub(crate) fn hs256(&self, secret: &str) -> Value {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_required_spec_claims(&["exp", "iss"]);
        rules.validate_aud = false;
        decode(
            self.token(),
            &DecodingKey::from_secret(secret.as_bytes()),
            &rules,
        )
        .unwrap()
        .claims
    }

    pub(crate) fn rs256(&self, pem: &str, audience: &str) -> (Option<String>, Value) {
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_audience(&[audience]);
        let key = DecodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        let claims = decode(self.token(), &key, &rules).unwrap().claims;
        (decode_header(self.token()).unwrap().kid, claims)
    }
}

/// The query string hash of a canonical request, in the shortest way possible.
pub(crate) fn sha256(canonical: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, canonical.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

pub(crate) fn panel() -> Value {
    json!({
        "webPanels": [{
            "key": "votes",
            "name": {"value": "Votes"},
            "location": "atl.jira.view.issue.right.context",
            "url": "/votes?issue.key={issue.key}&project.id={project.id}",
        }],
    })
}
