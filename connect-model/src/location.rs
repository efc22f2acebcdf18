//! Locations: the places in a product's pages where a module can render.
//!
//! Locations are an open set: an app's own web section is a location as well, alone or below a
//! known one. This module knows the listed ones; the build knows those that an app declares.

use crate::fact::{Confidence, Unknown};
use crate::generated::locations::LOCATIONS;
use crate::generated::named;
use crate::module_kind::ModuleKind;
use crate::nearest::nearest_ranked;
use crate::product::Product;

/// A location of a product.
#[derive(Debug, PartialEq, Eq)]
pub struct Location {
    /// The name, such as `atl.jira.view.issue.right.context`.
    pub name: &'static str,
    /// The product that has it.
    pub product: Product,
    /// The module kinds that can render there, by descriptor key: `webPanels`.
    pub accepts: &'static [&'static str],
    /// The module kind whose modules use this location by default.
    pub default_for: Option<&'static str>,
    /// Its place in the product, or empty.
    pub area: &'static str,
    /// The confidence of the row.
    pub confidence: Confidence,
    /// Further notes, or empty.
    pub note: &'static str,
}

impl Location {
    /// Whether modules of the kind can render here, according to the facts.
    pub fn accepts(&self, kind: &ModuleKind) -> bool {
        self.accepts.contains(&kind.name)
    }
}

/// How a valid location is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocationUse<'a> {
    /// The facts list it. If several products have it, a row that accepts the kind.
    Listed(&'static Location),
    /// It is below a listed one: valid if the app declares the section, which the build checks.
    BelowListed {
        /// The longest listed prefix.
        parent: &'static Location,
        /// The rest, without the slash: the key of a web section.
        section: &'a str,
    },
    /// It has a segment of the form `<app key>__<module key>`, which identifies its module fully.
    Explicit,
    /// `none`: the page has no link of its own.
    NoLink,
}

/// All locations, sorted by name, then product.
pub fn locations() -> &'static [Location] {
    &LOCATIONS
}

/// The rows of a location: one for each product that has it, empty if the name is not listed.
///
/// ```
/// let rows = connect_model::location("atl.jira.view.issue.right.context");
/// assert_eq!(rows[0].accepts, ["webPanels"]);
/// ```
pub fn location(name: &str) -> &'static [Location] {
    named(&LOCATIONS, name, |row| row.name)
}

/// Checks the location of a module of `kind`.
///
/// This is the platform's rule: a location is split at slashes, and a segment may be the key of a
/// web section ("Location" under "Extension points" in the documentation of each product).
///
/// # Errors
/// [`Unknown`] if neither the location nor a prefix of it is listed. The nearest names are those
/// that accept the kind, unless another one is clearly nearer.
///
/// ```
/// use connect_model::{check_location, module_kind};
/// let panel = module_kind("webPanels").unwrap();
/// assert!(check_location(panel, "atl.jira.view.issue.right.context").is_ok());
/// let unknown = check_location(panel, "atl.jira.view.issue.right.contxt").unwrap_err();
/// assert_eq!(unknown.nearest, ["atl.jira.view.issue.right.context"]);
/// ```
pub fn check_location<'a>(kind: &ModuleKind, name: &'a str) -> Result<LocationUse<'a>, Unknown> {
    if let Some(row) = best_row(kind, name) {
        return Ok(LocationUse::Listed(row));
    }
    // Page modules use "none" for no link at all.
    if name == "none" && kind.name.ends_with(['e', 's']) && kind.name.contains("Page") {
        return Ok(LocationUse::NoLink);
    }
    // Some kinds only give the last segment of their location.
    if let Some(parent) = implicit_parent(kind)
        && let Some(row) = best_row(kind, &format!("{parent}/{name}"))
    {
        return Ok(LocationUse::Listed(row));
    }
    let explicit = |segment: &str| {
        segment
            .split_once("__")
            .is_some_and(|(app, module)| !app.is_empty() && !module.is_empty())
    };
    if name.split('/').any(explicit) {
        return Ok(LocationUse::Explicit);
    }
    let mut beginning = name;
    while let Some((shorter, _)) = beginning.rsplit_once('/') {
        beginning = shorter;
        let section = name.get(shorter.len() + 1..).unwrap_or_default();
        if let (Some(parent), false) = (best_row(kind, shorter), section.is_empty()) {
            return Ok(LocationUse::BelowListed { parent, section });
        }
    }
    let known = LOCATIONS
        .iter()
        .map(|row| (row.name, if row.accepts(kind) { 0 } else { 2 }));
    Err(Unknown {
        what: format!("{} location", kind.label),
        name: name.to_owned(),
        nearest: nearest_ranked(name, known),
    })
}

