//! What the head of a product page contains for the frames in it.

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use crate::browser::session::Choice;
use crate::browser::site::Front;
use crate::wire::url::without_trailing_slash;

/// The bridge's scripts and stylesheets, and the data that they need.
pub(in crate::browser) fn head(front: &Front, visitor: &Choice) -> Markup {
    let bridge = front.origin.bridge();
    let mut facts = facts(front, visitor);
    if let Some(shell) = &bridge.shell {
        facts["forge"] = shell.facts();
    }
    // In a data element, which no policy forbids, `<` could only close it.
    let facts = facts.to_string().replace('<', "\\u003c");
    html! {
        // Frames compare these with the product's surfaces and follow them.
        @for theme in bridge.scripts.themes() {
            link rel="stylesheet" href={ "/atlassian-connect/themes/atlaskit-tokens_" (theme) ".css" };
        }
        link rel="stylesheet" href="/_host/bridge/bridge.css";
        script id="local-facts" type="application/json" { (PreEscaped(facts)) }
        @for script in bridge.scripts.of_page() { script src={ "/_host/bridge/" (script) } {} }
    }
}

/// What the scripts need to know about the host, the app and the visitor.
fn facts(front: &Front, visitor: &Choice) -> Value {
    let host = &front.host;
    let modules = host.modules();
    // `AP.dialog.create` looks here for a dialog's options in the descriptor.
    let dialogs: Map<String, Value> = modules
        .iter()
        .filter(|module| module.kind == "dialogs")
        .filter_map(|module| {
            let options = module.properties.get("options");
            Some((module.key.clone()?, dialog_options(options)))
        })
        .collect();
    json!({
        "appKey": host.installed_key(),
        "product": host.product().name(),
        "site": front.origin.below(),
        "contextPath": without_trailing_slash(host.base_url().path()),
        "user": {
            "accountId": visitor.user,
            "locale": visitor.locale,
            "timeZone": visitor.time_zone,
        },
        "dialogs": dialogs,
    })
}

/// A dialog's options as the script expects them: the header as plain text.
fn dialog_options(options: Option<&Value>) -> Value {
    let mut options = options.cloned().unwrap_or_else(|| json!({}));
    if let Some(text) = options.pointer("/header/value").cloned() {
        options["header"] = text;
    }
    options
}
