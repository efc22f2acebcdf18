//! The targets of module kinds on Forge.

use crate::fact::Confidence;
use crate::generated::forge::TARGETS;
use crate::generated::named;
use crate::product::Product;

/// The target of a module kind for a product and a location.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The kind: `webPanels`.
    pub kind: &'static str,
    /// The product.
    pub product: Product,
    /// The location; `*` for any, `own` for a section of the app's own, empty for a kind without
    /// locations.
    pub location: &'static str,
    /// The Forge modules; empty if the kind has no target there.
    pub modules: &'static [&'static str],
    /// Whether Forge only has it as a preview.
    pub preview: bool,
    /// The confidence of the row.
    pub confidence: Confidence,
    /// Why there is no target; empty if there is one, and for a location like many others.
    pub note: &'static str,
}

/// All rows, sorted by kind, product and location.
#[must_use]
pub fn targets() -> &'static [Target] {
    &TARGETS
}

/// The target of a kind at a location: the row of the location, or else that of any location, or
/// else that of the app's own sections. `product` is where the app is installed.
///
/// ```
/// use connect_model::{HostProduct, forge::target::target};
///
/// let panel = target("webPanels", HostProduct::Jira, Some("atl.jira.view.issue.right.context"));
/// assert_eq!(panel.unwrap().modules, ["jira:issueGlance"]);
/// let reports = target("jiraReports", HostProduct::Jira, None).unwrap();
/// assert!(reports.modules.is_empty());
/// ```
#[must_use]
pub fn target(
    kind: &str,
    product: crate::HostProduct,
    location: Option<&str>,
) -> Option<&'static Target> {
    let rows = named(&TARGETS, kind, |row| row.kind);
    let product = Product::from(product);
    let of_product = |row: &&Target| row.product == Product::Common || row.product.meets(product);
    let at = |wanted: &str| {
        rows.iter()
            .filter(of_product)
            .find(|row| row.location == wanted)
    };
    location
        .and_then(at)
        .or_else(|| at(""))
        .or_else(|| at("*"))
        .or_else(|| location.and_then(|_| at("own")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HostProduct;

    #[test]
    fn each_kind_has_a_row() {
        for kind in crate::module_kinds() {
            assert!(
                !named(&TARGETS, kind.name, |row| row.kind).is_empty(),
                "{}",
                kind.name
            );
        }
    }

    #[test]
    fn what_has_no_target_says_why() {
        for row in targets() {
            let silent = row.modules.is_empty()
                && row.note.is_empty()
                && !matches!(
                    row.kind,
                    "dialogs" | "webItems" | "webPanels" | "webSections"
                );
            assert!(!silent, "{row:?}");
        }
    }

    #[test]
    fn a_location_goes_before_any_location() {
        let found = |location| {
            target("generalPages", HostProduct::Jira, location)
                .unwrap()
                .modules
        };
        assert_eq!(
            found(Some("system.user.options/personal")),
            ["jira:personalSettingsPage"]
        );
        assert_eq!(
            found(Some("system.top.navigation.bar")),
            ["jira:globalPage"]
        );
        assert_eq!(found(None), ["jira:globalPage"]);
        let confluence = target("generalPages", HostProduct::Confluence, None).unwrap();
        assert_eq!(confluence.modules, ["confluence:globalPage"]);
    }
}
