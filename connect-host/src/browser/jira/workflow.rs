//! The app's workflow rules: conditions, validators, post functions.

use std::collections::HashMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::super::context::Context;
use super::super::frame::frame;
use super::super::links::i18n;
use super::super::placement::{Slot, jira as place, title};
use super::super::shell::page;
use super::super::site::Front;
use super::super::view::{Shown, View};
use super::super::visit::Visit;

/// Heading, slot, and the prefix of the rules' context parameters.
const RULES: &[(&str, Slot, &str)] = &[
    ("Conditions", place::WORKFLOW_CONDITIONS, "condition"),
    ("Validators", place::WORKFLOW_VALIDATORS, "validator"),
    ("Post functions", place::WORKFLOW_FUNCTIONS, "postFunction"),
];

/// The parts of a rule, each with its own page of the app.
const PARTS: &[(&str, &str)] = &[("view", "View"), ("create", "Add"), ("edit", "Edit")];

pub(super) fn routes() -> Router<Front> {
    Router::new().route("/jira/settings/workflow", get(workflow))
}

/// A rule is chosen with `?rule=<key>&part=create`. Its configuration is what its page last
/// saved, which the page's script keeps.
async fn workflow(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    let view = View::new(visit, &[place::WORKFLOW], Context::new()).await;
    let chosen = query.get("rule").map(String::as_str);
    let part = query.get("part").map_or("view", String::as_str);
    let config = query.get("config").map_or("", String::as_str);
    let body = html! {
        h1 { "Workflow" }
        p { "The transition from To Do to In Progress, with the rules of the app." }
        @for (heading, slot, parameter) in RULES {
            section aria-label=(heading) {
                h2 { (heading) }
                @if !view.has(*slot) { p class="subtle" { "None of the app." } }
                @for shown in view.at(*slot) {
                    (rule(&view, shown, parameter, chosen, part, config))
                }
            }
        }
    };
    page(&view, "Workflow", &body)
}

fn rule(
    view: &View,
    shown: &Shown,
    parameter: &str,
    chosen: Option<&str>,
    part: &str,
    config: &str,
) -> Markup {
    let module = &shown.module;
    let key = module.key.as_deref().unwrap_or_default();
    let is_chosen = chosen == Some(key);
    // Unless chosen otherwise, the rule's view is shown; a rule without a view is only named.
    let part = if is_chosen { part } else { "view" };
    let has = |part: &str| module.properties.contains_key(part);
    let (id, its_config) = (format!("{parameter}.id"), format!("{parameter}.config"));
    html! {
        section class="panel" aria-label=(title(module)) data-module=(key) {
            h3 { (title(module)) }
            p { (i18n(module.properties.get("description")).unwrap_or_default()) }
            nav class="bar" aria-label={ "Parts of " (title(module)) } {
                @for (name, label) in PARTS {
                    @if has(name) {
                        a href={ "?rule=" (key) "&part=" (name) }
                            aria-current=[(part == *name).then_some("true")] { (label) }
                    }
                }
            }
            @if has(part) {
                (frame(view, module, Some(part), &[(&id, RULE_ID), (&its_config, config)]))
                @if part != "view" {
                    button type="button" class="primary ap-workflow-save" data-rule=(key) { "Save the rule" }
                }
            }
        }
    }
}

/// The id of the single rule that each module has.
const RULE_ID: &str = "1f6e7a0e-3a6b-4f0e-9a53-1c2d3e4f5a6b";
