//! What of an app its manifest does not have.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Origin;

/// Something of the app that Forge has no place for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// Where it is written; `None` for what `app!` says.
    pub origin: Option<Origin>,
    /// The item, as messages call it: `web panel "votes"`.
    pub item: String,
    /// What is missing.
    pub kind: GapKind,
    /// Its name: a property, a condition, an event, a parameter.
    pub name: String,
    /// Why.
    pub why: String,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// The whole item: no module of Forge stands for it.
    NoPlace,
    /// The whole item, which says `forge = skip`.
    Skipped,
    /// A condition: the module is shown to more people.
    Condition,
    /// A context parameter of its URL, which stays empty.
    Parameter,
    /// An event that it listens to.
    Event,
    /// A property of it.
    Property,
    /// Something in a page, which Forge blocks or its shell does not have.
    Page,
    /// Something that works in another way.
    Behaviour,
}

/// Displays it as a line for people.
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
