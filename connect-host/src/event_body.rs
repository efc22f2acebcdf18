//! Bodies of webhooks that nobody gave a body: small, and of the shape that the host sends.

mod confluence;
mod jira;

use serde_json::{Map, Value};

use crate::context::{Context, sample as sample_value};
use crate::host::Host;
use crate::payload::trimmed;
use crate::product::HostProduct;

/// The value of a context parameter, read out of a webhook's body.
pub(crate) fn value(body: &Value, name: &str) -> Option<String> {
    let pointer = format!("/{}", name.replace('.', "/"));
    let in_issue = format!("/issue/fields{pointer}");
    let found = match name {
        // What an issue belongs to stands among its fields.
        "project.id" | "project.key" => body.pointer(&pointer).or_else(|| body.pointer(&in_issue)),
        "issuetype.id" => body.pointer(&pointer).or_else(|| body.pointer(&in_issue)),
        "modifiedUser.accountId" | "modifiedUser.key" | "modifiedUser.name" => {
            body.pointer("/user/accountId")
        }
        "mergedVersion.id" => body.pointer("/mergedTo/id"),
        "board.id" | "board.type" => {
            let changed = pointer.replace("/board", "/configuration");
            body.pointer(&pointer).or_else(|| body.pointer(&changed))
        }
        "content.id" | "page.id" => ["/page/id", "/blog/id", "/content/id"]
            .iter()
            .find_map(|at| body.pointer(at)),
        "space.key" => ["/space/key", "/page/spaceKey", "/blog/spaceKey"]
            .iter()
            .find_map(|at| body.pointer(at)),
        _ => body.pointer(&pointer),
    }?;
    match found {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A body for an event ("Webhooks": what each group carries).
pub(crate) fn sample(event: &str, host: &Host, context: &Context, user: Option<&str>) -> Value {
    let now = host.clock().now_millis();
    let scene = Scene {
        site: trimmed(host.base_url().as_str()),
        context,
        user,
        now,
    };
    let mut body = Map::new();
    body.insert("timestamp".to_owned(), now.into());
    match host.product() {
        HostProduct::Jira => {
            body.insert("webhookEvent".to_owned(), event.into());
            scene.jira(event, &mut body);
        }
        HostProduct::Confluence => {
            // No name of the event: Confluence leaves it to the URL to tell.
            body.insert("userAccountId".to_owned(), user.into());
            body.insert("accountType".to_owned(), "customer".into());
            scene.confluence(event, &mut body);
        }
    }
    Value::Object(body)
}

/// What the made-up things have in common.
struct Scene<'a> {
    site: &'a str,
    context: &'a Context,
    user: Option<&'a str>,
    now: i64,
}

impl Scene<'_> {
    /// What the caller says, or else the usual sample.
    fn id(&self, parameter: &str) -> String {
        let given = self
            .context
            .get(parameter)
            .or_else(|| sample_value(parameter));
        given.unwrap_or_default().to_owned()
    }

    /// The same where the platform writes a number; something else than digits stays text.
    fn number(&self, parameter: &str) -> Value {
        let text = self.id(parameter);
        text.parse::<i64>().map_or(Value::String(text), Value::from)
    }
}
