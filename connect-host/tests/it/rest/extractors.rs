//! The clients that handlers extract: each for its product, and for the tenant that the request is
//! from.

use axum::Json;
use connect_host::{Host, Method};
use connect_model::Method as RouteMethod;
use connect_model::ScopeSet;
use connect_runtime::__private_0_1_0::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use connect_runtime::App;
use connect_runtime::client::{Client, Confluence, Jira};
use serde_json::{Value, json};

use super::app::last;
use crate::declared_app::{self, endpoint};

/// A handler that extracts a client, and the operation that it calls with it.
macro_rules! handler {
    ($name:ident: $client:ty, $path:literal) => {
        fn $name(call: ErasedCall) -> ResponseFuture {
            Box::pin(async move {
                let mut call: HandlerCall<()> = bind(call)?;
                let client = call.part::<$client>().await?;
                let request = client.unchecked::<Value>(RouteMethod::Get, $path, ScopeSet::ALL);
                respond(Json(request.await.map_err(|error| error.to_string()).ok()))
            })
        }
    };
}

const MYSELF: &str = "/rest/api/3/myself";
const SPACES: &str = "/wiki/api/v2/spaces";

handler!(jira: Jira, "/rest/api/3/myself");
handler!(confluence: Confluence, "/wiki/api/v2/spaces");
handler!(either: Client, "/rest/atlassian-connect/1/app/module/dynamic");

fn app() -> App {
    let properties = json!({
        "key": "com.example.rest", "name": "Rest", "scopes": ["READ"],
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    declared_app::app(
        &properties,
        vec![
            (endpoint("jira", "/api/jira", 1), jira),
            (endpoint("confluence", "/api/confluence", 2), confluence),
            (endpoint("either", "/api/either", 3), either),
        ],
    )
}

async fn status(host: &Host, path: &str) -> u16 {
    let request = host.endpoint(Method::POST, path).json(&json!({}));
    request.await.unwrap().status.as_u16()
}

#[tokio::test]
async fn a_handler_gets_the_client_of_its_product() {
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
