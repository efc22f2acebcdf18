//! How the properties of a Forge module are filled.

use crate::generated::forge::PROPERTIES;
use crate::generated::named;

/// A property of a Forge module that corresponds to a module kind. `title` or `name`, `resource`,
/// `resolver`, `endpoint`, `route`, `displayConditions` and `unlicensedAccess` are filled by rule.
#[derive(Debug, PartialEq, Eq)]
pub struct ForgeProperty {
    /// The kind of the Connect module.
    pub kind: &'static str,
    /// The Forge module.
    pub module: &'static str,
    /// The property of the Forge module.
    pub name: &'static str,
    /// The path of the value in the Connect module: `icon.url`; empty for none.
    pub from: &'static str,
    /// How the value is converted.
    pub transform: Transform,
}

/// How a value is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// Text with a translation key, as text.
    Text,
    /// A URL, made absolute.
    Url,
    /// Unchanged.
    Copy,
    /// Text, in lower case.
    Lower,
    /// A page of the app, instead of its URL.
    Shell,
    /// Names of JQL operators, in JQL notation.
    Operators,
    /// Always `true`.
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
