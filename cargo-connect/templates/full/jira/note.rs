//! The note of one issue, kept in an entity property of the issue.

use connect_runtime::client::Property;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// The key of the property.
pub(super) const PROPERTY: &str = "com.example.my-app.note";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) text: String,
}

impl Note {
    /// The note of an issue; empty if it has none.
    pub(super) async fn of(jira: &Jira, issue: &str) -> Result<Self> {
        let property: Option<Property<Self>> = jira!(
            jira,
            GET "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
            issueIdOrKey = issue,
            propertyKey = PROPERTY,
        )
        .optional()
        .await?;
        Ok(property.map_or_else(Self::default, |property| property.value))
    }

    /// Keeps it.
    pub(super) async fn keep(&self, jira: &Jira, issue: &str) -> Result<()> {
        let () = jira!(
            jira,
            PUT "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
            issueIdOrKey = issue,
            propertyKey = PROPERTY,
            json = self,
        )
        .await?;
        Ok(())
    }
}
