//! Webhook events.

use crate::fact::{Confidence, Unknown};
use crate::generated::events::EVENTS;
use crate::generated::named;
use crate::nearest::nearest_ranked;
use crate::product::Product;
use crate::scope::Scope;

/// A webhook event of a product.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// The name in a webhook's `event`: `jira:issue_created`.
    pub name: &'static str,
    /// The product that fires it.
    pub product: Product,
    /// The kind of entity that it is about: `issue`.
    pub group: &'static str,
    /// Whether a webhook for it may have a JQL `filter`.
    pub filter_jql: bool,
    /// Whether it includes the entity properties listed in `propertyKeys`.
    pub property_keys: bool,
    /// Whether `excludeBody` is known to work.
    pub exclude_body: bool,
    /// Whether it can also be registered at run time.
    pub dynamic: bool,
    /// The scope that an app needs to receive it, in the product's spelling: `READ`, and for
    /// Bitbucket its own, such as `pullrequest`. See [`Event::required_scope`].
    pub scope: &'static str,
    /// The context parameters that are available in a webhook's URL.
    pub context: &'static [&'static str],
    /// The confidence of the row.
    pub confidence: Confidence,
    /// Further notes, or empty.
    pub note: &'static str,
}

impl Event {
    /// The scope that an app needs to receive it; `None` for Bitbucket, which has other scopes.
    pub fn required_scope(&self) -> Option<Scope> {
        self.scope.parse().ok()
    }
}

/// The name, in messages, of a webhook for an event, and the scope that it needs. An unlisted event
/// needs what every webhook needs ("Webhooks": READ). Bitbucket's need none of these scopes.
#[must_use]
pub fn webhook(event: &str) -> (String, Option<Scope>) {
    let scope = match check_event(event) {
        Ok(row) if row.product == Product::Bitbucket => None,
        Ok(row) => Some(row.required_scope().unwrap_or(Scope::Read)),
        Err(_) => Some(Scope::Read),
    };
    (format!("webhook \"{event}\""), scope)
}

/// All events, sorted by name, then product.
pub fn events() -> &'static [Event] {
    &EVENTS
}

/// The rows with this name: `comment_created` is an event of both Jira and Confluence.
pub fn event(name: &str) -> &'static [Event] {
    named(&EVENTS, name, |row| row.name)
}

/// Checks the name of an event. `*`, for every event, is a listed name.
///
/// # Errors
/// [`Unknown`], with the nearest names, if it is not listed. (The host accepts any string of at
/// most 100 characters, so a typo goes unnoticed there.)
///
/// ```
/// use connect_model::check_event;
/// assert!(check_event("jira:issue_created")?.filter_jql);
/// let unknown = check_event("issue_created").unwrap_err();
/// assert_eq!(unknown.nearest, ["jira:issue_created", "issue:created"]);
/// # Ok::<(), connect_model::Unknown>(())
/// ```
pub fn check_event(name: &str) -> Result<&'static Event, Unknown> {
    event(name).first().ok_or_else(|| {
        // Bitbucket's `issue:created` must not hide `jira:issue_created` from someone who forgot
        // the prefix; a colon elsewhere means Bitbucket.
        let bitbucket = name.contains(':') && !name.starts_with("jira:");
        let handicap = |row: &Event| match row.product {
            Product::Bitbucket if !bitbucket => 3,
            _ => 0,
        };
        Unknown {
            what: "webhook event".to_owned(),
            name: name.to_owned(),
            nearest: nearest_ranked(name, EVENTS.iter().map(|row| (row.name, handicap(row)))),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_known() {
        for row in events() {
            assert_eq!(check_event(row.name).unwrap().name, row.name);
        }
        assert_eq!(check_event("*").unwrap().product, Product::Bitbucket);
    }

    #[test]
    fn one_name_may_belong_to_two_products() {
        let products: Vec<_> = event("comment_created")
            .iter()
            .map(|row| row.product)
            .collect();
        assert_eq!(products, [Product::Confluence, Product::Jira]);
    }

    #[test]
    fn each_event_of_jira_and_confluence_needs_a_scope_of_the_lattice() {
        for row in events() {
            assert_eq!(
                row.required_scope().is_none(),
                row.product == Product::Bitbucket
            );
        }
    }

    #[test]
    fn an_unknown_event_names_the_nearest() {
        assert_eq!(
            check_event("jira:issue_create").unwrap_err().nearest,
            ["jira:issue_created"]
        );
        assert_eq!(
            check_event("JIRA:ISSUE_CREATED").unwrap_err().nearest,
            ["jira:issue_created"]
        );
        assert_eq!(
            check_event("project:updted").unwrap_err().nearest.first(),
            Some(&"project:updated")
        );
        assert!(check_event("frobnicated").unwrap_err().nearest.is_empty());
    }
}
