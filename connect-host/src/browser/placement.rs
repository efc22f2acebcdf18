//! Where the modules of an app are shown.
//!
//! Each product has a table by location, a table by kind for the kinds that have no location or whose
//! location does not decide, and a table by module for an app on Forge. A module in a web section goes
//! where the section is. A module without a place in the pages has a reason instead.

pub(super) mod confluence;
pub(super) mod forge;
pub(super) mod jira;

use connect_model::{HostProduct, check_location, module_kind};

use crate::descriptor::module::Module;

/// A page of a product, and the path of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Page {
    pub(super) name: &'static str,
    /// Below the product's base URL, with entities of the demo data.
    pub(super) path: &'static str,
}

/// A place in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) page: Page,
    pub(super) name: &'static str,
}

/// The entry of a location or a kind in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// In this slot.
    In(Slot),
    /// In this slot, within a section of the product.
    Under(Slot, &'static str),
    /// Not in the pages, for this reason.
    Nowhere(&'static str),
}

/// The rows of a table: a location or kind, and its entry.
pub(super) type Rows = &'static [(&'static str, Row)];

/// Where one module is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Placement {
    At(Slot, Vec<Section>),
    Nowhere(String),
}

/// A section in a slot, of the product or of the app.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Section {
    /// The weight of the app's own section; the product's sections come first.
    pub(super) weight: i64,
    pub(super) title: String,
    /// The key of the app's own section.
    pub(super) key: Option<String>,
}

/// How deeply sections may nest: two sections of an app may name each other.
const MAX_DEPTH: usize = 8;

/// Where a module among these is shown.
pub(super) fn place(
    product: HostProduct,
    app: &str,
    modules: &[Module],
    module: &Module,
) -> Placement {
    Placing {
        product,
        app,
        modules,
    }
    .place(module, MAX_DEPTH)
}

struct Placing<'a> {
    product: HostProduct,
    app: &'a str,
    modules: &'a [Module],
}

impl Placing<'_> {
    fn place(&self, module: &Module, depth: usize) -> Placement {
        let known = [kinds(self.product), on_forge(self.product), forge::EITHER];
        if let Some(row) = known.iter().find_map(|rows| find(rows, &module.kind)) {
            return of_row(row);
        }
        if module.kind == "jiraBackgroundScripts" {
            return script(module);
        }
        let Some(location) = location_of(self.product, module) else {
            let kind = &module.kind;
            return Placement::Nowhere(format!("`{kind}` without a location have no place"));
        };
        if location == "none" {
            return Placement::Nowhere(
                "its location is `none`: the page has no link, and opens by its address".to_owned(),
            );
        }
        if let Some(row) = find(locations(self.product), &location) {
            return of_row(row);
        }
        self.below(&location, depth)
            .unwrap_or_else(|| Placement::Nowhere(unknown(module, &location)))
    }

    /// The placement for a location that ends in a section of the app, or starts with one in the tables.
    fn below(&self, location: &str, depth: usize) -> Option<Placement> {
        let (before, last) = match location.rsplit_once('/') {
            Some((before, last)) => (Some(before), last),
            None => (None, location),
        };
        if let Some(section) = self.section(last) {
            let around = self.place(section, depth.checked_sub(1)?);
            return Some(match around {
                Placement::At(slot, mut sections) => {
                    sections.push(Section {
                        weight: weight(section),
                        title: title(section),
                        key: section.key.clone(),
                    });
                    Placement::At(slot, sections)
                }
                nowhere @ Placement::Nowhere(_) => nowhere,
            });
        }
        // A section of the product that the tables don't list.
        let before = before?;
        let around = match find(locations(self.product), before) {
            Some(row) => of_row(row),
            None => self.below(before, depth.checked_sub(1)?)?,
        };
        Some(match around {
            Placement::At(slot, mut sections) => {
                sections.push(Section {
                    weight: 0,
                    title: last.to_owned(),
                    key: None,
                });
                Placement::At(slot, sections)
            }
            nowhere @ Placement::Nowhere(_) => nowhere,
        })
    }

    /// A web section of the app, by its key or its full name.
    fn section(&self, name: &str) -> Option<&Module> {
        let own = name
            .split_once("__")
            .filter(|(app, _)| *app == self.app)
            .map_or(name, |(_, key)| key);
        let mut sections = self.modules.iter().filter(|it| it.kind == "webSections");
        sections.find(|it| it.key.as_deref() == Some(own))
    }
}

