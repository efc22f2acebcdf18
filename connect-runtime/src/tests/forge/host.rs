//! A hand-made Forge that knows an app, and its calls to the app.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use connect_model::declaration::{Auth, Declaration, Route};
use connect_model::{Method, Origin};
use connect_testing::host_keys::{KeyServer, public_components, rs256, token};
use http::StatusCode;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::super::fixture::{PROPERTIES, Seen, app_with, client, now, registration, registrations};
use crate::config::{Config, ForgeApp};
use crate::extract::{Event, License, Parameters, SignedContext, UrlParameters, User};
use crate::handler::{ErasedCall, HandlerCall, RejectionResponse, ResponseFuture, bind, respond};
use crate::registry::Registration;
use crate::tenants::Tenant;
use crate::{App, Page, Running};

pub(super) const APP: &str = "ari:cloud:ecosystem::app/7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11";
pub(super) const INSTALLATION: &str = "ari:cloud:ecosystem::installation/1";
pub(super) const KID: &str = "forge/invocation-token/1";

macro_rules! wrapper {
    ($name:ident, |$call:ident| $body:expr) => {
        fn $name(call: ErasedCall) -> ResponseFuture {
            Box::pin(async move {
                #[allow(unused_mut)]
                let mut $call: HandlerCall<Seen> = bind(call)?;
                $body
            })
        }
    };
}

/// What a page can know, by the way in which it asks.
struct Asked {
    issue: Option<String>,
    tab: Option<String>,
}

impl crate::extract::ContextParameters for Asked {
    fn read(parameters: &UrlParameters<'_>) -> Result<Self, RejectionResponse> {
        Ok(Self {
            issue: parameters.parameter("i")?,
            tab: parameters.parameter("tab")?,
        })
    }
}

wrapper!(knows, |call| {
    let issue: Option<String> = call.context("i")?;
    let own: Option<String> = call.context("own")?;
    let all = call.part::<Parameters<Asked>>().await?;
    let context = call.part::<SignedContext>().await?;
    let tenant = call.part::<Tenant>().await?;
    let user = call.part::<Option<User>>().await?;
    let license = call.part::<License>().await?;
    let Query(query) = call.part::<Query<Vec<(String, String)>>>().await?;
    respond(Json(json!({
        "issue": issue, "own": own, "all": [all.0.issue, all.0.tab], "query": query,
        "signed": context.json(), "product": tenant.product().name(), "site": tenant.base_url().as_str(),
        "user": user.as_ref().map(User::account_id), "license": format!("{:?}", license.state()),
        "edition": license.edition().map(|it| format!("{it:?}")),
    })))
});
wrapper!(leads, |call| {
    let Query(query) = call.part::<Query<Vec<(String, String)>>>().await?;
    let to = query.iter().find(|(name, _)| name == "to");
    let to = to.map_or("/knows", |(_, to)| to.as_str());
    respond(Redirect::to(to).into_response())
});
wrapper!(posts, |call| {
    let Form(form) = call.last::<Form<Vec<(String, String)>>, _>().await?;
    let _ = form;
    respond(Redirect::to("/knows?posted=1").into_response())
});
wrapper!(binary, |call| {
    let _: Option<String> = call.context("none")?;
    respond([0xff_u8, 0xfe].into_response())
});
wrapper!(huge, |call| {
    let _: Option<String> = call.context("none")?;
    respond("\"".repeat(3 * 1024 * 1024))
});
wrapper!(below, |call| {
    let issue: String = call.context("issue.key")?;
    let Path(path) = call.part::<Path<String>>().await?;
    respond(format!("{issue} {path}"))
});
wrapper!(takes, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let of: Option<String> = call.context("of")?;
    let user = call.part::<Option<User>>().await?;
    let tenant = call.part::<Tenant>().await?;
    let license = call.part::<License>().await?;
    let event = call.part::<Event<Value>>().await?;
    let who = user.as_ref().map_or("nobody", User::account_id);
    seen.saw(format!(
        "{} {of:?} {who} {} {:?} id={} retry={}",
        event["webhookEvent"],
        tenant.product().name(),
        license.state(),
        event.id().is_some(),
        event.retry(),
    ));
    respond(())
});
wrapper!(editor, |call| {
    let config: Option<String> = call.context("config")?;
    respond(Page::new("Editor").body(format!("set it up from {config:?}")))
});
wrapper!(poll, |call| {
    let colour: Option<String> = call.context("colour")?;
    let page: Option<String> = call.context("page.id")?;
    if colour.as_deref() == Some("none") {
        return respond(StatusCode::IM_A_TEAPOT.into_response());
    }
    respond(format!("<b>{colour:?} {page:?}</b>").into_response())
});
wrapper!(jql, |call| {
    let Json(asked) = call.last::<Json<Value>, _>().await?;
    match asked["clause"]["arguments"][0].as_str() {
        Some("text") => respond("not JSON".into_response()),
        Some(count) => respond(Json(json!({ "jql": format!("votes > {count}") })).into_response()),
        None => respond(StatusCode::BAD_REQUEST.into_response()),
    }
});
wrapper!(runs, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let user = call.part::<Option<User>>().await?;
    let Json(run) = call
        .last::<Json<crate::events::jira::PostFunction>, _>()
        .await?;
    seen.saw(format!(
        "ran {} {:?} {:?}",
        run.issue.key,
        run.transition.to_status,
        user.is_some()
    ));
    respond(())
});
wrapper!(sweeps, |call| {
    let State(seen) = call.part::<State<Seen>>().await?;
    let tenant = call.part::<Tenant>().await?;
    seen.saw(format!("swept {}", tenant.client_key()));
    respond(())
});

