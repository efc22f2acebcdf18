//! The frame around every page.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use connect_model::HostProduct;
use maud::{DOCTYPE, Markup, html};

use super::bridge;
use super::context::Context;
use super::links::{home, link};
use super::placement::{confluence, jira, title};
use super::slots;
use super::view::{Hidden, Shown, View};
use super::visit::Visit;

/// The entries of a product's navigation.
const JIRA: &[(&str, &str)] = &[
    ("Projects", "/jira/projects"),
    ("Issues", "/issues"),
    ("Dashboards", "/jira/dashboards"),
    ("Boards", "/jira/boards"),
    ("Service desk", "/servicedesk/customer/portal/1"),
    ("Create", "/jira/create"),
];
const CONFLUENCE: &[(&str, &str)] = &[
    ("Spaces", "/wiki/spaces"),
    ("People", "/wiki/people"),
    ("Create", "/wiki/create"),
];

/// The themes of the genuine bridge's version, which its frames read from the page's `<html>`.
const THEMES: &str =
    "light:light dark:dark spacing:spacing shape:shape typography:typography-modernized";

/// The scripts of each page, in order.
const SCRIPTS: &[&str] = &["/_host/page.js"];

/// A whole page.
pub(super) fn page(view: &View, heading: &str, body: &Markup) -> Response {
    with_status(StatusCode::OK, view, heading, body)
}

/// A whole page with a status other than 200.
pub(super) fn with_status(
    status: StatusCode,
    view: &View,
    heading: &str,
    body: &Markup,
) -> Response {
    let product = view.visit.product();
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy(view)),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
        (
            HeaderName::from_static("x-frame-options"),
            HeaderValue::from_static("SAMEORIGIN"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let theme = view.visit.choice.theme;
    let markup = html! {
        (DOCTYPE)
        html lang="en" data-color-mode=(theme.name()) data-theme=(THEMES) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="local-session" content=(view.visit.session.secret());
                meta name="local-product" content=(product.name());
                @if let Some(app) = &view.app { meta name="local-app" content=(app.key); }
                title { (heading) " - " (name(product)) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/_host/product.css";
                (bridge::head::head(&view.visit.front, &view.visit.choice))
                @for script in SCRIPTS { script src=(script) defer {} }
            }
            body data-target=[view.location.as_ref().map(|(target, _)| *target)]
                data-context=[view.location.as_ref().map(|(_, context)| context.to_string())] {
                a class="skip" href="#main" { "Skip to the content" }
                (top(view))
                main id="main" tabindex="-1" { (body) (apps_here(view)) }
                (bottom(view))
            }
        }
    };
    (status, headers, markup).into_response()
}

/// The page shown when something does not exist for the visitor.
pub(super) async fn missing(visit: Visit, what: &str) -> Response {
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Not found" }
        p { (what) " does not exist, or you can't see it." }
    };
    with_status(StatusCode::NOT_FOUND, &view, "Not found", &body)
}

/// Only our own scripts and styles, plus frames and pictures of the app. On Forge a frame shows the
/// app's static files, and neither its server nor a page of the product.
fn policy(view: &View) -> HeaderValue {
    let bridge = view.visit.front.origin.bridge();
    let frames = if bridge.is_of_forge() {
        bridge.frames_origin().to_owned()
    } else {
        let app = view.app.as_ref();
        let app = app.map_or_else(String::new, |app| {
            app.base_url.origin().ascii_serialization()
        });
        format!("'self' {app}")
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
         font-src 'self'; img-src 'self' data: http: https:; frame-src {frames}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    );
    HeaderValue::from_str(&policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; style-src 'self'"))
}

pub(super) fn name(product: HostProduct) -> &'static str {
    match product {
        HostProduct::Jira => "Jira",
        HostProduct::Confluence => "Confluence",
    }
}

