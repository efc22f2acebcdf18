//! The licence that a site has for the app.

/// The licence that a site has for the app. The host reports it where the platform does: in `lic`
/// and `capSet` of each iframe, in the context tokens of the app's pages, and at
/// `GET /rest/atlassian-connect/1/addons/{addonKey}`; but not for an app without `enableLicensing`.
/// Sources: "License apps", "License API for cloud apps".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum License {
    /// No licence was ever bought.
    None,
    /// An evaluation that has not ended.
    Evaluation,
    /// A paid licence; for an app with editions, the standard one.
    Active,
    /// An evaluation that has ended.
    Expired,
    /// A paid licence of the advanced edition.
    Advanced,
}

impl License {
    /// All licences.
    pub const ALL: [License; 5] = [
        License::None,
        License::Evaluation,
        License::Active,
        License::Expired,
        License::Advanced,
    ];

    /// The name of the licence: `evaluation`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            License::None => "none",
            License::Evaluation => "evaluation",
            License::Active => "active",
            License::Expired => "expired",
            License::Advanced => "advanced",
        }
    }

    pub(crate) fn is_active(self) -> bool {
        matches!(self, Self::Evaluation | Self::Active | Self::Advanced)
    }

    pub(crate) fn is_evaluation(self) -> bool {
        matches!(self, Self::Evaluation | Self::Expired)
    }

    /// The value of `lic`.
    pub(crate) fn word(self) -> &'static str {
        if self.is_active() { "active" } else { "none" }
    }

    /// The value of `capSet`, for apps with editions.
    pub(crate) fn edition(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Expired => None,
            Self::Evaluation | Self::Active => Some("capabilityStandard"),
            Self::Advanced => Some("capabilityAdvanced"),
        }
    }
}