fn origin() -> Origin {
    Origin::new(file!(), 1, 1)
}

/// A module with these properties, served by `handle` at this path.
pub(super) fn module(
    kind: &'static str,
    key: &'static str,
    route: Route,
    properties: &Value,
    handle: fn(ErasedCall) -> ResponseFuture,
) -> Registration {
    let mut declaration = Declaration::module(kind, key, "", Some(route), origin());
    declaration.properties = properties.to_string().into();
    registration(declaration, handle)
}

/// A module without a function of its own.
fn unserved(kind: &'static str, key: &'static str, properties: &Value) -> Registration {
    let mut declaration = Declaration::module(kind, key, "", None, origin());
    declaration.properties = properties.to_string().into();
    Registration {
        handler: None,
        ..registration(declaration, runs)
    }
}

/// The fixture's modules, and those that only matter here.
pub(super) fn modules() -> Vec<Registration> {
    let panel = |key: &'static str, path: &'static str, url: &str, handle| {
        let properties = json!({
            "key": key, "name": { "value": key }, "url": url,
            "location": "atl.jira.view.issue.right.context",
        });
        module("webPanels", key, Route::iframe(path), &properties, handle)
    };
    let webhook = |key: &'static str, path: &'static str, events: Value, handle| {
        let url = format!("{path}?of={{issue.key}}");
        let properties = json!({ "event": events, "url": url });
        module("webhooks", key, Route::callback(path), &properties, handle)
    };
    let own = |kind, key, route| Declaration::own(kind, key, route, origin());
    let below_route = Route::own(&[Method::Get], "/api/below/{path}", Auth::Context);
    let mut modules = registrations();
    modules.retain(|one| one.declaration.kind != "webhooks");
    modules.extend([
        panel("knows", "/knows", "/knows?i={issue.key}&tab=main", knows),
        panel(
            "nested",
            "/issues/{issue.key}/knows",
            "/issues/{issue.key}/knows?i={issue.key}",
            knows,
        ),
        panel("leads", "/leads", "/leads", leads),
        panel("posts", "/posts", "/posts", posts),
        panel("binary", "/binary", "/binary", binary),
        panel("huge", "/huge", "/huge", huge),
        registration(own("endpoint", "below", Some(below_route)), below),
        registration(own("iframe", "editor", Some(Route::iframe("/editor"))), editor),
        module(
            "dynamicContentMacros",
            "poll",
            Route::iframe("/poll"),
            &json!({
                "key": "poll", "name": { "value": "Poll" }, "url": "/poll?colour={colour}",
                "parameters": [{ "identifier": "colour", "name": { "value": "Colour" }, "type": "string" }],
                "editor": { "url": "/editor" },
            }),
            poll,
        ),
        module(
            "staticContentMacros",
            "count",
            Route::own(&[Method::Get], "/count", Auth::Request),
            &json!({
                "key": "count", "name": { "value": "Count" },
                "url": "/count?colour={colour}&page.id={page.id}",
            }),
            poll,
        ),
        module(
            "jiraJqlFunctions",
            "voted",
            Route::callback("/voted"),
            &json!({
                "key": "voted", "name": "voted", "url": "/voted", "arguments": [],
                "operators": ["in"], "types": ["issue"],
            }),
            jql,
        ),
        module(
            "jiraWorkflowPostFunctions",
            "runs",
            Route::callback("/runs"),
            &json!({ "key": "runs", "name": { "value": "Runs" }, "triggered": { "url": "/runs" } }),
            runs,
        ),
        webhook("issues", "/webhooks/issues", json!("jira:issue_created"), takes),
        webhook(
            "again",
            "/webhooks/again",
            json!(["jira:issue_updated", "jira:issue_created"]),
            takes,
        )
        .inline(),
        webhook("new-comments", "/webhooks/new", json!("comment_created"), takes),
        webhook("comments", "/webhooks/changed", json!("comment_updated"), takes),
        registration(own("scheduled", "sweep", None), sweeps).every(3600),
    ]);
    modules
}

