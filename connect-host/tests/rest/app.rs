//! The app under the host: it calls what a test wants, and says what came back.

use std::sync::Arc;

use axum::Json;
use connect_host::rest::RestCall;
use connect_host::tokens::TokenBuilder;
use connect_host::{Host, Method, Scope};
use connect_model::ScopeSet;
use connect_model::declaration::{
    Auth, Declaration, Emitted, Method as RouteMethod, Origin, Route,
};
use connect_runtime::__private::{
    Answer, AppRegistration, Bound, Call, Registration, StateType, answer, bind,
};
use connect_runtime::App;
use connect_runtime::client::{CallError, Client, Content, Entity};
use serde::Deserialize;
use serde_json::{Value, json};

/// An issue's path.
pub(crate) const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

/// What the test wants the app to call.
#[derive(Deserialize)]
struct Wish {
    method: RouteMethod,
    path: String,
    body: Option<Value>,
    user: Option<String>,
    narrow: Option<ScopeSet>,
}

pub(crate) fn app_with(scopes: &[&str]) -> App {
    let properties = json!({
        "key": "com.example.rest", "name": "Rest", "scopes": scopes,
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    let properties: &'static str = properties.to_string().leak();
    let route = |path| Some(Route::own(&[RouteMethod::Post], path, Auth::Context));
    let declarations = vec![
        Declaration::own(
            "endpoint",
            "call",
            route("/api/call"),
            Origin::new(file!(), 1, 1),
        ),
        Declaration::own(
            "endpoint",
            "keep",
            route("/api/keep"),
            Origin::new(file!(), 2, 1),
        ),
        Declaration::own(
            "endpoint",
            "tour",
            route("/api/tour"),
            Origin::new(file!(), 3, 1),
        ),
    ];
    let emitted = Emitted {
        app: properties.to_owned(),
        declarations: declarations.clone(),
        needs: Vec::new(),
    };
    let handlers: [fn(Call) -> Answer; 3] = [call, keep, tour];
    let registrations = declarations
        .into_iter()
        .zip(handlers)
        .map(|(declaration, handle)| Registration {
            declaration,
            handle: Some(Arc::new(handle)),
            state: StateType::of::<()>(),
        })
        .collect();
    App::declared(
        AppRegistration {
            package: "rest",
            properties,
            emitted: serde_json::to_string(&emitted).unwrap().leak(),
        },
        registrations,
    )
}

/// Calls what the test wants, and says what the product answered.
fn call(call: Call) -> Answer {
    Box::pin(async move {
        let mut call: Bound<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let Json(wish) = call.last::<Json<Wish>, _>().await?;
        let client = match &wish.user {
            Some(user) => client.__as_user(user, wish.narrow),
            None => client,
        };
        let asked = client.unchecked::<Value>(wish.method, wish.path, ScopeSet::ALL);
        let asked = match &wish.body {
            Some(body) => asked.json(body),
            None => asked,
        };
        answer(Json(told(asked.await)))
    })
}

/// Properties of both kinds, and the app's own.
fn keep(call: Call) -> Answer {
    Box::pin(async move {
        let mut call: Bound<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        answer(Json(match kept(&client).await {
            Ok(kept) => kept,
            Err(error) => json!(error.to_string()),
        }))
    })
}

async fn kept(client: &Client) -> Result<Value, CallError> {
    let own = client.app_properties();
    own.set("colour", &json!("red")).await?;
    let own = (own.keys().await?, own.get::<String>("colour").await?);
    if client.product() == connect_model::Product::Confluence {
        let page = client.content_properties(Content::Page("7"), ScopeSet::of(&[Scope::Write]));
        let absent = page.get::<u64>("votes").await?.is_none();
        page.set("votes", &1).await?;
        let first = page.get::<u64>("votes").await?.unwrap();
        page.replace(&first, &2).await?;
        let stale = page.replace(&first, &3).await.unwrap_err().status();
        let second = page.get::<u64>("votes").await?.unwrap();
        let removed = (page.remove("votes").await?, page.remove("votes").await?);
        let stale = stale.map(|status| status.as_u16());
        return Ok(json!([
            own,
            absent,
            first.value,
            stale,
            second.value,
            second.version,
            removed
        ]));
    }
    let issue = client.properties(Entity::Issue("A B/1"), ScopeSet::ALL);
    let absent = issue.get::<u64>("votes").await?;
    issue.set("votes", &1).await?;
    issue.set("votes", &2).await?;
    let present = (issue.keys().await?, issue.get::<u64>("votes").await?);
    let removed = (issue.remove("votes").await?, issue.remove("votes").await?);
    let user = client.properties(Entity::User("ann"), ScopeSet::ALL);
    user.set("seen", &true).await?;
    let seen = user.get::<bool>("seen").await?;
    Ok(json!([own, absent, present, removed, seen]))
}

/// Calls that need different scopes, one after another whatever becomes of them.
fn tour(call: Call) -> Answer {
    Box::pin(async move {
        let mut call: Bound<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let all = ScopeSet::ALL;
        let ann = client.__as_user("ann", None);
        let issue = "/rest/api/3/issue/DEMO-1";
        let told = json!([
            told(client.unchecked(RouteMethod::Get, issue, all).await),
            told(client.unchecked(RouteMethod::Delete, issue, all).await),
            told(
                client
                    .unchecked(RouteMethod::Put, issue, all)
                    .json(&json!({}))
                    .await
            ),
            told(
                ann.unchecked(RouteMethod::Get, "/rest/api/3/myself", all)
                    .await
            ),
            told(
                client
                    .app_properties()
                    .set("toured", &true)
                    .await
                    .map(|()| Value::Null)
            ),
        ]);
        answer(Json(told))
    })
}

fn told(outcome: Result<Value, CallError>) -> Value {
    match outcome {
        Ok(value) => json!({"ok": value}),
        Err(error) => json!({
            "status": error.status().map(|status| status.as_u16()),
            "error": error.to_string(),
        }),
    }
}

/// What the product answers when the app asks for this.
pub(crate) async fn ask(host: &Host, wish: Value) -> Value {
    let asked = host.endpoint(Method::POST, "/api/call").json(&wish);
    asked.await.unwrap().json().unwrap()
}

/// What the app answers.
pub(crate) async fn post(host: &Host, path: &str) -> Value {
    let answer = host.endpoint(Method::POST, path).json(&json!({}));
    answer.await.unwrap().json().unwrap()
}

/// A wish to read.
pub(crate) fn get(path: &str) -> Value {
    json!({"method": "GET", "path": path})
}

/// The call that came in last.
pub(crate) fn last(host: &Host) -> RestCall {
    host.rest_calls().pop().unwrap()
}

/// The token with which the app calls the product.
pub(crate) fn app_token(host: &Host, method: &str, target: &str) -> TokenBuilder {
    let hash = connect_host::qsh::CanonicalRequest::of_target(method, target).hash();
    host.token().issuer("com.example.rest").qsh(hash)
}
