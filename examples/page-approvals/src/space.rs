//! The approved pages of a space.

use connect_runtime::prelude::*;
use maud::html;
use serde::Deserialize;

use crate::approvals::Approvals;

/// How many pages are looked at.
const LOOKED_AT: usize = 100;

#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    title: String,
}

/// Approved pages
#[space_tools_tab]
async fn approved_pages(
    #[context("space.id")] space: u64,
    user: User,
    confluence: Confluence,
) -> Result<Page> {
    // As the user, so that the list shows only what they may see.
    let me = as_user!(confluence, user);
    let mut pages = confluence!(
        me,
        GET "/wiki/api/v2/spaces/{id}/pages",
        id = space,
        query(limit = 50, sort = "-modified-date"),
    )
    .items();
    let mut approved: Vec<(Listed, usize)> = Vec::new();
    let mut looked_at = 0;
    while looked_at < LOOKED_AT
        && let Some(page) = pages.next().await
    {
        let page: Listed = page?;
        let count = Approvals::of(&confluence, &page.id).await?.by.len();
        if count > 0 {
            approved.push((page, count));
        }
        looked_at += 1;
    }
    Ok(Page::new("Approved pages").body(html! {
        h1 { "Approved pages" }
        @if approved.is_empty() {
            div.empty { p { "No page of this space has been approved yet." } }
        }
        ul {
            @for (page, count) in &approved {
                li { (page.title) " (" (count) ")" }
            }
        }
    }))
}
