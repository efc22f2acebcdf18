//! The frame around all pages of the inspector.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::address::of_host;
use super::look::Look;
use crate::host::Host;

/// The pages, in order.
const PAGES: &[(&str, &str)] = &[
    ("Requests", "/_host/"),
    ("Webhooks", "/_host/webhooks"),
    ("Bridge calls", "/_host/bridge"),
    ("Jobs", "/_host/jobs"),
    ("App", "/_host/app"),
    ("Scopes", "/_host/scopes"),
    ("Site", "/_host/settings"),
];

/// A whole page.
pub(super) fn page(look: &Look, heading: &str, body: &Markup) -> Response {
    let app = look.host.app();
    let app = app.map(|app| app.base_url().origin().ascii_serialization());
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
         frame-src {}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        app.as_deref().unwrap_or("'none'")
    );
    let policy = HeaderValue::from_str(&policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; style-src 'self'"));
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (
            HeaderName::from_static("x-frame-options"),
            HeaderValue::from_static("DENY"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let markup = html! {
        (DOCTYPE)
        html lang="en" data-color-mode=(look.session.choice().theme.name()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="local-session" content=(look.session.secret());
                title { (heading) " - Inspector" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/_host/product.css";
                link rel="stylesheet" href="/_host/inspector.css";
                script src="/_host/inspector.js" defer {}
            }
            body {
                a class="skip" href="#main" { "Skip to the content" }
                header class="top" {
                    nav class="products" aria-label="Product" { a href="/" { "Back to the product" } }
                    nav class="main" aria-label="Inspector" {
                        ul {
                            @for (name, path) in PAGES {
                                @let here = look.path == *path;
                                li { a href=(look.to(path)) aria-current=[here.then_some("page")] { (name) } }
                            }
                        }
                    }
                    (hosts(look))
                }
                main id="main" tabindex="-1" {
                    h1 { (heading) }
                    p id="outcome" role="status" aria-live="polite" {}
                    (body)
                }
            }
        }
    };
    (headers, markup).into_response()
}

/// The hosts to choose from, if there are several.
fn hosts(look: &Look) -> Markup {
    let hosts = look.inspector.hosts();
    html! {
        @if hosts.len() > 1 {
            nav class="own" aria-label="Hosts" {
                ul {
                    @for host in &hosts {
                        @let here = host.client_key() == look.host.client_key();
                        li { a href=(of_host(host, &look.path)) aria-current=[here.then_some("true")] { (name(host)) } }
                    }
                }
            }
        }
    }
}

/// The name of a host among several.
pub(super) fn name(host: &Host) -> String {
    format!("{} {}", host.product().name(), host.client_key())
}

/// The form for an action, which a script sends with the page's session.
pub(super) fn action(look: &Look, action: &str, label: &str, fields: &Markup) -> Markup {
    html! {
        form class="action" method="post" action=(look.to(&format!("/_host/actions/{action}"))) {
            (fields)
            button { (label) }
        }
    }
}

/// A select box whose options each have a value and a label.
pub(super) fn choice<'a>(
    label: &str,
    name: &str,
    options: impl IntoIterator<Item = (&'a str, &'a str)>,
    chosen: &str,
) -> Markup {
    html! {
        label class="inline" { (label)
            select name=(name) {
                @for (value, text) in options {
                    option value=(value) selected[value == chosen] { (text) }
                }
            }
        }
    }
}
