//! Guards: an item's requirements besides a token, such as an administrator or a licence.

use serde::{Deserialize, Serialize};

use crate::method::Method;
use crate::operation::check_operation;
use crate::product::Product;
use crate::scope::{Scope, ScopeSet};

/// A page's or an endpoint's requirements besides a token.
///
/// ```
/// use connect_model::guard::{Guard, Licensed};
///
/// let guard = Guard { admin_only: true, licensed: None };
/// assert!(!guard.demands_licence(None));
/// assert!(guard.demands_licence(Some(Licensed::Required)));
/// ```
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Guard {
    /// Whether the user must administer the product.
    #[serde(default, skip_serializing_if = "is_false")]
    pub admin_only: bool,
    /// Whether the site needs a licence for the app; `None` to use the app's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licensed: Option<Licensed>,
}

/// Whether the site needs a licence for the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Licensed {
    /// Required: without one, only a page that says so is shown.
    Required,
    /// Not required.
    Optional,
}

/// The argument of an item for administrators.
pub const ADMIN_ONLY: &str = "admin_only";

/// The argument of an item, and the field of `app!`, about licences.
pub const LICENSED: &str = "licensed";

/// The values of [`LICENSED`].
pub const LICENSED_WORDS: [(&str, Licensed); 2] = [
    ("required", Licensed::Required),
    ("optional", Licensed::Optional),
];

impl Licensed {
    /// The variant with this name.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let known = LICENSED_WORDS.iter().find(|(name, _)| *name == word);
        known.map(|(_, licensed)| *licensed)
    }
}

impl Guard {
    /// Whether it has no requirements.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a licence is required, given the app's default.
    #[must_use]
    pub fn demands_licence(&self, of_app: Option<Licensed>) -> bool {
        self.licensed.or(of_app) == Some(Licensed::Required)
    }

    /// The scopes required to check it.
    #[must_use]
    pub fn scopes(&self) -> ScopeSet {
        if self.admin_only {
            admin_check_scopes()
        } else {
            ScopeSet::EMPTY
        }
    }
}

/// The operations with which an app asks a product whether any user administers it, without being
/// an administrator itself. Sources: "Get bulk permissions" of the REST API of Jira, and "Get user"
/// of that of Confluence, expanded by `operations`.
pub const ADMIN_CHECKS: [(Product, Method, &str); 2] = [
    (Product::Jira, Method::Post, "/rest/api/3/permissions/check"),
    (Product::Confluence, Method::Get, "/wiki/rest/api/user"),
];

/// The same on Forge, where an app may not query other users: the user viewing the page makes the
/// query. Sources: "Get my permissions" of the REST API of Jira, and "Get current user" of that of
/// Confluence, expanded by `operations`.
pub const ADMIN_CHECKS_ON_FORGE: [(Product, Method, &str); 2] = [
    (Product::Jira, Method::Get, "/rest/api/3/mypermissions"),
    (
        Product::Confluence,
        Method::Get,
        "/wiki/rest/api/user/current",
    ),
];