fn top(view: &View) -> Markup {
    let product = view.visit.product();
    let links = match product {
        HostProduct::Jira => JIRA,
        HostProduct::Confluence => CONFLUENCE,
    };
    let (navigation, panels, user, help) = match product {
        HostProduct::Jira => (
            jira::NAVIGATION,
            jira::HEADER_PANELS,
            jira::USER_MENU,
            jira::HELP_MENU,
        ),
        HostProduct::Confluence => (
            confluence::NAVIGATION,
            confluence::HEADER_PANELS,
            confluence::USER_MENU,
            confluence::HELP_MENU,
        ),
    };
    let path = view.visit.path.split('?').next().unwrap_or_default();
    let base = view.visit.base();
    let hosts = view.visit.front.origin.hosts();
    html! {
        header class="top" {
            nav class="products" aria-label="Products" {
                @for host in hosts {
                    @let here = host.product() == product;
                    a href=(home(host.product())) aria-current=[here.then_some("true")] {
                        (name(host.product()))
                    }
                }
            }
            nav class="main" aria-label=(name(product)) {
                ul {
                    @for (label, address) in links {
                        li { a href=(address) aria-current=[(path == *address).then_some("page")] { (label) } }
                    }
                }
                (slots::dropdown(view, "Apps", navigation))
            }
            nav class="own" aria-label="Yours" {
                (slots::dropdown(view, "Help", help))
                @let settings = format!("{base}{}", settings(product));
                a href=(settings) aria-current=[(path == settings).then_some("page")] { "Settings" }
                details class="dropdown" {
                    summary { "You: " (view.user_name) }
                    div class="dropdown-items" {
                        ul {
                            li { a href={ (base) (profile(product)) } { "Profile" } }
                            li { a href={ (base) "/modules" } { "Modules of the app" } }
                            li { a href={ (base) "/_host/unplaced" } { "Without a place" } }
                            li { a href="/_host/" { "Inspector" } }
                        }
                        (slots::menu(view, user))
                        (shortcuts(view))
                        (choices(view))
                    }
                }
            }
        }
        @if view.has(panels) { div class="header-panels" { (slots::panels(view, panels)) } }
    }
}

fn settings(product: HostProduct) -> &'static str {
    match product {
        HostProduct::Jira => "/jira/settings",
        HostProduct::Confluence => "/admin",
    }
}

fn profile(product: HostProduct) -> &'static str {
    match product {
        HostProduct::Jira => "/jira/people",
        HostProduct::Confluence => "/people",
    }
}

/// The app's keyboard shortcuts, which the page's script listens for ("Keyboard shortcut").
fn shortcuts(view: &View) -> Markup {
    let slot = match view.visit.product() {
        HostProduct::Jira => jira::SHORTCUTS,
        HostProduct::Confluence => confluence::SHORTCUTS,
    };
    let text = |shown: &Shown, pointer: &str| {
        let properties = serde_json::Value::Object(shown.module.properties.clone());
        super::json::text(&properties, pointer)
    };
    html! {
        @if view.has(slot) { p class="menu-title" { "Keyboard shortcuts" } }
        ul class="shortcuts" { @for shown in view.at(slot) {
            @let keys = text(shown, "/shortcut");
            @let opens = text(shown, "/target/key");
            li data-module=[shown.module.key.as_deref()] data-shortcut=(keys)
                data-context=(text(shown, "/context")) {
                kbd { (keys) } " "
                @match view.app.as_ref().and_then(|app| app.module(&opens)) {
                    Some(module) => (link(view, module)),
                    None => { "opens \"" (opens) "\", which is not a module of the app" },
                }
            }
        } }
    }
}

/// The forms that switch the user and the theme.
fn choices(view: &View) -> Markup {
    let theme = view.visit.choice.theme.other().name();
    html! {
        form method="post" action="/_host/session" {
            (of_session(view))
            button name="theme" value=(theme) { "Use the " (theme) " theme" }
        }
        p { a href={ (view.visit.base()) "/_host/people" } { "Switch user" } }
    }
}

/// The hidden fields of a form that changes something.
pub(super) fn of_session(view: &View) -> Markup {
    html! {
        input type="hidden" name="session" value=(view.visit.session.secret());
        input type="hidden" name="back" value=(view.visit.path);
    }
}

/// The app's modules on this page, and why some of them are hidden.
fn apps_here(view: &View) -> Markup {
    let doubtful: Vec<_> = view
        .modules
        .iter()
        .filter(|it| it.doubt.is_some())
        .collect();
    html! {
        @if !doubtful.is_empty() || !view.hidden.is_empty() {
            details class="apps-here" {
                summary { "Conditions of the app on this page" }
                ul class="text" {
                    @for Hidden { module, slot, reason } in &view.hidden {
                        li data-hidden=[module.key.as_deref()] {
                            (title(module)) " (" (slot.name) ") is not shown: " (reason)
                        }
                    }
                    @for shown in doubtful {
                        li data-doubtful=[shown.module.key.as_deref()] {
                            (title(&shown.module)) " (" (shown.slot.name) ") is shown, but it can't be \
                            known whether it should be: "
                            (shown.doubt.as_deref().unwrap_or_default())
                        }
                    }
                }
            }
        }
    }
}

fn bottom(view: &View) -> Markup {
    html! {
        footer class="bottom" {
            @if view.visit.front.is(HostProduct::Confluence) && view.has(confluence::FOOTER_PANELS) {
                (slots::panels(view, confluence::FOOTER_PANELS))
            }
            p { "A local " (name(view.visit.product())) " of connect"
                @if !view.visit.front.origin.below().is_empty() { ", tenant " (view.visit.host().client_key()) }
                ". "
                a href={ (view.visit.base()) "/modules" } { "Modules" } " · "
                a href={ (view.visit.base()) "/_host/unplaced" } { "Without a place" } " · "
                a href="/_host/" { "Inspector" }
            }
        }
    }
}
