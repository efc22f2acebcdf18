//! One small app, and a host that installs and calls it.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{FromRef, State};
use axum::response::IntoResponse;
use axum::{Form, Json};
use connect_model::declaration::{Auth, Declaration, Emitted, Route};
use connect_model::forge::Settings;
use connect_model::{Method, Origin};
use http::{StatusCode, Uri};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;
use url::Url;

use crate::config::Config;
use crate::events::jira::PostFunction;
use crate::extract::{Event, FormToken, License, SignedContext, User};
use crate::handler::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use crate::jobs::{Job, Jobs};
use crate::lifecycle::Lifecycle;
use crate::registry::{AppRegistration, InOrder, Registration, StateType, Work};
use crate::tenants::Tenant;
use crate::{App, Error, Page, Running};
use connect_auth::jwt::{HmacKey, sign_hs256};
use connect_auth::qsh;
use connect_testing::host_keys::{KeyServer, lifecycle_token, public_pem};

pub(super) const KEY: &str = "com.example.votes";
pub(super) const SITE: &str = "https://one.atlassian.net";

/// The state of the app's crate: what its hooks have seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    what: Arc<Mutex<Vec<String>>>,
    /// Notified when `/waits` is being served.
    pub(super) started: Arc<Notify>,
    /// Lets `/waits` answer.
    pub(super) go_on: Arc<Notify>,
    /// Whether handlers that fail on demand succeed from now on.
    pub(super) well: Arc<AtomicBool>,
}

impl Seen {
    pub(super) fn all(&self) -> Vec<String> {
        self.what.lock().unwrap().clone()
    }

    pub(super) fn saw(&self, what: String) {
        self.push(what);
    }

    fn push(&self, what: String) {
        self.what.lock().unwrap().push(what);
    }
}

/// A handler's wrapper, without the registration.
macro_rules! wrapper {
    ($name:ident, |$call:ident| $body:expr) => {
        pub(super) fn $name(call: ErasedCall) -> ResponseFuture {
            Box::pin(async move {
                #[allow(unused_mut, unused_variables)]
                let mut $call: HandlerCall<Seen> = bind(call)?;
                $body
            })
        }
    };
}

