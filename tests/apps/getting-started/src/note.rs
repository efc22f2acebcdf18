//! The note of an issue, kept in an entity property of it.

// readme: note
use connect_runtime::client::Property;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

const PROPERTY: &str = "com.example.my-app.note";

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) text: String,
}

impl Note {
    pub(crate) async fn of(jira: &Jira, issue: &str) -> Result<Self> {
        let kept: Option<Property<Self>> = jira!(
            jira,
            GET "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
            issueIdOrKey = issue,
            propertyKey = PROPERTY,
        )
        .optional()
        .await?;
        Ok(kept.map_or_else(Self::default, |property| property.value))
    }

    pub(crate) async fn keep(&self, jira: &Jira, issue: &str) -> Result<()> {
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
// readme: end
