//! The modules that no page shows, each with its reason.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::html;

use super::context::Context;
use super::modules::label;
use super::placement::{self, Placement};
use super::shell::page;
use super::site::Front;
use super::view::View;
use super::visit::Visit;

pub(super) fn routes(base: &str) -> Router<Front> {
    Router::new().route(&format!("{base}/_host/unplaced"), get(list))
}

async fn list(visit: Visit) -> Response {
    let view = View::new(visit, &[], Context::new()).await;
    let product = view.visit.product();
    let modules = view.app.iter().flat_map(|app| {
        let place = |module| placement::place(product, &app.key, &app.modules, module);
        let reason = move |module| match place(module) {
            Placement::Nowhere(reason) => Some((module, reason)),
            Placement::At(..) => None,
        };
        app.modules.iter().filter_map(reason)
    });
    let modules: Vec<_> = modules.collect();
    let body = html! {
        h1 { "Without a place" }
        @if modules.is_empty() {
            p { "Each module of the app has a place in the pages." }
        } @else {
            table {
                thead { tr {
                    th scope="col" { "Module" } th scope="col" { "Kind" }
                    th scope="col" { "Location" } th scope="col" { "Why" }
                } }
                tbody {
                    @for (module, reason) in &modules {
                        tr {
                            td { (label(module)) }
                            td { code { (module.kind) } }
                            td { @if let Some(location) = &module.location { code { (location) } } }
                            td { (reason) }
                        }
                    }
                }
            }
        }
    };
    page(&view, "Without a place", &body)
}
