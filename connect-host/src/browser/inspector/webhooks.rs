//! The webhooks that were delivered, and a form to send others.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::Response;
use connect_model::events;
use maud::{Markup, html};
use serde::Deserialize;

use super::address::of_host;
use super::look::Look;
use super::recorded::status;
use super::shell::{action, page};
use super::text::{duration, moment};
use crate::host::Host;
use crate::requests::{ExchangeKind, RecordedExchange};

const IDENTIFIER: &str = "x-atlassian-webhook-identifier";
const RETRY: &str = "x-atlassian-webhook-retry";
const FALLBACK: &str = "*";

/// The event whose payload is to be edited.
#[derive(Deserialize)]
pub(super) struct Chosen {
    event: Option<String>,
}

pub(super) async fn show(look: Look, Query(chosen): Query<Chosen>) -> Response {
    let subscribed = subscribed(&look.host);
    let first = || subscribed.iter().find(|event| *event != FALLBACK).cloned();
    let event = chosen.event.or_else(first).unwrap_or_default();
    let body = html! {
        (form(&look, &subscribed, &event))
        h2 { "Deliveries" }
        (deliveries(&look.host))
    };
    page(&look, "Webhooks", &body)
}

/// The events that the app subscribes to.
fn subscribed(host: &Host) -> Vec<String> {
    let modules = host.modules();
    let webhooks = modules.iter().filter(|module| module.kind == "webhooks");
    let events = webhooks.filter_map(|module| module.properties.get("event")?.as_str());
    events.map(str::to_owned).collect()
}

fn form(look: &Look, subscribed: &[String], event: &str) -> Markup {
    let product = look.host.product();
    let all = events()
        .iter()
        .filter(|row| product.supports(row.product))
        .map(|row| row.name)
        .filter(|name| *name != FALLBACK);
    let sample = serde_json::to_string_pretty(&look.host.fire(event).sample());
    let hears = subscribed.iter().any(|it| it == event || it == FALLBACK);
    html! {
        form method="get" class="bar" {
            input type="hidden" name="host" value=(look.host.client_key());
            label class="inline" { "Event"
                input name="event" list="events" value=(event) required;
            }
            datalist id="events" { @for name in all { option value=(name) {} } }
            button { "Make its payload" }
        }
        @if subscribed.is_empty() {
            p class="notice" { "The app listens to no event." }
        } @else if !hears {
            p class="notice" {
                "The app does not listen to " code { (event) } ". It listens to "
                @for (index, name) in subscribed.iter().enumerate() {
                    @if index > 0 { ", " } code { (name) }
                }
                "."
            }
        }
        (action(look, "fire", "Send it", &html! {
            input type="hidden" name="event" value=(event);
            label { "Payload of " code { (event) }
                textarea name="payload" rows="14" spellcheck="false" { (sample.unwrap_or_default()) }
            }
            label class="inline" {
                input type="checkbox" name="until_handled" value="true";
                " Wait until the app has handled it, which an app of connect says in development"
            }
        }))
    }
}

/// Each webhook with its attempts, newest first.
fn deliveries(host: &Host) -> Markup {
    let journal = host.journal();
    let mut webhooks: BTreeMap<(u64, String), Vec<&RecordedExchange>> = BTreeMap::new();
    let mut firsts: BTreeMap<String, u64> = BTreeMap::new();
    for sent in journal
        .iter()
        .filter(|sent| sent.kind == ExchangeKind::Webhook)
    {
        let identifier = sent.request_header(IDENTIFIER).unwrap_or_default();
        let first = *firsts.entry(identifier.to_owned()).or_insert(sent.id);
        let attempts = webhooks.entry((first, identifier.to_owned()));
        attempts.or_default().push(sent);
    }
    html! {
        @if webhooks.is_empty() { p { "None yet." } } @else {
            table {
                thead { tr { th scope="col" { "Webhook" } th scope="col" { "Identifier" } th scope="col" { "Attempts" } } }
                tbody {
                    @for ((_, identifier), attempts) in webhooks.iter().rev() {
                        tr {
                            td { (attempts[0].purpose) }
                            td { code { (identifier) } }
                            td { ol { @for sent in attempts { li { (attempt(host, sent)) } } } }
                        }
                    }
                }
            }
        }
    }
}

fn attempt(host: &Host, sent: &RecordedExchange) -> Markup {
    let page = of_host(host, &format!("/_host/requests/{}", sent.id));
    html! {
        a href=(page) { (moment(sent.at)) } " " (status(sent.status)) " in " (duration(sent.took))
        @if let Some(retry) = sent.request_header(RETRY) { ", repetition " (retry) }
        @for found in &sent.findings { " " span class="error" { (found.what) } }
    }
}
