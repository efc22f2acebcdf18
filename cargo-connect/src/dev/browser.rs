//! The pages of the local host: a list of the modules, and each in an iframe. Below the same base
//! URL the app finds the product's REST API.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use connect_host::{Host, Module, sample};
use maud::{DOCTYPE, Markup, html};
use tokio::net::TcpListener;

use super::error::DevError;

/// Serves the pages until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, host: Host) -> Result<(), DevError> {
    axum::serve(listener, router(host))
        .await
        .map_err(DevError::Serve)
}

fn router(host: Host) -> Router {
    let rest = host.rest_routes();
    let mut router = Router::new();
    // Confluence's base URL ends in /wiki, and a person may type either.
    for base in ["", "/wiki"] {
        router = router
            .route(&format!("{base}/"), get(list))
            .route(&format!("{base}/modules/{{key}}"), get(module));
    }
    let pages = router.route("/wiki", get(list)).with_state(host);
    pages.fallback_service(rest)
}

async fn list(State(host): State<Host>) -> Markup {
    let modules = host.modules();
    let (shown, others): (Vec<_>, Vec<_>) =
        modules.iter().partition(|module| module.can_be_opened());
    page(
        "Modules",
        &html! {
            h1 { "Modules" }
            ul {
                @for (module, key) in shown.iter().filter_map(|module| Some((module, module.key.as_ref()?))) {
                    li {
                        a href={ "/modules/" (key) } { (module.name.as_deref().unwrap_or(key)) }
                        " " small { (module.kind) @if let Some(location) = &module.location { " at " (location) } }
                    }
                }
            }
            @if !others.is_empty() {
                h2 { "Without a page" }
                ul { @for module in others { li { (label(module)) } } }
            }
        },
    )
}

fn label(module: &Module) -> String {
    let event = module
        .properties
        .get("event")
        .and_then(serde_json::Value::as_str);
    let name = module.key.as_deref().or(event).unwrap_or_default();
    format!("{} {name}", module.kind)
}

/// One module in an iframe; its URL is signed anew each time, since a token lives three minutes.
async fn module(
    State(host): State<Host>,
    Path(key): Path<String>,
    Query(context): Query<Vec<(String, String)>>,
) -> Response {
    let Some(module) = host
        .modules()
        .into_iter()
        .find(|module| module.key.as_deref() == Some(&key))
    else {
        return (StatusCode::NOT_FOUND, "no such module").into_response();
    };
    let values: Vec<(String, String)> = module
        .context_parameters()
        .into_iter()
        .map(|name| {
            let given = context
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone());
            let value = given.unwrap_or_else(|| sample(&name).unwrap_or_default().to_owned());
            (name, value)
        })
        .collect();
    let opened = values
        .iter()
        .fold(host.open(&key), |open, (name, value)| {
            open.with(name, value)
        })
        .page_url();
    match opened {
        Ok(url) => page(
            module.name.as_deref().unwrap_or(&key),
            &html! {
                p { a href="/" { "All modules" } }
                h1 { (module.name.as_deref().unwrap_or(&key)) }
                @if !values.is_empty() {
                    form {
                        @for (name, value) in &values {
                            label { (name) " " input name=(name) value=(value); } " "
                        }
                        button { "Open" }
                    }
                }
                iframe title=(key) src=(url) {}
            },
        )
        .into_response(),
        Err(error) => (StatusCode::CONFLICT, error.to_string()).into_response(),
    }
}

fn page(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) " · local host" }
                style {
                    "body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}"
                    "iframe{width:100%;height:70vh;border:1px solid #8590a2;border-radius:4px}"
                    "small{color:#626f86}label{margin-right:.5rem}"
                }
            }
            body { (body) }
        }
    }
}
