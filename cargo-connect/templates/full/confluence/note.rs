//! The note of one page, kept in a content property of the page.

use connect_runtime::client::{Content, ContentProperties};
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// The key of the property.
pub(super) const PROPERTY: &str = "com.example.my-app.note";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) text: String,
}

/// What pages keep for the app. Reading and writing need `WRITE`, which this says once.
fn properties(confluence: &Confluence, page: &str) -> ContentProperties {
    confluence.content_properties(Content::Page(page), scopes![WRITE])
}

impl Note {
    /// The note of a page; empty if it has none.
    pub(super) async fn of(confluence: &Confluence, page: &str) -> Result<Self> {
        let kept = properties(confluence, page).get(PROPERTY).await?;
        Ok(kept.map_or_else(Self::default, |property| property.value))
    }

    /// Keeps it.
    pub(super) async fn keep(&self, confluence: &Confluence, page: &str) -> Result<()> {
        properties(confluence, page).set(PROPERTY, self).await?;
        Ok(())
    }
}
