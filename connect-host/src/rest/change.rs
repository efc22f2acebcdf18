//! Turning changes into webhooks.

use std::time::SystemTime;

use connect_model::HostProduct;
use connect_product::Change;
use serde_json::{Value, json};

use super::api::RestApi;
use crate::descriptor::module::Module;
use crate::site::outbox::Outgoing;

/// Puts each change into the outbox, once for each webhook of the app that subscribes to it and whose
/// JQL currently matches the issue ("Webhooks": filters).
pub(super) async fn tell(api: &RestApi, changes: Vec<Change>, now: SystemTime) {
    for change in changes {
        let listening: Vec<Module> = match api.site.state().enabled() {
            Some(installation) => {
                let modules = installation.accepted.modules.iter();
                let webhooks =
                    modules.filter(|module| module.listens_to(change.event, api.site.product));
                webhooks.cloned().collect()
            }
            None => return,
        };
        for webhook in listening {
            let text = |name: &str| webhook.properties.get(name).and_then(Value::as_str);
            let jql = text("filter").filter(|jql| !jql.trim().is_empty());
            let keys = webhook.properties.get("propertyKeys");
            let keys = keys.and_then(Value::as_array).into_iter().flatten();
            let keys: Vec<String> = keys
                .filter_map(|key| key.as_str().map(str::to_owned))
                .collect();
            let mut body = body(api, &change);
            let mut parameters = Vec::new();
            if let Some(issue) = change.issue {
                let Some(subject) = api.data.subject(issue, jql, &keys, now).await else {
                    continue;
                };
                parameters = subject.parameters;
                if !subject.properties.is_empty() && body["issue"].is_object() {
                    body["issue"]["properties"] = Value::Object(subject.properties);
                }
            }
            api.site.outbox.push(Outgoing {
                webhook,
                event: change.event,
                body,
                parameters,
                user: change.user.clone(),
            });
        }
    }
}

/// The body, with the fields that the product adds to every webhook.
fn body(api: &RestApi, change: &Change) -> Value {
    let mut body = json!({"timestamp": api.site.clock.now_millis()});
    match api.site.product {
        HostProduct::Jira => body["webhookEvent"] = change.event.into(),
        HostProduct::Confluence => {
            body["userAccountId"] = change.user.clone().into();
            body["accountType"] = "customer".into();
        }
    }
    for (name, value) in change.body.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}
