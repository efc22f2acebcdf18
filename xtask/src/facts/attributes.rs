//! Which module kinds have an attribute, and what messages call one module of the kind.
//! Kinds that are not listed have no attribute; their label is made from their name.

/// `(kind, attribute, label)`, sorted by kind.
const ATTRIBUTES: &[(&str, &str, &str)] = &[
    ("adminPages", "admin_page", "admin page"),
    ("configurePage", "configure_page", "configure page"),
    (
        "contentBylineItems",
        "content_byline_item",
        "content byline item",
    ),
    (
        "dynamicContentMacros",
        "dynamic_content_macro",
        "dynamic content macro",
    ),
    ("generalPages", "general_page", "general page"),
    ("spaceToolsTabs", "space_tools_tab", "space tools tab"),
    ("webItems", "web_item", "web item"),
    ("webPanels", "web_panel", "web panel"),
    ("webhooks", "webhook", "webhook"),
];

/// The attribute of a kind, if it has one.
pub(crate) fn attribute(kind: &str) -> Option<&'static str> {
    ATTRIBUTES.iter().find(|row| row.0 == kind).map(|row| row.1)
}

/// What messages call one module of the kind.
pub(crate) fn label(kind: &str) -> String {
    match ATTRIBUTES.iter().find(|row| row.0 == kind) {
        Some(row) => row.2.to_owned(),
        None => super::words::label(kind),
    }
}

/// The listed kinds, so that one that the facts don't know is a fault.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    ATTRIBUTES.iter().map(|row| row.0)
}
