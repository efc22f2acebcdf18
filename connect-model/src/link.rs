//! The meaning of a web item's `url`, which depends on the item's `context` ("Web item" in the
//! documentation of each product).

use crate::module_kind::{ModuleKind, Type};

/// What a web item's `url` refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkContext {
    /// A URL of the app: the default without `context`.
    Addon,
    /// The key of one of the app's pages, which the host shows with its own header.
    Page,
    /// A URL of the product.
    Product,
}

/// The module kinds that an item with the context `page` can open, by descriptor key.
pub const PAGES: &[&str] = &[
    "adminPages",
    "configurePage",
    "generalPages",
    "jiraProjectPages",
    "postInstallPage",
    "profilePages",
];

impl LinkContext {
    /// All contexts, by their names in a descriptor.
    const ALL: [(&str, LinkContext); 3] = [
        ("addon", Self::Addon),
        ("page", Self::Page),
        ("product", Self::Product),
    ];

    /// The context of a module of a kind, by the value of its `context`; `None` for a kind whose
    /// modules are not links, and for any other value. Hosts also accept names in upper case.
    ///
    /// ```
    /// use connect_model::link::LinkContext;
    ///
    /// let item = connect_model::module_kind("webItems").unwrap();
    /// assert_eq!(LinkContext::of(item, Some("page")), Some(LinkContext::Page));
    /// assert_eq!(LinkContext::of(item, None), Some(LinkContext::Addon));
    /// let shortcut = connect_model::module_kind("keyboardShortcuts").unwrap();
    /// assert_eq!(LinkContext::of(shortcut, Some("global")), None);
    /// ```
    #[must_use]
    pub fn of(kind: &ModuleKind, context: Option<&str>) -> Option<Self> {
        let Type::Enum(words) = kind.property("context")?.ty else {
            return None;
        };
        if !Self::ALL.iter().all(|(name, _)| words.contains(name)) {
            return None;
        }
        let Some(context) = context else {
            return Some(Self::Addon);
        };
        Self::ALL
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(context))
            .map(|(_, link)| link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module_kind::{Invocation, module_kinds};

    #[test]
    fn pages_are_the_kinds_that_are_called_so() {
        let is_page = |kind: &&ModuleKind| {
            kind.invocation == Invocation::Iframe
                && kind.has_key()
                && kind.name.trim_end_matches('s').ends_with("Page")
        };
        let pages: Vec<&str> = module_kinds()
            .iter()
            .filter(is_page)
            .map(|kind| kind.name)
            .collect();
        let others = ["jiraPersonalSettingsPages", "repoPages"];
        let pages: Vec<&str> = pages
            .into_iter()
            .filter(|it| !others.contains(it))
            .collect();
        assert_eq!(pages, PAGES);
    }
}
