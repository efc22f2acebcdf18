//! The app: it verifies each token, records each call, and answers as the test sets it to.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use connect_auth::clock::Clock;
use connect_auth::forge::{InvocationKeys, InvocationToken, InvocationVerifier};
use connect_host::{AppHandle, Host, HostBuilder, HostError, KeyHost};
use connect_model::forge::manifest::{ManifestModule, Scope};
use connect_model::forge::{Forge, Manifest};
use http::HeaderMap;
use parking_lot::Mutex;
use serde_json::{Value, json};
use url::Url;

pub(crate) const APP_ID: &str = "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000";

/// What the app received with a call.
#[derive(Clone)]
pub(crate) struct Called {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) token: InvocationToken,
}

impl Called {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What it answers at a path: the status, headers and body.
pub(crate) type Answer = (u16, Vec<(&'static str, String)>, String);

#[derive(Clone)]
pub(crate) struct App {
    url: Url,
    inner: Arc<Inner>,
}

struct Inner {
    verifier: InvocationVerifier,
    answers: Mutex<BTreeMap<String, Vec<Answer>>>,
    called: Mutex<Vec<Called>>,
    hangs: Mutex<bool>,
}

impl App {
    /// An app that trusts the keys of this server.
    pub(crate) async fn start(keys: &KeyHost) -> App {
        let clock = Clock::system();
        let keys = InvocationKeys::at(&keys.key_set_url(), clock.clone());
        let verifier = InvocationVerifier::new(keys, APP_ID, clock).api_host("127.0.0.1");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            verifier,
            answers: Mutex::default(),
            called: Mutex::default(),
            hangs: Mutex::default(),
        });
        let router = Router::new().fallback(serve).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        App {
            url: url.parse().unwrap(),
            inner,
        }
    }

    /// Answers a path with these in turn, then always with the last one.
    pub(crate) fn answer(&self, path: &str, answers: Vec<Answer>) {
        self.inner.answers.lock().insert(path.to_owned(), answers);
    }

    /// Answers pages with this envelope.
    pub(crate) fn page(&self, envelope: &Value) {
        self.answer("/forge/ui", vec![(200, vec![], envelope.to_string())]);
    }

    /// Stops answering.
    pub(crate) fn hang(&self) {
        *self.inner.hangs.lock() = true;
    }

    pub(crate) fn called(&self) -> Vec<Called> {
        self.inner.called.lock().clone()
    }

    /// The last call.
    pub(crate) fn last(&self) -> Called {
        self.called().pop().unwrap()
    }

    /// What the host installs.
    pub(crate) fn with(&self, manifest: Manifest) -> AppHandle {
        AppHandle::at_url(self.url.clone()).on_forge(Forge {
            manifest,
            gaps: Vec::new(),
            dialogs: vec!["editor".to_owned()],
        })
    }
}

async fn serve(State(app): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if *app.hangs.lock() {
        std::future::pending::<()>().await;
    }
    let path = parts.uri.path().to_owned();
    let bearer = parts.headers.get("authorization");
    let bearer = bearer.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Ok(token) = app.verifier.verify(bearer.unwrap_or_default()).await else {
        return response(&(401, vec![], json!({"error": "unauthorized"}).to_string()));
    };
    let body = to_bytes(body, usize::MAX).await.unwrap();
    app.called.lock().push(Called {
        path: path.clone(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap(),
        token,
    });
    let mut answers = app.answers.lock();
    match answers.get_mut(&path) {
        Some(set) if set.len() > 1 => response(&set.remove(0)),
        Some(set) => response(&set[0]),
        None if path == "/forge/ui" => response(&(
            200,
            vec![],
            json!({"status": 200, "type": "text/html", "text": "<h1>Votes</h1>", "url": "/votes"})
                .to_string(),
        )),
        None => response(&(204, vec![], String::new())),
    }
}

fn response((status, headers, body): &Answer) -> Response {
    let mut builder = Response::builder().status(*status);
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    builder.body(Body::from(body.clone())).unwrap()
}

pub(crate) fn module(key: &str, properties: Value) -> ManifestModule {
    let Value::Object(properties) = properties else {
        panic!("an object")
    };
    ManifestModule {
        key: key.to_owned(),
        properties: properties.into_iter().collect(),
        comment: String::new(),
    }
}

/// An app with a panel, two pages that are one on Forge, a trigger, a schedule and a JQL function.
pub(crate) fn manifest() -> Manifest {
    let mut manifest = Manifest {
        connect_key: Some("com.example.votes".to_owned()),
        ..Manifest::default()
    };
    let ui = json!({"endpoint": "connect-ui"});
    let icon = "https://example.com/icon.svg";
    let mut add = |name: &str, modules: Vec<ManifestModule>| {
        manifest.modules.insert(name.to_owned(), modules);
    };
    add(
        "jira:issueGlance",
        vec![module(
            "votes",
            json!({"title": "Votes", "label": "Votes", "icon": icon, "resource": "connect-shell",
                "resolver": ui}),
        )],
    );
    add(
        "jira:globalPage",
        vec![module(
            "ranking",
            json!({"title": "Votes", "icon": icon, "resource": "connect-shell", "resolver": ui,
            "layout": "blank", "pages": [
                {"title": "Ranking", "route": "ranking"}, {"title": "Teams", "route": "teams"},
            ]}),
        )],
    );
    add(
        "trigger",
        vec![
            module(
                "on-issue",
                json!({"events": ["avi:jira:created:issue", "avi:jira:updated:issue"],
                    "endpoint": "connect-events"}),
            ),
            module(
                "connect-lifecycle",
                json!({"events": ["avi:forge:installed:app", "avi:forge:upgraded:app"],
                    "endpoint": "connect-events"}),
            ),
        ],
    );
    add(
        "scheduledTrigger",
        vec![module(
            "tidy",
            json!({"endpoint": "connect-sched-1", "interval": "hour"}),
        )],
    );
    add(
        "jira:jqlFunction",
        vec![module(
            "voted",
            json!({"name": "voted", "operators": ["in"], "types": ["issue"],
                "arguments": [{"name": "colour", "required": true}], "endpoint": "connect-jql-1"}),
        )],
    );
    add(
        "preUninstall",
        vec![module(
            "connect-uninstall",
            json!({"endpoint": "connect-gone"}),
        )],
    );
    let both = json!({"appSystemToken": {"enabled": true}, "appUserToken": {"enabled": true}});
    let app = json!({"appSystemToken": {"enabled": true}});
    let endpoint = |key: &str, path: &str| {
        module(
            key,
            json!({"remote": "connect", "route": {"path": path}, "auth": app}),
        )
    };
    add(
        "endpoint",
        vec![
            module("connect-ui", json!({"remote": "connect", "auth": both})),
            endpoint("connect-events", "/forge/events"),
            endpoint("connect-sched-1", "/forge/scheduled/tidy"),
            endpoint("connect-jql-1", "/forge/jql/voted"),
            endpoint("connect-gone", "/forge/gone"),
        ],
    );
    for (name, impersonated) in [
        ("read:app-system-token", false),
        ("read:app-user-token", false),
        ("read:jira-work", true),
        ("write:jira-work", false),
    ] {
        let scope = Scope {
            impersonated,
            ..Scope::default()
        };
        manifest.scopes.insert(name.to_owned(), scope);
    }
    manifest
}

/// A site with the app on it.
pub(crate) async fn installed() -> (Host, App) {
    let (host, app) = with(Host::jira().on_forge(), manifest()).await;
    (host.unwrap(), app)
}

/// The same with settings of the host, and another manifest.
pub(crate) async fn with(host: HostBuilder, manifest: Manifest) -> (Result<Host, HostError>, App) {
    let keys = KeyHost::start().await.unwrap();
    let app = App::start(&keys).await;
    let handle = app.with(manifest);
    (host.key_host(&keys).install(handle).await, app)
}