/// The row of a name that fits the kind best: one that accepts it, or else the first.
fn best_row(kind: &ModuleKind, name: &str) -> Option<&'static Location> {
    let rows = location(name);
    rows.iter()
        .find(|row| row.accepts(kind))
        .or_else(|| rows.first())
}

/// The location that a kind leaves out: its modules only give the rest.
pub fn implicit_parent(kind: &ModuleKind) -> Option<&'static str> {
    match kind.name {
        "spaceToolsTabs" => Some("system.space.tools"),
        _ => None,
    }
}

/// Whether modules of a kind refer to the app's own section by its key alone ("Project admin tab
/// panel": `location` is one of the product's groups, or the key of a web section).
#[must_use]
pub fn is_key_of_section(kind: &ModuleKind) -> bool {
    kind.name == "jiraProjectAdminTabPanels"
}

/// Whether modules refer to a section at this location by its key alone ("Boards", in the
/// documentation of Jira Software).
///
/// ```
/// use connect_model::location::names_sections_by_key;
///
/// assert!(names_sections_by_key("jira.agile.board.tools"));
/// assert!(!names_sections_by_key("admin_plugins_menu"));
/// ```
#[must_use]
pub fn names_sections_by_key(place: &str) -> bool {
    place == "jira.agile.board.tools"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module_kind::module_kind;

    fn check<'a>(kind: &str, name: &'a str) -> Result<LocationUse<'a>, Unknown> {
        check_location(module_kind(kind).unwrap(), name)
    }

    #[test]
    fn every_row_is_known_to_every_kind() {
        for kind in crate::module_kinds() {
            for row in locations() {
                assert!(
                    matches!(check_location(kind, row.name), Ok(LocationUse::Listed(_))),
                    "{} for {}",
                    row.name,
                    kind.name
                );
            }
        }
    }

    #[test]
    fn accepted_kinds_are_kinds() {
        for row in locations() {
            for kind in row.accepts.iter().chain(&row.default_for) {
                assert!(module_kind(kind).is_some(), "{}: {kind}", row.name);
            }
        }
    }

    #[test]
    fn own_sections_are_below_known_locations() {
        let Ok(LocationUse::BelowListed { parent, section }) =
            check("webItems", "admin_plugins_menu/my-section")
        else {
            unreachable!("admin_plugins_menu is listed")
        };
        assert_eq!((parent.name, section), ("admin_plugins_menu", "my-section"));
        let Ok(LocationUse::BelowListed { parent, section }) =
            check("webItems", "system.content.action/primary/own")
        else {
            unreachable!("system.content.action/primary is listed")
        };
        assert_eq!(
            (parent.name, section),
            ("system.content.action/primary", "own")
        );
        assert!(check("webItems", "admin_plugins_menu/").is_err());
    }

    #[test]
    fn explicit_segments_none_and_last_segments() {
        assert_eq!(
            check("webItems", "com.example__tools"),
            Ok(LocationUse::Explicit)
        );
        assert_eq!(
            check("webItems", "nowhere/com.example__tools"),
            Ok(LocationUse::Explicit)
        );
        assert_eq!(check("generalPages", "none"), Ok(LocationUse::NoLink));
        assert_eq!(check("configurePage", "none"), Ok(LocationUse::NoLink));
        assert!(check("webPanels", "none").is_err());
        let Ok(LocationUse::Listed(row)) = check("spaceToolsTabs", "addons") else {
            unreachable!("system.space.tools/addons is listed")
        };
        assert_eq!(row.name, "system.space.tools/addons");
    }

    #[test]
    fn an_unknown_name_says_for_which_kind() {
        let unknown = check("webPanels", "atl.jira.view.issue.right.contxt").unwrap_err();
        assert_eq!(
            unknown.to_string(),
            r#"unknown web panel location "atl.jira.view.issue.right.contxt""#
        );
        assert_eq!(unknown.nearest, ["atl.jira.view.issue.right.context"]);
        assert_eq!(
            check("webPanels", "right.context").unwrap_err().nearest,
            ["atl.jira.view.issue.right.context"]
        );
        assert!(check("webPanels", "").unwrap_err().nearest.is_empty());
    }

    #[test]
    fn names_that_accept_the_kind_come_first() {
        let nearest = check("webItems", "jira.agile.board.tool")
            .unwrap_err()
            .nearest;
        assert_eq!(nearest.first(), Some(&"jira.agile.board.tools"));
        let nearest = check("webPanels", "system.page.metadata.banner")
            .unwrap_err()
            .nearest;
        assert_eq!(nearest.first(), Some(&"page.metadata.banner"));
    }
}
