//! The product that a host plays.

use connect_model::Product;

/// The product that a [`Host`](crate::Host) plays. Jira includes the modules of Jira Software and
/// Jira Service Management, as a site does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HostProduct {
    /// Jira, at the root of its site.
    Jira,
    /// Confluence, under `/wiki`.
    Confluence,
}

impl HostProduct {
    /// The lifecycle payload's `productType`, and the name under which a token's `context` claim
    /// holds this product's ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HostProduct::Jira => "jira",
            HostProduct::Confluence => "confluence",
        }
    }

    /// The product's path on its site: empty, or `/wiki`.
    #[must_use]
    pub fn context_path(self) -> &'static str {
        match self {
            HostProduct::Jira => "",
            HostProduct::Confluence => "/wiki",
        }
    }

    /// Whether this host supports what belongs to `product`.
    #[must_use]
    pub fn supports(self, product: Product) -> bool {
        match product {
            Product::Jira | Product::JiraSoftware | Product::JiraServiceManagement => {
                self == HostProduct::Jira
            }
            Product::Confluence => self == HostProduct::Confluence,
            Product::Bitbucket => false,
            Product::Common => true,
        }
    }
}

/// The product as the facts name it.
impl From<HostProduct> for Product {
    fn from(product: HostProduct) -> Product {
        match product {
            HostProduct::Jira => Product::Jira,
            HostProduct::Confluence => Product::Confluence,
        }
    }
}
