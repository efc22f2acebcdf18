//! The macro that lists the approvals inside the page.

use connect_runtime::prelude::*;
use maud::html;

use crate::approvals::Approvals;

/// Approvals of this page
#[dynamic_content_macro(
    description = "Lists who has approved this page",
    body_type = none,
    output_type = block,
)]
async fn approval_list(
    #[context("content.id")] page: String,
    confluence: Confluence,
) -> Result<Page> {
    let approvals = Approvals::of(&confluence, &page).await?;
    Ok(Page::new("Approvals").body(html! {
        @if approvals.by.is_empty() {
            p { "Nobody has approved this page yet." }
        } @else {
            ul {
                @for account_id in &approvals.by {
                    li data-account-id=(account_id) { (account_id) }
                }
            }
        }
        script src=(asset!("approve.js")) {}
    }))
}
