//! The approvals of one page.

use std::collections::BTreeSet;

use connect_runtime::client::{Content, ContentProperties};
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// The key of the content property that the approvals are kept in.
const PROPERTY: &str = "com.example.page-approvals";

/// Who approves of a page as it is now, by account id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approvals {
    pub(crate) by: BTreeSet<String>,
}

/// What pages keep for the app. Reading and writing need `WRITE`, which this says once.
fn properties(confluence: &Confluence, page: &str) -> ContentProperties {
    confluence.content_properties(Content::Page(page), scopes![WRITE])
}

impl Approvals {
    /// The approvals of a page that are kept in Confluence.
    pub(crate) async fn of(confluence: &Confluence, page: &str) -> Result<Self> {
        let kept = properties(confluence, page).get(PROPERTY).await?;
        Ok(kept.map_or_else(Self::default, |property| property.value))
    }

    /// Keeps them.
    pub(crate) async fn keep(&self, confluence: &Confluence, page: &str) -> Result<()> {
        properties(confluence, page).set(PROPERTY, self).await?;
        Ok(())
    }
}
