//! The products that a new app is for.

use clap::ValueEnum;

/// The products that an app is for: one of them, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Products {
    #[default]
    Jira,
    Confluence,
    Both,
}

impl Products {
    pub(crate) const ALL: [Self; 3] = [Self::Jira, Self::Confluence, Self::Both];

    /// The name for display.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::Confluence => "Confluence",
            Self::Both => "Jira and Confluence",
        }
    }
}
