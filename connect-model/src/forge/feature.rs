//! Scopes that are needed for neither a call nor an event.

use crate::HostProduct;

/// A feature of an app that needs scopes on Forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// A token with which the app calls the product as itself.
    SystemToken,
    /// A token with which the app calls the product as the user viewing its page.
    UserToken,
    /// The app's own properties.
    AppProperties(HostProduct),
    /// The property with the clientKey of the tenant's time on Connect.
    ClientKey(HostProduct),
    /// A workflow post function.
    PostFunction,
}

impl Feature {
    /// The scopes ("Forge Remote essentials"; "Jira workflow post function").
    #[must_use]
    pub fn scopes(self) -> &'static [&'static str] {
        match self {
            Feature::SystemToken => &["read:app-system-token"],
            Feature::UserToken => &["read:app-user-token"],
            Feature::AppProperties(HostProduct::Jira) => {
                &["read:app-data:jira", "write:app-data:jira"]
            }
            Feature::AppProperties(HostProduct::Confluence) => {
                &["read:app-data:confluence", "write:app-data:confluence"]
            }
            Feature::ClientKey(HostProduct::Jira) => &["read:app-data:jira"],
            Feature::ClientKey(HostProduct::Confluence) => &["read:app-data:confluence"],
            Feature::PostFunction => &["read:jira-work", "manage:jira-configuration"],
        }
    }
}

/// The scopes that are only for a token and grant nothing in a product: an app needs another one,
/// or its tokens are useless.
pub const TOKEN_SCOPES: [&str; 2] = ["read:app-system-token", "read:app-user-token"];
