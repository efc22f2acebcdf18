//! The app under the host: it makes the calls that a test asks for, and returns their outcomes.

use std::sync::Mutex;
use std::time::SystemTime;

use axum::Json;
use connect_host::rest::RestCall;
use connect_host::tokens::TokenBuilder;
use connect_host::{Host, Method, Scope};
use connect_model::Method as RouteMethod;
use connect_model::ScopeSet;
use connect_runtime::__private_0_1_0::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use connect_runtime::App;
use connect_runtime::client::__private::AsUser;
use connect_runtime::client::{CallError, Client, Content, Entity, PersonalData, StoredAccount};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::declared_app::{self, endpoint};

/// An issue's path.
pub(super) const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

/// A call that the test asks the app to make.
#[derive(Deserialize)]
struct RequestedCall {
    method: RouteMethod,
    path: String,
    body: Option<Value>,
    user: Option<String>,
    narrow: Option<ScopeSet>,
}

/// An app whose descriptor has these scopes.
pub(super) fn app_with(scopes: &[&str]) -> App {
    app_of(scopes, json!({}))
}

/// The same, as a paid app.
pub(super) fn sold_app(scopes: &[&str]) -> App {
    app_of(scopes, json!({"enableLicensing": true}))
}

fn app_of(scopes: &[&str], more: Value) -> App {
    let mut properties = json!({
        "key": "com.example.rest", "name": "Rest", "scopes": scopes,
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        properties[name] = value.clone();
    }
    declared_app::app(
        &properties,
        vec![
            (endpoint("call", "/api/call", 1), call),
            (endpoint("properties", "/api/properties", 2), properties_of),
            (endpoint("scopes", "/api/scopes", 3), each_scope),
            (endpoint("privacy", "/api/privacy", 4), privacy),
        ],
    )
}

/// Makes the call that the test asks for, and returns what the product answered.
fn call(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let Json(requested) = call.last::<Json<RequestedCall>, _>().await?;
        let client = match &requested.user {
            Some(user) => client.as_user(user, requested.narrow),
            None => client,
        };
        let request = client.unchecked::<Value>(requested.method, requested.path, ScopeSet::ALL);
        let request = match &requested.body {
            Some(body) => request.json(body),
            None => request,
        };
        respond(Json(outcome(request.await)))
    })
}

/// Properties of both kinds, and the app's own.
fn properties_of(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        respond(Json(match use_properties(&client).await {
            Ok(values) => values,
            Err(error) => json!(error.to_string()),
        }))
    })
}

async fn use_properties(client: &Client) -> Result<Value, CallError> {
    let own = client.app_properties();
    own.set("colour", &json!("red")).await?;
    let own = (own.keys().await?, own.get::<String>("colour").await?);
    if client.product() == connect_model::Product::Confluence {
        let page = client.content_properties(Content::Page("65537"), ScopeSet::of(&[Scope::Write]));
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
    let issue = client.properties(Entity::Issue("DEMO-2"), ScopeSet::ALL);
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

/// The accounts that an app keeps data of, and what it did about them.
struct Kept {
    accounts: Vec<String>,
    done: Mutex<Vec<String>>,
}

impl PersonalData for Kept {
    type Error = CallError;

    async fn stored(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredAccount>, CallError> {
        let rest = self
            .accounts
            .iter()
            .filter(|id| after.is_none_or(|after| id.as_str() > after));
        let accounts = rest.map(|id| StoredAccount::new(id, SystemTime::UNIX_EPOCH));
        Ok(accounts.take(limit).collect())
    }

    async fn erase(&self, account_id: &str) -> Result<(), CallError> {
        self.done
            .lock()
            .unwrap()
            .push(format!("erase {account_id}"));
        Ok(())
    }

    async fn refresh(&self, account_id: &str) -> Result<(), CallError> {
        self.done
            .lock()
            .unwrap()
            .push(format!("refresh {account_id}"));
        Ok(())
    }
}

/// Reports the accounts that the test sends, as if the app kept data of them.
fn privacy(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let Json(accounts) = call.last::<Json<Vec<String>>, _>().await?;
        let kept = Kept {
            accounts,
            done: Mutex::default(),
        };
        let report = client.report_personal_data(&kept).await;
        respond(Json(match report {
            Ok(report) => json!([report.reported, *kept.done.lock().unwrap()]),
            Err(error) => json!(error.to_string()),
        }))
    })
}

/// Makes calls that need different scopes, one after another, even if one fails.
fn each_scope(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let all = ScopeSet::ALL;
        let ann = client.as_user("ann", None);
        let issue = "/rest/api/3/issue/DEMO-1";
        let outcomes = json!([
            outcome(client.unchecked(RouteMethod::Get, issue, all).await),
            outcome(client.unchecked(RouteMethod::Delete, issue, all).await),
            outcome(
                client
                    .unchecked(RouteMethod::Put, issue, all)
                    .json(&json!({}))
                    .await
            ),
            outcome(
                ann.unchecked(RouteMethod::Get, "/rest/api/3/myself", all)
                    .await
            ),
            outcome(
                client
                    .app_properties()
                    .set("done", &true)
                    .await
                    .map(|()| Value::Null)
            ),
        ]);
        respond(Json(outcomes))
    })
}

fn outcome(result: Result<Value, CallError>) -> Value {
    match result {
        Ok(value) => json!({"ok": value}),
        Err(error) => json!({
            "status": error.status().map(|status| status.as_u16()),
            "error": connect_runtime::Error::from(error).to_string(),
        }),
    }
}

/// The outcome of a call that the app makes.
pub(super) async fn ask(host: &Host, call: Value) -> Value {
    let request = host.endpoint(Method::POST, "/api/call").json(&call);
    request.await.unwrap().json().unwrap()
}

/// The app's answer to a POST.
pub(super) async fn post(host: &Host, path: &str) -> Value {
    let answer = host.endpoint(Method::POST, path).json(&json!({}));
    answer.await.unwrap().json().unwrap()
}

/// A call that reads.
pub(super) fn get(path: &str) -> Value {
    json!({"method": "GET", "path": path})
}

/// The last call that the app made.
pub(super) fn last(host: &Host) -> RestCall {
    host.rest_calls().pop().unwrap()
}

/// The token with which the app calls the product.
pub(super) fn app_token(host: &Host, method: &str, target: &str) -> TokenBuilder {
    let hash = connect_host::qsh::CanonicalRequest::of_target(method, target).hash();
    host.token().issuer("com.example.rest").qsh(hash)
}
