//! What an operation's answer is read as.
use connect_runtime::answers::{List, jira};
use connect_runtime::prelude::*;
use serde::Deserialize;

// readme: named
async fn issue(jira: &Jira, key: &str) -> Result<()> {
    let issue: jira::Issue =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await?;
    let status = issue.fields.status.map(|status| status.name);
    tracing::info!(issue.key, status);

    let comments: List<jira::Comment> =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/comment", issueIdOrKey = key).await?;
    tracing::info!(comments = comments.items.len());
    Ok(())
}
// readme: own
#[derive(Deserialize)]
struct Voted {
    fields: VotedFields,
}

#[derive(Deserialize)]
struct VotedFields {
    votes: Votes,
}

#[derive(Deserialize)]
struct Votes {
    votes: u32,
}

async fn count(jira: &Jira, key: &str) -> Result<u32> {
    let issue: Voted = jira!(
        jira,
        GET "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = key,
        query(fields = ["votes"]),
    )
    .await?;
    Ok(issue.fields.votes.votes)
}
// readme: end