/// The module's name on a page.
pub(super) fn title(module: &Module) -> String {
    let name = module.name.as_deref().filter(|name| !name.is_empty());
    let name = name.or(module.key.as_deref());
    name.unwrap_or(&module.kind).to_owned()
}

/// Its position among its neighbours, smallest first ("weight", by default 100).
pub(super) fn weight(module: &Module) -> i64 {
    let weight = module.properties.get("weight");
    weight.and_then(serde_json::Value::as_i64).unwrap_or(100)
}

/// A background script's location is an object with the type of its page.
fn script(module: &Module) -> Placement {
    let location = module.properties.get("location");
    let page = location.and_then(|location| location.get("type")?.as_str());
    match page {
        Some("dashboard") => of_row(Row::In(jira::DASHBOARD_SCRIPTS)),
        _ => of_row(Row::In(jira::ISSUE_SCRIPTS)),
    }
}

fn of_row(row: Row) -> Placement {
    match row {
        Row::In(slot) => Placement::At(slot, Vec::new()),
        Row::Under(slot, title) => Placement::At(
            slot,
            vec![Section {
                weight: 0,
                title: title.to_owned(),
                key: None,
            }],
        ),
        Row::Nowhere(reason) => Placement::Nowhere(reason.to_owned()),
    }
}

/// The full location that the module names, or the default of its kind.
fn location_of(product: HostProduct, module: &Module) -> Option<String> {
    let kind = module_kind(&module.kind)?;
    if let Some(location) = module.location.as_deref().filter(|it| !it.is_empty()) {
        if let Some(parent) = connect_model::location::implicit_parent(kind)
            && !location.contains('.')
        {
            return Some(format!("{parent}/{location}"));
        }
        return Some(location.to_owned());
    }
    let by_default = DEFAULTS.iter().find(|(name, _)| *name == kind.name);
    if let Some((_, location)) = by_default {
        return Some((*location).to_owned());
    }
    let mut rows = connect_model::locations().iter();
    let row = rows.find(|row| product.supports(row.product) && row.default_for == Some(kind.name));
    row.map(|row| row.name.to_owned())
}

/// The default locations of kinds for which the facts have none.
const DEFAULTS: &[(&str, &str)] = &[
    ("jiraProjectAdminTabPanels", "projectgroup4"),
    ("spaceToolsTabs", "system.space.tools/contenttools"),
];

fn unknown(module: &Module, location: &str) -> String {
    let known = module_kind(&module.kind).map(|kind| check_location(kind, location));
    match known {
        Some(Err(unknown)) => match unknown.suggestion() {
            Some(help) => format!("{unknown}; {help}"),
            None => unknown.to_string(),
        },
        _ => format!("the pages have no place for the location `{location}`"),
    }
}

fn find(rows: Rows, name: &str) -> Option<Row> {
    let found = rows.iter().find(|(known, _)| *known == name);
    found.map(|(_, row)| *row)
}

fn locations(product: HostProduct) -> Rows {
    match product {
        HostProduct::Jira => jira::LOCATIONS,
        HostProduct::Confluence => confluence::LOCATIONS,
    }
}

fn kinds(product: HostProduct) -> Rows {
    match product {
        HostProduct::Jira => jira::KINDS,
        HostProduct::Confluence => confluence::KINDS,
    }
}

fn on_forge(product: HostProduct) -> Rows {
    match product {
        HostProduct::Jira => forge::JIRA,
        HostProduct::Confluence => forge::CONFLUENCE,
    }
}

#[cfg(test)]
mod tests;