wrapper!(votes, |call| {
    let issue: String = call.context("issue.key")?;
    let weight: Option<u8> = call.context("weight")?;
    let tenant = call.part::<Tenant>().await?;
    let user = call.part::<Option<User>>().await?;
    let license = call.last::<License, _>().await?;
    let who = user.as_ref().map_or("anonymous", User::account_id);
    let text = format!(
        "{issue} {weight:?} {who} {} {:?}",
        tenant.client_key(),
        license.state()
    );
    respond(Page::new("Votes").body(text))
});
wrapper!(fails, |call| respond(Err::<Page, _>(Error::new(
    "the password is xyzzy"
))));
wrapper!(panics, |call| {
    // A condition, so that the code after it is reachable.
    assert!(
        call.context::<Option<String>, _>("never")?.is_some(),
        "on purpose"
    );
    respond(())
});
wrapper!(hangs, |call| {
    std::future::pending::<()>().await;
    respond(())
});
#[cfg(feature = "client")]
wrapper!(outlasts, |call| {
    let client = call.part::<crate::client::Jira>().await?;
    let path = "/rest/api/3/issue";
    let call = client.unchecked::<()>(Method::Post, path, connect_model::ScopeSet::EMPTY);
    match call.await {
        Ok(()) => respond(Page::new("Outlasts").body("asked")),
        Err(error) if error.is_timeout() => respond(Page::new("Outlasts").body("told in time")),
        Err(error) => respond(Err::<Page, _>(Error::new(error.to_string()))),
    }
});
wrapper!(waits, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    seen.started.notify_one();
    seen.go_on.notified().await;
    respond(())
});
wrapper!(greet, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let event = call.last::<Event<Value>, _>().await?;
    let Some(issue) = event["issue"].as_str() else {
        return respond(StatusCode::BAD_REQUEST);
    };
    seen.push(format!("event {issue} {:?} {}", event.id(), event.retry()));
    respond("a body that no host reads")
});
// Behaves as its body asks.
wrapper!(act, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let event = call.part::<Event<Act>>().await?;
    let user = call.part::<Option<User>>().await?;
    let of: Option<String> = call.context("of")?;
    let who = user.as_ref().map_or("nobody", User::account_id);
    seen.push(format!("act {} {who} {of:?}", event.act));
    if seen.well.load(Ordering::SeqCst) {
        return respond(());
    }
    match &*event.act {
        "fail" => respond(Err::<(), _>(Error::new("the disk is on fire"))),
        "give up" => respond(Err::<(), _>(
            Error::new("there is no such issue").for_good(),
        )),
        "wait" => {
            let wait = Duration::from_secs(3600);
            respond(Err::<(), _>(
                Error::new("the site is away").retry_after(wait),
            ))
        }
        "panic" => panic!("on purpose"),
        "hang" => {
            std::future::pending::<()>().await;
            respond(())
        }
        "take a while" => {
            tokio::time::sleep(Duration::from_millis(100)).await;
            respond(())
        }
        "be held" => {
            seen.started.notify_one();
            seen.go_on.notified().await;
            respond(())
        }
        _ => respond(()),
    }
});
wrapper!(look, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let uri = call.part::<Uri>().await?;
    let headers = call.part::<http::HeaderMap>().await?;
    let body = call.last::<String, _>().await?;
    seen.push(format!("{uri} {headers:?} {body}"));
    respond(())
});
wrapper!(recount, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let tenant = call.part::<Tenant>().await?;
    let job = call.part::<Job<Recount>>().await?;
    let of = (tenant.client_key(), &*job.project, job.once());
    seen.push(format!("recount {of:?}"));
    respond(())
});
wrapper!(ask, |call| {
    let jobs = call.part::<Jobs>().await?;
    let project: String = call.context("project")?;
    let job = jobs
        .enqueue::<RecountJob>(&Recount { project })
        .once("daily");
    respond(job.await.map(|_| ()).map_err(Error::from))
});
wrapper!(sweep, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let tenant = call.part::<Tenant>().await?;
    let job = call.part::<Job>().await?;
    seen.push(format!("{} {}", job.once().unwrap(), tenant.client_key()));
    respond(())
});
wrapper!(close, |call| {
    let Json(run) = call.last::<Json<PostFunction>, _>().await?;
    let to = run.transition.to_status.unwrap_or_default();
    let kept = run.configuration.value.unwrap_or_default();
    respond(format!("{} {to} {kept}", run.issue.key))
});
wrapper!(vote, |call| {
    let id: u32 = call.context("id")?;
    let user = call.part::<User>().await?;
    let Json(vote) = call.last::<Json<Value>, _>().await?;
    respond(Json(
        json!({ "id": id, "by": user.account_id(), "vote": vote }),
    ))
});
wrapper!(form, |call| {
    let token = call.part::<FormToken>().await?;
    respond(token.field())
});
wrapper!(colour, |call| {
    let user = call.part::<Option<User>>().await?;
    let license = call.part::<License>().await?;
    let context = call.part::<SignedContext>().await?;
    let Form(fields) = call.last::<Form<Vec<(String, String)>>, _>().await?;
    let fields: Map<String, Value> = fields
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let answer = move || {
        let issue = fields
            .get("issue")
            .and_then(Value::as_str)
            .unwrap_or_default();
        context.require("issue.key", issue)?;
        let user = user.map(|user| user.account_id().to_owned());
        Ok::<_, Error>(Json(json!({
            "user": user, "license": format!("{:?}", license.state()), "fields": fields,
            "id": context.parameter::<u64>("issue.id")?,
            "key": context.at::<String>("jira.issue.key")?,
        })))
    };
    respond(answer())
});
wrapper!(privacy, |call| {
    let State(Greeting(greeting)) = call.part::<State<Greeting>>().await?;
    let tenant = call.part::<Option<Tenant>>().await?;
    respond(format!("{greeting} {}", tenant.is_none()))
});
wrapper!(hook, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let tenant = call.part::<Tenant>().await?;
    let lifecycle = call.last::<Lifecycle, _>().await?;
    let refused = lifecycle.description.as_deref() == Some("refuse me");
    seen.push(format!("{} {}", lifecycle.event, tenant.client_key()));
    respond(if refused {
        Err(Error::new("refused"))
    } else {
        Ok(())
    })
});