fn admin_check_scopes() -> ScopeSet {
    let scope = |(product, method, path): &(Product, Method, &str)| -> Option<Scope> {
        check_operation(*product, *method, path)
            .ok()?
            .check_access()
            .ok()?
    };
    ScopeSet::least(ADMIN_CHECKS.iter().filter_map(scope))
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// The module kinds that administrators open.
const KINDS_OF_ADMINISTRATORS: [&str; 2] = ["adminPages", "configurePage"];

/// The prefixes of locations that only administrators see.
const PLACES_OF_ADMINISTRATORS: [&str; 2] = ["admin_", "system.admin"];

/// Whether a page of this kind and location is meant for administrators of the product. The host only
/// shows it to them, but that is not a check: only the app can reject a user who has a token for
/// another of its pages. Source: "Security requirements for cloud applications", "Authentication and
/// authorization".
#[must_use]
pub fn is_for_administrators(kind: &str, location: Option<&str>) -> bool {
    let of_place = |location: &str| {
        PLACES_OF_ADMINISTRATORS
            .iter()
            .any(|place| location.starts_with(place))
            && !location.starts_with("admin_project")
    };
    KINDS_OF_ADMINISTRATORS.contains(&kind) || location.is_some_and(of_place)
}

/// The conditions that only administrators of the product meet.
const CONDITIONS_OF_ADMINISTRATORS: [&str; 3] = [
    "user_is_admin",
    "user_is_confluence_administrator",
    "user_is_sysadmin",
];

/// Whether only administrators meet the `conditions` of a module, as in the descriptor: one of them
/// requires an administrator, and is not an alternative among several.
///
/// ```
/// use serde_json::json;
///
/// let shown = json!([{ "condition": "user_is_logged_in" }, { "condition": "user_is_admin" }]);
/// assert!(connect_model::guard::asks_for_administrators(&shown));
/// ```
#[must_use]
pub fn asks_for_administrators(conditions: &serde_json::Value) -> bool {
    use serde_json::Value;

    match conditions {
        Value::Array(all) => all.iter().any(asks_for_administrators),
        Value::Object(one) => {
            let name = one.get("condition").and_then(Value::as_str);
            let inverted = one.get("invert") == Some(&Value::Bool(true));
            let all_of = one.get("and").is_some_and(asks_for_administrators);
            all_of || name.is_some_and(|it| CONDITIONS_OF_ADMINISTRATORS.contains(&it)) && !inverted
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_are_operations_that_an_app_may_call() {
        for (product, method, path) in ADMIN_CHECKS {
            let operation = check_operation(product, method, path).unwrap();
            assert_eq!(operation.check_access().unwrap(), Some(Scope::Read));
        }
        for (product, method, path) in ADMIN_CHECKS_ON_FORGE {
            let operation = check_operation(product, method, path).unwrap();
            assert!(operation.classic_scopes().next().is_some(), "{path}");
        }
        let guard = Guard {
            admin_only: true,
            licensed: None,
        };
        assert_eq!(guard.scopes(), ScopeSet::of(&[Scope::Read]));
        assert_eq!(Guard::default().scopes(), ScopeSet::EMPTY);
    }

    #[test]
    fn the_item_overrides_the_app() {
        let of = |licensed| Guard {
            licensed,
            ..Guard::default()
        };
        let (required, optional) = (Some(Licensed::Required), Some(Licensed::Optional));
        assert!(of(required).demands_licence(optional));
        assert!(!of(optional).demands_licence(required));
        assert!(of(None).demands_licence(required));
        assert!(!of(None).demands_licence(None));
    }

    #[test]
    fn the_conditions_are_listed() {
        for name in CONDITIONS_OF_ADMINISTRATORS {
            assert!(!crate::condition(name).is_empty(), "{name}");
        }
        let asks = |json: serde_json::Value| asks_for_administrators(&json);
        let admin = serde_json::json!({ "condition": "user_is_admin" });
        assert!(asks(serde_json::json!([{ "and": [admin] }])));
        assert!(!asks(
            serde_json::json!([{ "or": [admin, { "condition": "user_is_logged_in" }] }])
        ));
        let inverted = serde_json::json!({ "condition": "user_is_admin", "invert": true });
        assert!(!asks(serde_json::json!([inverted])));
    }

    #[test]
    fn admin_pages_are_for_administrators() {
        for (kind, location) in [
            ("adminPages", None),
            ("configurePage", None),
            ("generalPages", Some("system.admin/configuration")),
            ("webPanels", Some("admin_plugins_menu/own")),
        ] {
            assert!(is_for_administrators(kind, location), "{kind}");
        }
        for (kind, location) in [
            ("generalPages", None),
            ("webItems", Some("admin_project_menu")),
            ("webPanels", Some("atl.jira.view.issue.right.context")),
        ] {
            assert!(!is_for_administrators(kind, location), "{kind}");
        }
    }
}
