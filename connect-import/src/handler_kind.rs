//! Which attribute serves a URL inside a module, by the member that contains it.

/// URLs inside a module that the app serves: the member that contains one, its handler's attribute,
/// and the handler's return type. Images and informational links are not included.
const SERVED: &[(&str, &str, &str)] = &[
    ("editor", "iframe", "Page"),
    ("propertyPanel", "iframe", "Page"),
    ("create", "iframe", "Page"),
    ("view", "iframe", "Page"),
    ("edit", "iframe", "Page"),
    ("configForm", "iframe", "Page"),
    ("dialog", "iframe", "Page"),
    ("createBranch", "iframe", "Page"),
    ("createFlag", "iframe", "Page"),
    ("default", "callback", "String"),
    ("email", "callback", "String"),
    ("pdf", "callback", "String"),
    ("word", "callback", "String"),
    ("template", "callback", "String"),
    ("blueprintContext", "callback", "String"),
    ("imagePlaceholder", "callback", "Result<Vec<u8>>"),
    ("callback", "callback", "Result<()>"),
    ("triggered", "callback", "Result<()>"),
    ("webhook", "callback", "Result<()>"),
    ("migrationWebhookPath", "callback", "Result<()>"),
];

/// The attribute of a handler, and its return type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HandlerKind {
    pub(crate) attribute: &'static str,
    pub(crate) returns: &'static str,
}

impl HandlerKind {
    pub(crate) const CONDITION: Self = Self {
        attribute: "condition",
        returns: "Result<bool>",
    };
    const CALLBACK: Self = Self {
        attribute: "callback",
        returns: "Result<()>",
    };

    /// The handler for a URL, by the member that contains it and its path in the module.
    pub(crate) fn of(member: &str, path: &str) -> Option<Self> {
        let row = SERVED.iter().find(|(name, ..)| *name == member);
        match row {
            Some((_, attribute, returns)) => Some(Self { attribute, returns }),
            None if path.ends_with(".templateUrl") || path.starts_with("actions.") => {
                Some(Self::CALLBACK)
            }
            None => None,
        }
    }
}
