//! The line below the page's title, with its button.

use connect_runtime::prelude::*;
use maud::html;

use crate::approvals::Approvals;

/// Approvals
#[content_byline_item]
async fn approvals(
    #[context("content.id")] page: String,
    user: User,
    confluence: Confluence,
) -> Result<Page> {
    let approvals = Approvals::of(&confluence, &page).await?;
    let mine = approvals.by.contains(user.account_id());
    Ok(Page::new("Approvals").body(html! {
        p { "Approvals: " strong #count { (approvals.by.len()) } }
        ul #people {
            @for account_id in &approvals.by {
                li data-account-id=(account_id) { (account_id) }
            }
        }
        @if !mine {
            button.primary #approve type="button" data-page=(page) { "Approve" }
        }
        script src=(asset!("approve.js")) {}
    }))
}

/// The pages' script: the same for everybody, so the browser asks for it without a token.
#[assets("static")]
struct Static;
