//! A page that changes has to be approved again.

use connect_runtime::events::confluence::PageEvent;
use connect_runtime::prelude::*;
use serde::Serialize;

use crate::approvals::Approvals;

/// A comment below the page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Comment<'a> {
    page_id: String,
    body: Body<'a>,
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    representation: &'a str,
    value: &'a str,
}

/// Drops the approvals of the version before, and says so below the page.
#[webhook(event = "page_updated")]
async fn page_updated(event: Event<PageEvent>, confluence: Confluence) -> Result<()> {
    let page = event.page.id.to_string();
    if Approvals::of(&confluence, &page).await?.by.is_empty() {
        return Ok(());
    }
    Approvals::default().keep(&confluence, &page).await?;
    let comment = Comment {
        page_id: page,
        body: Body {
            representation: "storage",
            value: "<p>This page has changed: its approvals are gone.</p>",
        },
    };
    let () = confluence!(confluence, POST "/wiki/api/v2/footer-comments", json = comment).await?;
    Ok(())
}
