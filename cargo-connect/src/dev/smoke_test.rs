//! Opens each module of an installed app, and fires each event.

use std::collections::BTreeSet;

use connect_host::requests::RecordedExchange;
use connect_host::{Host, Method};
use serde_json::{Value, json};
use url::Url;

use super::error::DevError;
use super::http_probe::HttpProbe;
use super::report::Row;

/// Sends the installed app what a host would send, and each request also without a token.
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
            // A cacheable page is requested without a token: there is nothing to leave out.
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

/// Adds the rows of what the host has sent since the last call.
fn push(host: &Host, rows: &mut Vec<Row>, seen: &mut u64, forged: Option<u16>) {
    let sent = since(host, seen);
    rows.extend(sent.iter().map(|exchange| Row::of(exchange, forged)));
}

/// What the host has sent after the request with this number, which becomes that of the last. Requests of
/// browsers are left out.
fn since(host: &Host, seen: &mut u64) -> Vec<RecordedExchange> {
    let after = *seen;
    let mut journal = host.journal();
    journal.retain(|exchange| exchange.id > after && !exchange.by_browser);
    *seen = journal.last().map_or(after, |exchange| exchange.id);
    journal
}

/// The events that the app listens to; for `*`, one that every product has.
pub(crate) fn events(host: &Host) -> BTreeSet<String> {
    host.modules()
        .iter()
        .filter(|module| module.kind == "webhooks")
        .filter_map(|module| {
            module
                .properties
                .get("event")
                .and_then(Value::as_str)
                .map(str::to_owned)
        })
        .map(|event| {
            if event == "*" {
                "connect_addon_enabled".to_owned()
            } else {
                event
            }
        })
        .collect()
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
