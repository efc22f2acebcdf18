//! Everyone's points on one issue.

use std::collections::BTreeMap;

use connect_runtime::client::Property;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// The key of the entity property that the points are kept in.
pub(crate) const PROPERTY: &str = "com.example.issue-votes";

/// What one person can give at most.
pub(crate) const MOST: u8 = 3;

/// Everyone's points on one issue, by account id; only people who give some are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Points(BTreeMap<String, u8>);

impl Points {
    /// The points of an issue that are kept in Jira.
    pub(crate) async fn of(jira: &Jira, issue: &str) -> Result<Self> {
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

    /// Keeps them. Jira has no conditional write: of two people who vote in the same instant, one
    /// may have to vote again.
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

    /// Sets what one person gives, at most [`MOST`].
    pub(crate) fn set(&mut self, account_id: &str, points: u8) {
        match points.min(MOST) {
            0 => self.0.remove(account_id),
            points => self.0.insert(account_id.to_owned(), points),
        };
    }

    /// What one person gives.
    pub(crate) fn given_by(&self, account_id: &str) -> u8 {
        self.0.get(account_id).copied().unwrap_or_default()
    }

    /// What all users give together.
    pub(crate) fn total(&self) -> usize {
        self.0.values().copied().map(usize::from).sum()
    }

    /// What it comes to, in words: `3 points from 1 person`.
    pub(crate) fn in_words(&self) -> String {
        let counted = |count, one, many| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        match self.0.len() {
            0 => "No points yet".to_owned(),
            people => format!(
                "{} from {}",
                counted(self.total(), "point", "points"),
                counted(people, "person", "people"),
            ),
        }
    }
}
