//! The panel beside the issue, with its script.

use connect_runtime::prelude::*;
use maud::html;

use crate::points::{MOST, Points};

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = user_is_logged_in)]
async fn votes(#[context("issue.key")] issue: String, user: User, jira: Jira) -> Result<Page> {
    let points = Points::of(&jira, &issue).await?;
    let mine = points.given_by(user.account_id());
    Ok(Page::new("Votes").body(html! {
        p #tally role="status" { (points.in_words()) }
        div.row #votes data-issue=(issue) role="group" aria-label="Your points" {
            @for given in 0..=MOST {
                button type="button" data-points=(given) aria-pressed=(given == mine) { (given) }
            }
        }
        script src=(asset!("vote.js")) {}
    }))
}

/// The panel's script: the same for everybody, so the browser asks for it without a token.
#[assets("static")]
struct Static;
