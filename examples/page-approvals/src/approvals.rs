//! The approvals of one page.

use std::collections::BTreeSet;

use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// The key of the content property that the approvals are kept in.
const PROPERTY: &str = "com.example.page-approvals";

/// Who approves of a page as it is now, by account id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approvals {
    pub(crate) by: BTreeSet<String>,
}

/// The property, as Confluence keeps it.
#[derive(Debug, Deserialize)]
struct Kept {
    id: String,
    value: Approvals,
    version: Version,
}

/// The property, as it is to be kept: the first time without a version.
#[derive(Debug, Serialize)]
struct Keeping<'a> {
    key: &'a str,
    value: &'a Approvals,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Version {
    number: u64,
}

impl Kept {
    async fn of(confluence: &Confluence, page: u64) -> Result<Option<Self>> {
        let mut found = confluence!(
            confluence,
            GET "/wiki/api/v2/pages/{page-id}/properties",
            "page-id" = page,
            query(key = PROPERTY),
        )
        .items();
        Ok(found.next().await.transpose()?)
    }
}

impl Approvals {
    /// The approvals of a page that are kept in Confluence.
    pub(crate) async fn of(confluence: &Confluence, page: &str) -> Result<Self> {
        let kept = Kept::of(confluence, page.parse()?).await?;
        Ok(kept.map_or_else(Self::default, |kept| kept.value))
    }

    /// Keeps them. Confluence takes the version after the one that it has, so of two people who approve
    /// in the same instant, one has to do it again.
    pub(crate) async fn keep(&self, confluence: &Confluence, page: &str) -> Result<()> {
        let page: u64 = page.parse()?;
        let mut keeping = Keeping {
            key: PROPERTY,
            value: self,
            version: None,
        };
        match Kept::of(confluence, page).await? {
            None => {
                let () = confluence!(
                    confluence,
                    POST "/wiki/api/v2/pages/{page-id}/properties",
                    "page-id" = page,
                    json = keeping,
                )
                .await?;
            }
            Some(kept) => {
                let number = kept.version.number.saturating_add(1);
                keeping.version = Some(Version { number });
                let property: u64 = kept.id.parse()?;
                let () = confluence!(
                    confluence,
                    PUT "/wiki/api/v2/pages/{page-id}/properties/{property-id}",
                    "page-id" = page,
                    "property-id" = property,
                    json = keeping,
                )
                .await?;
            }
        }
        Ok(())
    }
}
