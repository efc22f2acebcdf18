//! The panel beside an issue.

use connect_runtime::axum::extract::State;
use connect_runtime::prelude::*;

use crate::votes::Votes;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn votes(
    #[context("issue.key")] issue: String,
    tenant: Tenant,
    user: Option<User>,
    State(votes): State<Votes>,
) -> Result<Page> {
    let count = votes.on(&tenant, &issue).await?;
    let may_vote = match &user {
        Some(user) => !votes.has(&tenant, &issue, user.account_id()).await?,
        None => false,
    };
    Ok(Page::new("Votes").body(html! {
        p #tally role="status" { (in_words(count)) }
        @if may_vote {
            button.primary #vote type="button" data-issue=(issue) { "Vote" }
        }
        script src=(asset!("vote.js")) {}
    }))
}

/// The panel's script: the same for everybody, so the browser asks for it without a token.
#[assets("static")]
struct Static;

/// A count of votes, as the panel shows it.
pub(crate) fn in_words(votes: i64) -> String {
    match votes {
        0 => "No votes yet".to_owned(),
        1 => "1 vote".to_owned(),
        many => format!("{many} votes"),
    }
}
