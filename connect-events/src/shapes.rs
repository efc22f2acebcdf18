//! Values that the host writes in more than one shape, or as null.

use serde::{Deserialize, Deserializer};

/// Null, like an absent field, is the empty value.
pub(super) fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A boolean, which the documentation's example of a user writes as the text `"true"`.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Flag {
        Plain(bool),
        Text(Spelled),
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Spelled {
        True,
        False,
    }

    Ok(Option::deserialize(deserializer)?.map(|flag| match flag {
        Flag::Plain(flag) => flag,
        Flag::Text(text) => matches!(text, Spelled::True),
    }))
}