#[derive(serde::Deserialize)]
pub(super) struct Act {
    act: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Recount {
    pub(super) project: String,
}

/// The expansion of `#[job]` on `recount`.
pub(super) struct RecountJob;

impl crate::jobs::ArgumentsOf<RecountJob> for Recount {
    const KEY: &'static str = "recount";
}

/// A part of the state, extracted with axum's `FromRef`.
#[derive(Clone)]
pub(super) struct Greeting(&'static str);

impl FromRef<Seen> for Greeting {
    fn from_ref(_: &Seen) -> Self {
        Self("public")
    }
}

pub(super) fn registration(
    declaration: Declaration,
    handle: fn(ErasedCall) -> ResponseFuture,
) -> Registration {
    Registration {
        declaration,
        handler: Some(Arc::new(handle)),
        state: StateType::of::<Seen>(),
        work: Work::default(),
    }
}

pub(super) fn panel(
    key: &'static str,
    path: &'static str,
    handle: fn(ErasedCall) -> ResponseFuture,
) -> Registration {
    let properties = json!({
        "key": key, "name": { "value": key }, "url": format!("{path}?issue.key={{issue.key}}"),
        "location": "atl.jira.view.issue.right.context",
    });
    let mut declaration = Declaration::module(
        "webPanels",
        key,
        "",
        Some(Route::iframe(path)),
        Origin::new(file!(), 12, 1),
    );
    declaration.properties = properties.to_string().into();
    registration(declaration, handle)
}

pub(super) fn registrations() -> Vec<Registration> {
    let own = |kind, key, route| Declaration::own(kind, key, route, Origin::new(file!(), 30, 1));
    let webhook = Declaration::module(
        "webhooks",
        "greet",
        r#"{"event":"jira:issue_created","url":"/webhooks/greet"}"#,
        Some(Route::callback("/webhooks/greet")),
        Origin::new(file!(), 20, 1),
    );
    let close_vote = Declaration::module(
        "jiraWorkflowPostFunctions",
        "close",
        r#"{"key":"close","name":{"value":"Close"},"triggered":{"url":"/close"}}"#,
        Some(Route::callback("/close")),
        Origin::new(file!(), 21, 1),
    );
    let route = Route::own(&[Method::Post], "/api/vote/{id}", Auth::Context);
    let colours = Route::own(&[Method::Post], "/api/colour", Auth::Context);
    let open = Route::own(&[Method::Get], "/privacy", Auth::Public);
    let wild = Route::own(&[Method::Get], "/wild/{*path}", Auth::Public);
    let acts = Declaration::module(
        "webhooks",
        "act",
        r#"{"event":"jira:issue_updated","url":"/webhooks/act?of={issue.key}"}"#,
        Some(Route::callback("/webhooks/act")),
        Origin::new(file!(), 22, 1),
    );
    let inline = Declaration::module(
        "webhooks",
        "now",
        r#"{"event":"jira:issue_deleted","url":"/webhooks/now"}"#,
        Some(Route::callback("/webhooks/now")),
        Origin::new(file!(), 23, 1),
    );
    let asks = Route::own(&[Method::Post], "/api/recount/{project}", Auth::Context);
    let anybody = Route::own(&[Method::Post], "/recount/{project}", Auth::Public);
    vec![
        registration(webhook, greet),
        registration(acts, act).in_order(InOrder::Field("order")),
        registration(inline, greet).inline(),
        registration(own("endpoint", "ask", Some(asks)), ask),
        registration(own("public", "anybody", Some(anybody)), ask),
        registration(own("job", "recount", None), recount),
        registration(close_vote, close),
        panel("votes", "/votes", votes),
        panel("fails", "/fails", fails),
        panel("panics", "/panics", panics),
        panel("hangs", "/hangs", hangs),
        panel("waits", "/waits", waits),
        #[cfg(feature = "client")]
        panel("outlasts", "/outlasts", outlasts),
        registration(own("endpoint", "vote", Some(route)), vote),
        panel("form", "/form", form),
        registration(own("endpoint", "colour", Some(colours)), colour),
        registration(own("public", "privacy", Some(open)), privacy),
        registration(own("public", "wild", Some(wild)), privacy),
        registration(own("installed", "welcome", None), hook),
        registration(own("uninstalled", "farewell", None), hook),
        registration(own("enabled", "on", None), hook),
        registration(own("disabled", "look", None), look),
    ]
}

pub(super) const PROPERTIES: &str = r#"{"key":"com.example.votes","name":"Votes","vendor":{"name":"Example","url":"https://example.com"},"regionBaseUrls":{"EU":"https://eu.example/app"}}"#;

pub(super) fn app_of(registrations: Vec<Registration>, emitted: Vec<Declaration>) -> App {
    app_that(PROPERTIES, registrations, emitted)
}

/// An app with these properties, whose emitted view matches its declarations.
pub(super) fn app_with(properties: &'static str, registrations: Vec<Registration>) -> App {
    let emitted = registrations
        .iter()
        .map(|registration| registration.declaration.clone())
        .collect();
    app_that(properties, registrations, emitted)
}

/// An app with these Forge settings, whose emitted view matches its declarations.
pub(super) fn app_on_forge(registrations: Vec<Registration>, settings: Settings) -> App {
    let declarations = registrations.iter().map(|one| one.declaration.clone());
    let emitted = Emitted {
        app: PROPERTIES.to_owned(),
        declarations: declarations.collect(),
        forge: Some(settings),
        ..Emitted::default()
    };
    app_emitted(PROPERTIES, registrations, &emitted)
}

fn app_that(
    properties: &'static str,
    registrations: Vec<Registration>,
    emitted: Vec<Declaration>,
) -> App {
    let emitted = Emitted {
        app: properties.to_owned(),
        declarations: emitted,
        ..Emitted::default()
    };
    app_emitted(properties, registrations, &emitted)
}

fn app_emitted(
    properties: &'static str,
    registrations: Vec<Registration>,
    emitted: &Emitted,
) -> App {
    let app = AppRegistration {
        package: "votes-app",
        properties,
        emitted: serde_json::to_string(emitted).unwrap().leak(),
    };
    crate::app::declared(app, registrations)
}

pub(super) fn app() -> App {
    app_with(PROPERTIES, registrations())
}

/// A host and an app that it has installed.
pub(super) struct Host {
    pub(super) app: Running,
    pub(super) seen: Seen,
    pub(super) client: Client,
    pub(super) _keys: KeyServer,
}

pub(super) fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

pub(super) fn client() -> Client {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

impl Host {
    /// With the configuration that `change` makes of a test's defaults.
    pub(super) async fn configured(change: impl FnOnce(Config) -> Config) -> Self {
        Self::start(|app| app.config(change)).await
    }

    pub(super) async fn start(change: impl FnOnce(App) -> App) -> Self {
        Self::of(app, change).await
    }

    pub(super) async fn of(app: impl FnOnce() -> App, change: impl FnOnce(App) -> App) -> Self {
        let keys = KeyServer::start(async |uri: Uri| {
            if uri.path().ends_with("gone") {
                return StatusCode::NOT_FOUND.into_response();
            }
            public_pem().into_response()
        })
        .await;
        let seen = Seen::default();
        let app = change(app())
            .with_state(seen.clone())
            .config(|config| config.key_host(keys.url.clone()));
        let app = app.spawn().await.unwrap();
        Self {
            app,
            seen,
            client: client(),
            _keys: keys,
        }
    }

    /// With one tenant, `one`, whose secret is `secret-one`.
    pub(super) async fn installed() -> Self {
        let host = Self::start(|app| app).await;
        assert_eq!(host.install("one", "secret-one").await.status(), 204);
        host
    }

    pub(super) fn url(&self, target: &str) -> Url {
        self.app.base_url().join(target).unwrap()
    }

    pub(super) fn payload(client_key: &str, phase: &str) -> Value {
        json!({
            "key": KEY, "clientKey": client_key, "eventType": phase, "baseUrl": SITE,
            "productType": "jira", "description": "a site", "entitlementId": "E-1", "brandNew": 1,
        })
    }

    /// A token that only the host can sign.
    pub(super) fn lifecycle_token(&self, client_key: &str, target: &str) -> String {
        static TOKENS: AtomicU64 = AtomicU64::new(0);
        let claims = json!({
            // Otherwise two from the same second would be the same token, which is accepted once.
            "jti": TOKENS.fetch_add(1, Ordering::Relaxed).to_string(),
            "iss": client_key, "iat": now(), "exp": now() + 180, "aud": [self.app.base_url().as_str()],
            "qsh": qsh::hash("POST", target, "").to_string(),
        });
        lifecycle_token("kid-1", &claims)
    }

    pub(super) fn post(&self, target: &str, token: &str, body: &Value) -> RequestBuilder {
        self.client
            .post(self.url(target))
            .header("authorization", format!("JWT {token}"))
            .json(body)
    }

    pub(super) async fn install(&self, client_key: &str, secret: &str) -> Response {
        let mut body = Self::payload(client_key, "installed");
        body["sharedSecret"] = secret.into();
        self.install_with(client_key, &body).await
    }

    /// The install has been answered, and its hooks have run.
    pub(super) async fn install_with(&self, token_of: &str, body: &Value) -> Response {
        let token = self.lifecycle_token(token_of, "/lifecycle/installed");
        let sent = self.post("/lifecycle/installed", &token, body).send().await;
        self.app.jobs_done().await.unwrap();
        sent.unwrap()
    }

    pub(super) async fn uninstall(&self, token_of: &str, client_key: &str) -> Response {
        let token = self.lifecycle_token(token_of, "/lifecycle/uninstalled");
        let body = Self::payload(client_key, "uninstalled");
        let sent = self
            .post("/lifecycle/uninstalled", &token, &body)
            .send()
            .await;
        self.app.jobs_done().await.unwrap();
        sent.unwrap()
    }

    pub(super) fn token(secret: &str, claims: &Value) -> String {
        sign_hs256(claims, &HmacKey::new(secret.as_bytes())).unwrap()
    }

    /// A request token of the tenant `one`.
    pub(super) fn request_token(method: &str, target: &str) -> String {
        Self::request_token_by("secret-one", method, target)
    }

    /// Like `request_token`, signed with another secret.
    pub(super) fn request_token_by(secret: &str, method: &str, target: &str) -> String {
        let claims = json!({
            "iss": "one", "iat": now(), "exp": now() + 180, "sub": "557058:someone",
            "qsh": qsh::hash(method, target, "").to_string(),
        });
        Self::token(secret, &claims)
    }

    pub(super) fn context_token() -> String {
        let claims = json!({
            "iss": "one", "iat": now(), "exp": now() + 180, "sub": "557058:someone",
            "qsh": "context-qsh",
        });
        Self::token("secret-one", &claims)
    }

    /// The status of an unauthenticated request.
    pub(super) async fn status(&self, target: &str) -> u16 {
        let response = self.client.get(self.url(target)).send().await.unwrap();
        response.status().as_u16()
    }

    /// Opens an iframe as the host does.
    pub(super) async fn open(&self, target: &str) -> Response {
        let token = Self::request_token("GET", target);
        let separator = if target.contains('?') { '&' } else { '?' };
        let url = self.url(&format!("{target}{separator}jwt={token}"));
        self.client.get(url).send().await.unwrap()
    }
}

/// An origin in another file.
pub(super) fn elsewhere() -> Origin {
    Origin::new("../my-panels/src/panels.rs", 12, 1)
}

/// The log of this test's thread, on which the server's tasks also run.
pub(super) struct Log {
    text: Text,
    _guard: tracing::subscriber::DefaultGuard,
}

impl Log {
    pub(super) fn start() -> Self {
        let text = Text::default();
        let writer = text.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(move || writer.clone())
            .finish();
        Self {
            text,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    pub(super) fn stop(self) -> String {
        self.so_far()
    }

    /// The log so far.
    pub(super) fn so_far(&self) -> String {
        String::from_utf8(self.text.0.lock().unwrap().clone()).unwrap()
    }
}

#[derive(Debug, Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
