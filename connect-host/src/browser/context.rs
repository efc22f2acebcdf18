//! The context parameters of a page, by name.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::text;

/// Context parameters by name.
pub(super) type Context = BTreeMap<String, String>;

/// The context parameters at these places of a response; missing ones have no value.
pub(super) fn context(value: &Value, places: &[(&str, &str)]) -> Context {
    let values = places
        .iter()
        .map(|(name, pointer)| ((*name).to_owned(), text(value, pointer)));
    values.filter(|(_, value)| !value.is_empty()).collect()
}
