//! Generated webhook bodies: small, in the format that the host sends.

mod confluence;
mod jira;

use serde_json::{Map, Value};

use crate::descriptor::context::{Context, sample_context_value};
use crate::site::Site;
use crate::wire::url::without_trailing_slash;
use connect_model::HostProduct;

pub(super) use connect_runtime::events::parameter as value;

/// A sample body for an event ("Webhooks": the contents of each group).
pub(super) fn sample(event: &str, site: &Site, context: &Context, user: Option<&str>) -> Value {
    let now = site.clock.now_millis();
    let sample = Sample {
        base_url: without_trailing_slash(site.base_url.as_str()),
        context,
        user,
        now,
    };
    let mut body = Map::new();
    body.insert("timestamp".to_owned(), now.into());
    match site.product {
        HostProduct::Jira => {
            body.insert("webhookEvent".to_owned(), event.into());
            sample.jira(event, &mut body);
        }
        HostProduct::Confluence => {
            // Confluence does not name the event; only the URL can.
            body.insert("userAccountId".to_owned(), user.into());
            body.insert("accountType".to_owned(), "customer".into());
            sample.confluence(event, &mut body);
        }
    }
    Value::Object(body)
}

/// What the generated entities have in common.
struct Sample<'a> {
    base_url: &'a str,
    context: &'a Context,
    user: Option<&'a str>,
    now: i64,
}

impl Sample<'_> {
    /// The value that was set, or the default sample.
    fn id(&self, parameter: &str) -> String {
        let given = self
            .context
            .get(parameter)
            .or_else(|| sample_context_value(parameter));
        given.unwrap_or_default().to_owned()
    }

    /// The same as a number, where the platform uses one; anything but digits stays text.
    fn number(&self, parameter: &str) -> Value {
        let text = self.id(parameter);
        text.parse::<i64>().map_or(Value::String(text), Value::from)
    }
}
