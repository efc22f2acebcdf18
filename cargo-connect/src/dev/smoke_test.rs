//! Opening each module of an installed app, and firing each event.

use std::collections::BTreeSet;

use connect_host::requests::RecordedExchange;
use connect_host::{Host, Method};
use serde_json::{Map, Value, json};
use url::Url;

use super::error::DevError;
use super::http_probe::HttpProbe;
use super::report::Row;

/// The prefix of Forge's events about the app itself; the local host sends them when it installs the app.
const OF_FORGE: &str = "avi:forge:";

/// Sends the installed app what a host would send, and each request again without a token.
pub(crate) async fn run(host: &Host) -> Result<Vec<Row>, DevError> {
    let probe = HttpProbe::new().map_err(DevError::Probe)?;
    let mut rows = Vec::new();
    let mut seen = 0;
    for exchange in since(host, &mut seen) {
        let forged = match exchange.purpose.as_str() {
            event @ ("installed" | "enabled") => {
                let body = forged(host, event);
                Some(probe.send(Method::POST, &exchange.url, Some(&body)).await?)
            }
            event if event.starts_with(OF_FORGE) => {
                let body = json!({ "eventType": event });
                Some(probe.send(Method::POST, &exchange.url, Some(&body)).await?)
            }
            _ => None,
        };
        rows.push(Row::of(&exchange, forged));
    }
    for module in host
        .modules()
        .iter()
        .filter(|module| module.can_be_opened())
    {
        if let Some(key) = &module.key {
            let opened = host.open(key).with_samples().await?;
            // A cacheable page is requested without a token anyway.
            let cacheable = module.properties.get("cacheable") == Some(&Value::Bool(true));
            let forged = if cacheable {
                None
            } else if host.is_on_forge() {
                let url = opened.url.as_str();
                Some(probe.send(Method::POST, url, Some(&json!({}))).await?)
            } else {
                let url = without_token(&opened.url);
                Some(probe.send(Method::GET, url.as_str(), None).await?)
            };
            push(host, &mut rows, &mut seen, forged);
        }
    }
    for event in events(host) {
        for delivery in host.fire(&event).until_handled().await? {
            let forged = probe
                .send(Method::POST, delivery.url.as_str(), Some(&json!({})))
                .await?;
            push(host, &mut rows, &mut seen, Some(forged));
        }
    }
    Ok(rows)
}

/// The URL of a page without the token in its query.
fn without_token(url: &Url) -> Url {
    let rest: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| name != "jwt")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(rest);
    url
}

/// Adds rows for what the host has sent since the last call.
fn push(host: &Host, rows: &mut Vec<Row>, seen: &mut u64, forged: Option<u16>) {
    let sent = since(host, seen);
    rows.extend(sent.iter().map(|exchange| Row::of(exchange, forged)));
}

/// What the host has sent after the request with this number, which is then advanced to the last one. Excludes
/// requests of browsers.
fn since(host: &Host, seen: &mut u64) -> Vec<RecordedExchange> {
    let after = *seen;
    let mut journal = host.journal();
    journal.retain(|exchange| exchange.id > after && !exchange.by_browser);
    *seen = journal.last().map_or(after, |exchange| exchange.id);
    journal
}

/// The events that the app subscribes to; for `*`, one that every product has.
pub(crate) fn events(host: &Host) -> BTreeSet<String> {
    let modules = host.modules();
    events_of(modules.iter().map(|it| (it.kind.as_str(), &it.properties)))
}

/// The events of modules, each given with its kind.
fn events_of<'a>(
    modules: impl Iterator<Item = (&'a str, &'a Map<String, Value>)>,
) -> BTreeSet<String> {
    let named = modules.flat_map(|(kind, properties)| match kind {
        "webhooks" => names(properties.get("event")),
        // A trigger in the manifest.
        "trigger" => names(properties.get("events")),
        _ => Vec::new(),
    });
    let named = named.filter(|event| !event.starts_with(OF_FORGE));
    named
        .map(|event| {
            if event == "*" {
                "connect_addon_enabled".to_owned()
            } else {
                event
            }
        })
        .collect()
}

/// A name, or a list of names.
fn names(value: Option<&Value>) -> Vec<String> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let names = list.iter().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

/// A lifecycle payload as someone other than the host could write it.
fn forged(host: &Host, event: &str) -> Value {
    let app = host.descriptor().and_then(|descriptor| descriptor.key);
    json!({
        "key": app,
        "clientKey": host.client_key(),
        "sharedSecret": "0123456789abcdef0123456789abcdef",
        "baseUrl": host.base_url().as_str(),
        "productType": host.product().name(),
        "eventType": event,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_those_of_webhooks_and_of_triggers() {
        let modules = [
            ("webhooks", json!({ "event": "jira:issue_created" })),
            ("webhooks", json!({ "event": "*" })),
            ("webPanels", json!({ "key": "votes" })),
            (
                "trigger",
                json!({ "events": ["avi:jira:created:issue", "avi:jira:updated:issue"] }),
            ),
            // The host has sent these on its own.
            ("trigger", json!({ "events": ["avi:forge:installed:app"] })),
        ];
        let modules = modules
            .iter()
            .filter_map(|(kind, of)| Some((*kind, of.as_object()?)));
        let events: Vec<String> = events_of(modules).into_iter().collect();
        let expected = [
            "avi:jira:created:issue",
            "avi:jira:updated:issue",
            "connect_addon_enabled",
            "jira:issue_created",
        ];
        assert_eq!(events, expected);
    }
}
