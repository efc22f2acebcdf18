//! The clients that handlers ask for, in a served app: of the product they are of, for the tenant
//! that the request is from.

use std::sync::Arc;

use axum::Json;
use connect_host::{Host, Method};
use connect_model::ScopeSet;
use connect_model::declaration::{
    Auth, Declaration, Emitted, Method as RouteMethod, Origin, Route,
};
use connect_runtime::__private::{
    Answer, AppRegistration, Bound, Call, Registration, StateType, answer, bind,
};
use connect_runtime::App;
use connect_runtime::client::{Client, Confluence, Jira};
use serde_json::{Value, json};

use crate::app::last;

/// A handler that asks for a client, and the operation that it calls with it.
macro_rules! handler {
    ($name:ident: $client:ty, $path:literal) => {
        fn $name(call: Call) -> Answer {
            Box::pin(async move {
                let mut call: Bound<()> = bind(call)?;
                let client = call.part::<$client>().await?;
                let asked = client.unchecked::<Value>(RouteMethod::Get, $path, ScopeSet::ALL);
                answer(Json(asked.await.map_err(|error| error.to_string()).ok()))
            })
        }
    };
}

const MYSELF: &str = "/rest/api/3/myself";
const SPACES: &str = "/wiki/api/v2/spaces";

handler!(jira: Jira, "/rest/api/3/myself");
handler!(confluence: Confluence, "/wiki/api/v2/spaces");
handler!(either: Client, "/rest/atlassian-connect/1/app/module/dynamic");

/// A name, and what answers under it.
type Handler = (&'static str, fn(Call) -> Answer);

fn app() -> App {
    let properties = json!({
        "key": "com.example.rest", "name": "Rest", "scopes": ["READ"],
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    let properties: &'static str = properties.to_string().leak();
    let handlers: [Handler; 3] = [
        ("jira", jira),
        ("confluence", confluence),
        ("either", either),
    ];
    let declared = |(line, (key, _)): (usize, &Handler)| {
        let path = ["/api/", key].concat().leak();
        let route = Some(Route::own(&[RouteMethod::Post], path, Auth::Context));
        let line = u32::try_from(line).unwrap_or_default() + 1;
        Declaration::own("endpoint", key, route, Origin::new(file!(), line, 1))
    };
    let declarations: Vec<_> = handlers.iter().enumerate().map(declared).collect();
    let emitted = Emitted {
        app: properties.to_owned(),
        declarations: declarations.clone(),
        needs: Vec::new(),
    };
    let registrations = declarations.into_iter().zip(handlers);
    App::declared(
        AppRegistration {
            package: "rest",
            properties,
            emitted: serde_json::to_string(&emitted).unwrap().leak(),
        },
        registrations
            .map(|(declaration, (_, handle))| Registration {
                declaration,
                handle: Some(Arc::new(handle)),
                state: StateType::of::<()>(),
            })
            .collect(),
    )
}

async fn status(host: &Host, path: &str) -> u16 {
    let asked = host.endpoint(Method::POST, path).json(&json!({}));
    asked.await.unwrap().status.as_u16()
}

#[tokio::test]
async fn a_handler_has_the_client_of_its_product() {
    let host = Host::jira().install(&app()).await.unwrap();
    assert_eq!(status(&host, "/api/jira").await, 200);
    assert_eq!(last(&host).to_string(), format!("GET {MYSELF}: 200 OK"));
    assert_eq!(status(&host, "/api/either").await, 200);
    let calls = host.rest_calls().len();
    assert_eq!(status(&host, "/api/confluence").await, 404);
    assert_eq!(host.rest_calls().len(), calls, "nothing was sent");

    let host = Host::confluence().install(&app()).await.unwrap();
    assert_eq!(status(&host, "/api/confluence").await, 200);
    assert_eq!(last(&host).to_string(), format!("GET {SPACES}: 200 OK"));
    assert_eq!(status(&host, "/api/either").await, 200);
    assert_eq!(status(&host, "/api/jira").await, 404);
}

#[tokio::test]
async fn a_handler_calls_the_site_that_the_request_is_from() {
    let one = Host::jira().install(&app()).await.unwrap();
    let two = Host::jira().install(&app()).await.unwrap();
    assert_eq!(status(&one, "/api/jira").await, 200);
    assert_eq!(one.rest_calls().len(), 1);
    assert!(two.rest_calls().is_empty());
}
