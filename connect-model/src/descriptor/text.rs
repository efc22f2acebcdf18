//! Translatable text.

use super::object::{Field, object};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A name, description or tooltip: an object according to the schema, a plain string in many
/// descriptors.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// `"Votes"`
    Plain(String),
    /// `{ "value": "Votes", "i18n": "votes.name" }`
    Translated(TranslatedText),
}

object! {
    /// Text with its translation key.
    pub struct TranslatedText {
        /// The text to use if there is no translation.
        pub value: String = "value",
        /// The translation key.
        pub i18n: String = "i18n",
    }
}

impl Text {
    /// Text without translations, in the schema's format.
    pub fn new(value: impl Into<String>) -> Text {
        Text::Translated(TranslatedText {
            value: Some(value.into()),
            ..TranslatedText::default()
        })
    }

    /// The text itself; `None` if an object lacks it.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Text::Plain(text) => Some(text),
            Text::Translated(text) => text.value.as_deref(),
        }
    }
}

impl Field for Text {
    fn read(value: Value) -> Result<Self, Value> {
        match value {
            Value::String(text) => Ok(Text::Plain(text)),
            other => Field::read(other).map(Text::Translated),
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Text::Plain(text) => serializer.serialize_str(text),
            Text::Translated(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::read(Value::deserialize(deserializer)?)
            .map_err(|_| serde::de::Error::custom("must be a string or an object"))
    }
}