pub(super) fn forge_app() -> App {
    app_with(PROPERTIES, modules())
}

/// The app, with modules that link to pages and have none of their own.
pub(super) fn app_with_links() -> App {
    let mut modules = modules();
    modules.extend([
        module(
            "dialogs",
            "ask",
            Route::iframe("/ask"),
            &json!({ "key": "ask", "url": "/ask" }),
            editor,
        ),
        unserved(
            "webItems",
            "link",
            &json!({
                "key": "link", "name": { "value": "Link" }, "location": "jira.issue.tools",
                "target": { "type": "dialogmodule", "options": { "key": "ask" } },
            }),
        ),
        unserved(
            "jiraWorkflowConditions",
            "gate",
            &json!({
                "key": "gate", "name": { "value": "Gate" }, "expression": "true",
                "description": { "value": "Gate" }, "create": { "url": "/editor" },
                "edit": { "url": "/editor?config={condition.config}" },
            }),
        ),
    ]);
    app_with(PROPERTIES, modules)
}

/// An app, and Forge calling it.
pub(super) struct Forge {
    pub(super) app: Running,
    pub(super) seen: Seen,
    pub(super) client: Client,
    pub(super) keys: KeyServer,
}

pub(super) fn key_set() -> Value {
    let (modulus, exponent) = public_components();
    let key = json!({
        "kty": "RSA", "kid": KID, "use": "sig", "alg": "RS256", "n": modulus, "e": exponent,
    });
    json!({ "keys": [key] })
}

impl Forge {
    pub(super) async fn start() -> Self {
        Self::of(forge_app(), |config| config).await
    }

    pub(super) async fn of(app: App, change: impl FnOnce(Config) -> Config) -> Self {
        let keys = KeyServer::start(async |_| Json(key_set()).into_response()).await;
        let seen = Seen::default();
        let of_forge = ForgeApp::new(APP).unwrap().key_set(keys.url.clone());
        let app = app
            .with_state(seen.clone())
            .config(|config| change(config.forge(of_forge)));
        Self {
            app: app.spawn().await.unwrap(),
            seen,
            client: client(),
            keys,
        }
    }

    /// A token's claims for an issue panel.
    pub(super) fn claims(module: &str) -> Value {
        json!({
            "iss": "forge/invocation-token", "aud": APP, "iat": now(), "nbf": now(), "exp": now() + 25,
            "jti": "1",
            "app": {
                "id": APP, "version": "4.1.0", "installationId": INSTALLATION,
                "apiBaseUrl": "https://api.atlassian.com/ex/jira/c1",
                "environment": { "type": "PRODUCTION", "id": "e1" },
                "module": { "type": "jira:issuePanel", "key": module },
            },
            "context": {
                "cloudId": "c1", "moduleKey": module, "siteUrl": "https://acme.atlassian.net",
                "extension": {
                    "type": "jira:issuePanel", "issue": { "key": "DEMO-1", "id": "10001" },
                    "project": { "key": "DEMO", "id": "7" },
                },
            },
            "principal": "557058:ann",
        })
    }

    /// A token's claims outside of pages.
    pub(super) fn of_the_server() -> Value {
        let mut claims = Self::claims("connect-events");
        for name in ["context", "principal"] {
            claims.as_object_mut().unwrap().remove(name);
        }
        claims["app"]["module"]["type"] = "core:endpoint".into();
        claims
    }

    pub(super) fn signed(claims: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": KID });
        token(&header.to_string(), &claims.to_string(), rs256)
    }

    pub(super) fn post(&self, path: &str, claims: &Value) -> RequestBuilder {
        let url = self.app.base_url().join(path).unwrap();
        self.client.post(url).bearer_auth(Self::signed(claims))
    }

    pub(super) async fn call(&self, path: &str, claims: &Value, body: &Value) -> Response {
        self.post(path, claims).json(body).send().await.unwrap()
    }

    /// Requests a page as the shell does, and unwraps the envelope.
    pub(super) async fn ui(&self, claims: &Value, asked: &Value) -> Value {
        let response = self.call("/forge/ui", claims, asked).await;
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].clone();
        assert_eq!(kind, "application/json");
        response.json().await.unwrap()
    }

    /// What a page knows when asked.
    pub(super) async fn knows(&self, claims: &Value, url: &str) -> Value {
        let answer = self.ui(claims, &json!({ "url": url })).await;
        assert_eq!(answer["status"], 200, "{answer}");
        serde_json::from_str(answer["text"].as_str().unwrap()).unwrap()
    }

    /// Sends an event and waits until its functions have run.
    pub(super) async fn event(&self, body: &Value) -> Response {
        let response = self
            .call("/forge/events", &Self::of_the_server(), body)
            .await;
        self.app.jobs_done().await.unwrap();
        response
    }
}
