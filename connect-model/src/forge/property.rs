//! What the properties of a Forge module are made of.

use crate::generated::forge::PROPERTIES;
use crate::generated::named;

/// A property of a Forge module that stands for a module kind. `title` or `name`, `resource`,
/// `resolver`, `endpoint`, `route`, `displayConditions` and `unlicensedAccess` are made by rule.
#[derive(Debug, PartialEq, Eq)]
pub struct ForgeProperty {
    /// The kind of the Connect module.
    pub kind: &'static str,
    /// The Forge module.
    pub module: &'static str,
    /// The property of the Forge module.
    pub name: &'static str,
    /// Where the value is in the Connect module: `icon.url`; empty for none.
    pub from: &'static str,
    /// What is done with it.
    pub transform: Transform,
}

/// How a value is made from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// A text with a translation key, as text.
    Text,
    /// A URL, made absolute.
    Url,
    /// The same value.
    Copy,
    /// Text in lower case.
    Lower,
    /// A page of the app, in place of its URL.
    Shell,
    /// Names of operators of JQL, as they are written in it.
    Operators,
    /// `true`.
    Yes,
}

/// The rows of a kind and a Forge module, sorted by property.
pub fn properties(
    kind: &str,
    module: &str,
) -> impl Iterator<Item = &'static ForgeProperty> + use<> {
    let rows = named(&PROPERTIES, kind, |row| row.kind).iter();
    let module = module.to_owned();
    rows.filter(move |row| row.module == module)
}
