//! The app's links: web items, and pages that have a link.

use connect_model::HostProduct;
use connect_model::link::LinkContext;
use maud::{Markup, html};
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::placement::forge::opens_over;
use super::placement::title;
use super::view::View;
use crate::descriptor::context::resolve;
use crate::descriptor::module::Module;
use crate::wire::url::is_absolute;

/// What a link opens.
enum Opens {
    /// Another page, by its URL.
    Address(String),
    /// This module's page, in a dialog over this one. Without scripts it is a page of its own.
    Over(&'static str, String),
    /// Nothing, for this reason.
    Nothing(String),
}

/// The link for a module.
pub(super) fn link(view: &View, module: &Module) -> Markup {
    let name = title(module);
    let tooltip = i18n(module.properties.get("tooltip"));
    let label = html! { (icon(view, module)) span { (name) } };
    match opens(view, module) {
        Opens::Address(address) => html! {
            a class="ap-link" href=(address) title=[tooltip] data-module=[module.key.as_deref()] {
                (label)
            }
        },
        Opens::Over(target, key) => {
            let options = module
                .properties
                .get("target")
                .and_then(|it| it.get("options"));
            html! {
                a class="ap-link ap-item"
                    href=(page_address(view, &key))
                    role="button"
                    title=[tooltip]
                    data-module=[module.key.as_deref()]
                    data-target=(target)
                    data-key=(key)
                    data-options=[options.map(Value::to_string)]
                    data-context=(serde_json::json!(view.context)) { (label) }
            }
        }
        Opens::Nothing(reason) => html! {
            span class="ap-link" title=(reason) data-module=[module.key.as_deref()] {
                (label) " " small { "(" (reason) ")" }
            }
        },
    }
}

fn opens(view: &View, module: &Module) -> Opens {
    let key = module.key.clone().unwrap_or_default();
    let target = module.properties.get("target");
    let ty = target.and_then(|it| it.get("type")?.as_str());
    let ty = ty.unwrap_or("page").to_ascii_lowercase();
    let context = module.properties.get("context").and_then(Value::as_str);
    let kind = connect_model::module_kind(&module.kind);
    let context = kind.and_then(|kind| LinkContext::of(kind, context));
    if opens_over(&module.kind) {
        return Opens::Over("dialog", key);
    }
    match ty.as_str() {
        "dialogmodule" => Opens::Over("dialog", key),
        "dialog" => Opens::Over("dialog", key),
        "inlinedialog" => Opens::Over("inlinedialog", key),
        _ => match (context, module.url.as_deref()) {
            // A page or a tab, which has an address of its own.
            (None, _) => Opens::Address(page_address(view, &key)),
            (Some(_), Some(url)) if is_absolute(url) => Opens::Address(url.to_owned()),
            (Some(LinkContext::Product), Some(url)) => {
                let url = resolve(url, |name| view.context.get(name).cloned()).url;
                let base = view.visit.base();
                Opens::Address(format!("{base}/{}", url.trim_start_matches('/')))
            }
            (Some(LinkContext::Page), Some(page)) => Opens::Address(page_address(view, page)),
            (Some(LinkContext::Addon), Some(_)) => match &view.app {
                Some(app) => {
                    let query = query(view);
                    let base = view.visit.base();
                    let app = &app.key;
                    Opens::Address(format!(
                        "{base}/plugins/servlet/ac-redirect/{app}/{key}?{query}"
                    ))
                }
                None => Opens::Nothing("no app is installed".to_owned()),
            },
            (Some(_), None) => Opens::Nothing("it has no `url`".to_owned()),
        },
    }
}

/// The path of a module's page in the product, with the current context.
pub(super) fn page_address(view: &View, key: &str) -> String {
    let base = view.visit.base();
    let app = view.app.as_ref().map_or("", |app| &app.key);
    match query(view).as_str() {
        "" => format!("{base}/plugins/servlet/ac/{app}/{key}"),
        query => format!("{base}/plugins/servlet/ac/{app}/{key}?{query}"),
    }
}

fn query(view: &View) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(&view.context);
    query.finish()
}

/// A translatable text of the descriptor: plain, or an object that also has its i18n key.
pub(super) fn i18n(value: Option<&Value>) -> Option<&str> {
    match value? {
        Value::String(text) => Some(text),
        other => other.get("value")?.as_str(),
    }
}

/// The module's icon.
pub(super) fn icon(view: &View, module: &Module) -> Markup {
    let icon = module.properties.get("icon");
    let of_project = module.properties.get("iconUrl").and_then(Value::as_str);
    let address = icon.and_then(|it| it.get("url")?.as_str()).or(of_project);
    let url = address.and_then(|it| view.app.as_ref()?.url(it));
    let size = |name: &str| {
        let size = icon.and_then(|it| it.get(name)?.as_i64()).unwrap_or(16);
        size.clamp(1, 64)
    };
    html! {
        @if let Some(url) = url {
            img class="ap-icon" src=(url) alt="" width=(size("width")) height=(size("height"));
        }
    }
}

/// The path of the product's start page.
pub(super) fn home(product: HostProduct) -> &'static str {
    match product {
        HostProduct::Jira => "/",
        HostProduct::Confluence => "/wiki/",
    }
}
