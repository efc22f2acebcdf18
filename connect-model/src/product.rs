//! Atlassian's products.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fact::Unknown;

/// A product that a fact is about.
///
/// Jira Software and Jira Service Management are applications on top of Jira: what is known in Jira
/// is known there too (see [`Product::host`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// The Jira platform.
    Jira,
    /// Jira Software: boards, sprints, development information.
    JiraSoftware,
    /// Jira Service Management: portals, queues, organisations.
    JiraServiceManagement,
    /// Confluence.
    Confluence,
    /// Bitbucket; the facts about it are partial.
    Bitbucket,
    /// Every product.
    Common,
}

impl Product {
    /// All products, in the order in which they are listed everywhere.
    pub const ALL: [Product; 6] = [
        Product::Jira,
        Product::JiraSoftware,
        Product::JiraServiceManagement,
        Product::Confluence,
        Product::Bitbucket,
        Product::Common,
    ];

    /// The name in the fact tables: `jira-software`.
    pub const fn name(self) -> &'static str {
        match self {
            Product::Jira => "jira",
            Product::JiraSoftware => "jira-software",
            Product::JiraServiceManagement => "jira-service-management",
            Product::Confluence => "confluence",
            Product::Bitbucket => "bitbucket",
            Product::Common => "common",
        }
    }

    /// The name in messages: `Jira Software`.
    pub const fn title(self) -> &'static str {
        match self {
            Product::Jira => "Jira",
            Product::JiraSoftware => "Jira Software",
            Product::JiraServiceManagement => "Jira Service Management",
            Product::Confluence => "Confluence",
            Product::Bitbucket => "Bitbucket",
            Product::Common => "every product",
        }
    }

    /// The product that an app is installed in: Jira for its applications, otherwise the product
    /// itself.
    ///
    /// ```
    /// use connect_model::Product;
    /// assert_eq!(Product::JiraSoftware.host(), Product::Jira);
    /// ```
    pub const fn host(self) -> Product {
        match self {
            Product::JiraSoftware | Product::JiraServiceManagement => Product::Jira,
            other => other,
        }
    }

    /// Whether a fact about `self` can be relevant to an app for `other`: both are in the same
    /// host, or either of them is every product.
    pub const fn meets(self, other: Product) -> bool {
        self.host() as u8 == other.host() as u8
            || matches!(self, Product::Common)
            || matches!(other, Product::Common)
    }
}

/// Displays the name used in messages: `Jira Software`.
impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// A product that an app is installed in and that calls it. Jira includes the modules of Jira
/// Software and Jira Service Management, as a site does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostProduct {
    /// Jira, at the root of its site.
    Jira,
    /// Confluence, under `/wiki`.
    Confluence,
}

impl HostProduct {
    /// Both products.
    pub const ALL: [HostProduct; 2] = [HostProduct::Jira, HostProduct::Confluence];

    /// The lifecycle payload's `productType`, and the name under which a token's `context` claim
    /// contains this product's ids.
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

/// The product in the vocabulary of the facts.
impl From<HostProduct> for Product {
    fn from(product: HostProduct) -> Product {
        match product {
            HostProduct::Jira => Product::Jira,
            HostProduct::Confluence => Product::Confluence,
        }
    }
}

/// Parses the output of [`HostProduct::name`].
impl FromStr for HostProduct {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        let mut all = Self::ALL.into_iter();
        all.find(|product| product.name() == name)
            .ok_or_else(|| Unknown::new("product", name, Self::ALL.map(Self::name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_from_its_name() {
        for product in HostProduct::ALL {
            assert_eq!(product.name().parse(), Ok(product));
            assert!(product.supports(product.into()));
        }
        assert!("bitbucket".parse::<HostProduct>().is_err());
    }

    #[test]
    fn an_application_of_jira_meets_jira_but_not_confluence() {
        assert!(Product::JiraSoftware.meets(Product::Jira));
        assert!(Product::JiraSoftware.meets(Product::JiraServiceManagement));
        assert!(!Product::JiraSoftware.meets(Product::Confluence));
        assert!(Product::Common.meets(Product::Bitbucket));
    }
}
