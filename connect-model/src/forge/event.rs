//! The Forge events that correspond to webhooks.

use crate::HostProduct;
use crate::fact::Confidence;
use crate::generated::forge::EVENTS;
use crate::generated::named;
use crate::product::Product;

/// Sent after the app was installed.
pub const INSTALLED: &str = "avi:forge:installed:app";
/// Sent after the app was updated.
pub const UPGRADED: &str = "avi:forge:upgraded:app";

/// A webhook event, and the corresponding Forge events.
#[derive(Debug, PartialEq, Eq)]
pub struct ForgeEvent {
    /// The webhook event: `jira:issue_created`.
    pub event: &'static str,
    /// The product that fires it.
    pub product: Product,
    /// The Forge events; empty if nothing corresponds to it.
    pub events: &'static [&'static str],
    /// The classic scopes that an app needs for them.
    pub scopes: &'static [&'static str],
    /// Whether Forge's own validator checks the scopes of the events; it ignores others.
    pub validated: bool,
    /// The confidence of the row.
    pub confidence: Confidence,
}

/// The Forge events that correspond to a product's webhook event.
///
/// ```
/// use connect_model::{HostProduct, forge::event::forge_event};
///
/// let created = forge_event("jira:issue_created", HostProduct::Jira).unwrap();
/// assert_eq!(created.events, ["avi:jira:created:issue"]);
/// assert_eq!(created.scopes, ["read:jira-work"]);
/// ```
#[must_use]
pub fn forge_event(event: &str, product: HostProduct) -> Option<&'static ForgeEvent> {
    let rows = named(&EVENTS, event, |row| row.event);
    let product = Product::from(product);
    rows.iter()
        .find(|row| row.product == Product::Common || row.product.meets(product))
}

/// All rows, sorted by event and product.
#[must_use]
pub fn all() -> &'static [ForgeEvent] {
    &EVENTS
}

/// The webhook events that correspond to a Forge event.
pub fn webhook_events(forge: &str) -> impl Iterator<Item = &'static ForgeEvent> + use<'_> {
    EVENTS.iter().filter(move |row| row.events.contains(&forge))
}

/// Whether Forge is known to have an event with this name.
#[must_use]
pub fn is_known(forge: &str) -> bool {
    [INSTALLED, UPGRADED].contains(&forge) || webhook_events(forge).next().is_some()
}

/// The names of all known Forge events.
pub fn names() -> impl Iterator<Item = &'static str> {
    let mapped = EVENTS.iter().flat_map(|row| row.events.iter().copied());
    mapped.chain([INSTALLED, UPGRADED])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_webhook_event_has_a_row() {
        for event in crate::events() {
            let rows = named(&EVENTS, event.name, |row| row.event);
            let found = rows.iter().any(|row| row.product == event.product);
            assert!(found, "{event:?}");
        }
    }

    #[test]
    fn an_event_is_known_by_its_whole_name() {
        assert!(is_known("avi:jira:created:issue") && is_known(INSTALLED));
        assert!(!is_known("avi:jira:creatd:issue"));
    }
}
