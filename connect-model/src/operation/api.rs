//! The REST APIs that operations belong to.

use crate::product::Product;
use std::fmt;

/// One of the platform's REST APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// The Jira platform, version 3: rich text is a document.
    JiraV3,
    /// The Jira platform, version 2: rich text is wiki markup.
    JiraV2,
    /// Jira Software: boards, sprints, development information.
    JiraSoftware,
    /// Jira Service Management.
    JiraServiceManagement,
    /// Confluence, version 1.
    ConfluenceV1,
    /// Confluence, version 2.
    ConfluenceV2,
}

impl Api {
    /// All APIs; the newer of two versions first for Jira, as in its documentation.
    pub const ALL: [Api; 6] = [
        Api::JiraV3,
        Api::JiraV2,
        Api::JiraSoftware,
        Api::JiraServiceManagement,
        Api::ConfluenceV1,
        Api::ConfluenceV2,
    ];

    /// The name in the fact table: `jira-v3`.
    pub const fn name(self) -> &'static str {
        match self {
            Api::JiraV3 => "jira-v3",
            Api::JiraV2 => "jira-v2",
            Api::JiraSoftware => "jira-software",
            Api::JiraServiceManagement => "jira-service-management",
            Api::ConfluenceV1 => "confluence-v1",
            Api::ConfluenceV2 => "confluence-v2",
        }
    }

    /// The product that documents it.
    pub const fn product(self) -> Product {
        match self {
            Api::JiraV3 | Api::JiraV2 => Product::Jira,
            Api::JiraSoftware => Product::JiraSoftware,
            Api::JiraServiceManagement => Product::JiraServiceManagement,
            Api::ConfluenceV1 | Api::ConfluenceV2 => Product::Confluence,
        }
    }

    pub(crate) const fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// Displays the name used in messages: `Jira v3`.
impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Api::JiraV3 => "Jira v3",
            Api::JiraV2 => "Jira v2",
            Api::JiraSoftware => "Jira Software",
            Api::JiraServiceManagement => "Jira Service Management",
            Api::ConfluenceV1 => "Confluence v1",
            Api::ConfluenceV2 => "Confluence v2",
        })
    }
}
