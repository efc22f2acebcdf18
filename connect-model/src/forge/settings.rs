//! An app's settings for Forge.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::origin::Origin;

/// An app's settings for Forge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How the app's items get there by default.
    pub stage: Stage,
    /// The items that override the default, by kind and key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "entries")]
    pub items: BTreeMap<(String, String), Choice>,
    /// How often scheduled functions run, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schedules: BTreeMap<String, Duration>,
    /// The text keys of each Forge locale that has a file beside the manifest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, BTreeSet<String>>,
    /// Where scopes limit what is done as a user: the calls themselves state what they need.
    #[serde(skip)]
    pub limits: BTreeSet<Origin>,
}

impl Settings {
    /// What to do with the item with this kind and key.
    #[must_use]
    pub fn choice(&self, kind: &str, key: &str) -> Choice {
        let own = self.items.get(&(kind.to_owned(), key.to_owned()));
        own.copied().unwrap_or(Choice::Stage(self.stage))
    }
}

/// How an item of the app gets to Forge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// As a Forge module.
    #[default]
    Native,
    /// As a Connect module, included in the manifest (`connectModules`).
    Wrap,
}

/// An item's own setting for Forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// It gets there in this way, regardless of the default.
    Stage(Stage),
    /// It does not get there.
    Skip,
}

/// The values of [`FORGE`](crate::app_field::FORGE) on an item.
pub const CHOICES: [(&str, Choice); 3] = [
    ("native", Choice::Stage(Stage::Native)),
    ("wrap", Choice::Stage(Stage::Wrap)),
    ("skip", Choice::Skip),
];

impl Choice {
    /// The choice with this name.
    #[must_use]
    pub fn named(word: &str) -> Option<Choice> {
        let found = CHOICES.iter().find(|(name, _)| *name == word);
        found.map(|(_, choice)| *choice)
    }
}

/// Serializes a map whose keys JSON can't represent, as a list of pairs.
mod entries {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::Choice;

    type Items = BTreeMap<(String, String), Choice>;

    pub(super) fn serialize<S: Serializer>(items: &Items, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(items)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Items, D::Error> {
        let pairs = Vec::<((String, String), Choice)>::deserialize(from)?;
        Ok(pairs.into_iter().collect())
    }
}
