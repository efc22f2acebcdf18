//! The parts of an app that its manifest lacks.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Origin;

/// A part of the app that Forge has no place for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// Where it is declared; `None` for a field of `app!`.
    pub origin: Option<Origin>,
    /// The item's name in messages: `web panel "votes"`.
    pub item: String,
    /// What is missing.
    pub kind: GapKind,
    /// The name of the property, condition, event or parameter.
    pub name: String,
    /// The reason.
    pub why: String,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// The whole item: no Forge module corresponds to it.
    NoPlace,
    /// The whole item, because it says `forge = skip`.
    Skipped,
    /// A condition: the module is shown to more users.
    Condition,
    /// A context parameter in its URL, which stays empty.
    Parameter,
    /// An event that it listens to.
    Event,
    /// A property of it.
    Property,
    /// Something in a page that Forge blocks or its shell does not support.
    Page,
    /// Something that behaves differently.
    Behaviour,
}

/// Displays it as a line of text.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.origin {
            write!(f, "{origin}: ")?;
        }
        let what = match self.kind {
            GapKind::NoPlace => {
                return write!(f, "{} has no place on Forge: {}", self.item, self.why);
            }
            GapKind::Skipped => return write!(f, "{} is not on Forge: {}", self.item, self.why),
            GapKind::Condition => "the condition",
            GapKind::Parameter => "the context parameter",
            GapKind::Event => "the event",
            GapKind::Property => "the property",
            GapKind::Page => return f.write_str(&self.why),
            GapKind::Behaviour => return write!(f, "{}: {}", self.item, self.why),
        };
        let (item, name, why) = (&self.item, &self.name, &self.why);
        write!(f, "{item} loses {what} `{name}` on Forge: {why}")
    }
}
