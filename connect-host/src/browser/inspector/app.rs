//! The app as installed: its state, its modules, its descriptor.

use axum::response::Response;
use maud::{Markup, html};

use super::look::Look;
use super::shell::{action, page};
use crate::descriptor::module::Module;
use crate::host::Host;

/// The actions for an app that is enabled, disabled, or not installed: action and label.
const OF_ENABLED: &[(&str, &str)] = &[
    ("reinstall", "Reinstall, with another secret"),
    ("disable", "Disable"),
    ("uninstall", "Uninstall"),
];
const OF_DISABLED: &[(&str, &str)] = &[("enable", "Enable"), ("uninstall", "Uninstall")];
const OF_NONE: &[(&str, &str)] = &[("install", "Install")];

pub(super) async fn show(look: Look) -> Response {
    let host = &look.host;
    let (state, actions) = match (host.is_installed(), host.enabled().is_some()) {
        (false, _) => ("not installed", OF_NONE),
        (true, false) => ("disabled", OF_DISABLED),
        (true, true) => ("enabled", OF_ENABLED),
    };
    let app = host.app();
    let body = html! {
        dl class="fields" {
            dt { "State" } dd { (state) }
            @if let Some(app) = &app { dt { "Base URL" } dd { code { (app.base_url()) } } }
            dt { "Site" } dd { code { (host.base_url()) } }
            dt { "Client key" } dd { code { (host.client_key()) } }
            dt { "Key host" } dd { code { (host.key_host_url()) } }
        }
        @if app.is_none() {
            p class="notice" { "No app was ever installed on this host." }
        } @else {
            div class="bar" {
                @for (name, label) in actions { (action(&look, name, label, &html! {})) }
            }
        }
        (warnings(host))
        (modules(&look))
        (descriptor(host))
    };
    page(&look, "App", &body)
}

fn warnings(host: &Host) -> Markup {
    let warnings = host.warnings();
    html! {
        @if !warnings.is_empty() {
            h2 { "Warnings" }
            ul class="text" { @for warning in &warnings { li class="text" { (warning) } } }
        }
    }
}

fn modules(look: &Look) -> Markup {
    let modules = look.host.modules();
    let sources = look.host.app_sources();
    html! {
        h2 { "Modules" }
        table {
            thead { tr { th scope="col" { "Kind" } th scope="col" { "Key" } th scope="col" { "Written at" } td {} } }
            tbody {
                @for module in &modules {
                    @let key = called(module);
                    tr {
                        td { code { (module.kind) } }
                        td { code { (key) } }
                        td { @if let Some(origin) = sources.origin(&module.kind, &key) { code { (origin) } } }
                        td {
                            @if module.key.is_some() && module.can_be_opened() {
                                a href=(look.to(&format!("/_host/modules/{key}"))) { "Open" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The key of a module, or a webhook's event.
fn called(module: &Module) -> String {
    let event = module.properties.get("event").and_then(|it| it.as_str());
    let key = module.key.as_deref().or(event);
    key.unwrap_or_default().to_owned()
}

fn descriptor(host: &Host) -> Markup {
    let descriptor = host.descriptor();
    let text = descriptor.and_then(|descriptor| serde_json::to_string_pretty(&descriptor).ok());
    html! {
        @if let Some(text) = text {
            h2 { "Descriptor" }
            pre tabindex="0" { (text) }
        }
    }
}
