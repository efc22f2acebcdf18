//! What a browser shows of local hosts: a list of the modules, and each in an iframe. Below the same
//! base URL the app finds the product's REST API. Two products share an origin as they do on a site:
//! Confluence is below `/wiki`.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any_service, get};

use maud::{DOCTYPE, Markup, html};

use crate::descriptor::context::sample_context_value;
use crate::descriptor::module::Module;
use crate::host::Host;

/// A host, and below which path its pages are.
#[derive(Clone)]
struct Site {
    host: Host,
    base: &'static str,
    /// The paths of all products, by name, when there are several.
    products: Vec<(&'static str, &'static str)>,
}

/// The pages of these hosts, and their REST APIs, for a server at their origin.
pub fn router(hosts: &[Host]) -> Router {
    let place = |host: &Host| (host.product().name(), host.product().context_path());
    let alone = hosts.len() == 1;
    let products: Vec<_> = hosts.iter().filter(|_| !alone).map(place).collect();
    let mut router = Router::new();
    for host in hosts {
        let below = host.product().context_path();
        // Confluence's base URL ends in /wiki; of a product alone, a person may type either.
        let bases = if alone {
            vec!["", "/wiki"]
        } else {
            vec![below]
        };
        for base in bases {
            let site = Site {
                host: host.clone(),
                base,
                products: products.clone(),
            };
            let mut pages = Router::new()
                .route(&format!("{base}/"), get(list))
                .route(&format!("{base}/modules/{{key}}"), get(module));
            if !base.is_empty() {
                pages = pages.route(base, get(list));
            }
            router = router.merge(pages.with_state(site));
        }
        let rest = host.rest_routes();
        router = if alone || below.is_empty() {
            router.fallback_service(rest)
        } else {
            router.route(&format!("{below}/{{*rest}}"), any_service(rest))
        };
    }
    router
}

async fn list(State(site): State<Site>) -> Markup {
    let modules = site.host.modules();
    let (shown, others): (Vec<_>, Vec<_>) =
        modules.iter().partition(|module| module.can_be_opened());
    page(
        "Modules",
        &html! {
            @if !site.products.is_empty() {
                nav { @for (name, base) in &site.products { a href={ (base) "/" } { (name) } " " } }
            }
            h1 { "Modules" }
            ul {
                @for (module, key) in shown.iter().filter_map(|module| Some((module, module.key.as_ref()?))) {
                    li {
                        a href={ (site.base) "/modules/" (key) } { (module.name.as_deref().unwrap_or(key)) }
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
    State(Site { host, base, .. }): State<Site>,
    Path(key): Path<String>,
    Query(context): Query<Vec<(String, String)>>,
) -> Response {
    let modules = host.modules();
    let find = |key: &str| {
        modules
            .iter()
            .find(|module| module.key.as_deref() == Some(key))
    };
    let Some(module) = find(&key) else {
        return (StatusCode::NOT_FOUND, "no such module").into_response();
    };
    // A web item asks for what the dialog asks for that it opens.
    let opened = module.links_to().and_then(find).unwrap_or(module);
    let values: Vec<(String, String)> = opened
        .context_parameters()
        .into_iter()
        .map(|name| {
            let given = context
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone());
            let value =
                given.unwrap_or_else(|| sample_context_value(&name).unwrap_or_default().to_owned());
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
                p { a href={ (base) "/" } { "All modules" } }
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

#[cfg(test)]
mod tests;
