//! Why the app asks for its scopes, and what happens without one.

use axum::response::Response;
use connect_model::reasons::Requirement;
use connect_model::scope::NO_SCOPE;
use maud::{Markup, html};

use super::look::Look;
use super::shell::{action, page};

pub(super) async fn show(look: Look) -> Response {
    let host = &look.host;
    let requested = host.descriptor().and_then(|descriptor| descriptor.scopes);
    let requested = requested.unwrap_or_default();
    let withheld = host.withheld();
    let sources = host.app_sources();
    let reasons = &sources.reasons;
    let body = html! {
        p {
            "The descriptor asks for "
            @if requested.is_empty() { "no scope." } @else {
                @for (index, scope) in requested.iter().enumerate() { @if index > 0 { ", " } code { (scope) } }
                "."
            }
        }
        h2 { "Without one" }
        p class="subtle" { "A scope that is withheld is refused as if the descriptor did not have it." }
        div class="bar" {
            @for scope in host.granted().iter() {
                @if withheld.contains(scope) {
                    span class="lozenge failed" { (scope) " withheld" }
                } @else {
                    (action(&look, "withhold", &format!("Withhold {scope}"), &html! {
                        input type="hidden" name="scope" value=(scope.name());
                    }))
                }
            }
            @if !withheld.is_empty() { (action(&look, "restore", "Grant all again", &html! {})) }
        }
        h2 { "Why" }
        @match reasons {
            None => p {
                "The build of an app of connect says which place needs which scope, and "
                code { "cargo connect dev" } " passes it on. Of this app nothing is known."
            },
            Some(reasons) if reasons.requirements.is_empty() => p { "Nothing in the code needs a scope." },
            Some(reasons) => (places(&reasons.requirements)),
        }
    };
    page(&look, "Scopes", &body)
}

fn places(requirements: &[Requirement]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Scope" } th scope="col" { "Needed for" } th scope="col" { "Written at" } } }
            tbody {
                @for needed in requirements {
                    tr {
                        td { code { (needed.scope.map_or(NO_SCOPE, |scope| scope.name())) } }
                        td { code { (needed.what) } }
                        td { code { (needed.origin) } }
                    }
                }
            }
        }
    }
}
