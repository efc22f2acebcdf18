//! Who reports an issue wants it done: that is worth a point.

use connect_runtime::prelude::*;
use serde::Deserialize;

use crate::points::Points;

/// What the webhook reads of an issue; the host sends much more.
#[derive(Debug, Deserialize)]
struct IssueCreated {
    issue: Issue,
}

#[derive(Debug, Deserialize)]
struct Issue {
    key: String,
    fields: Fields,
}

#[derive(Debug, Deserialize)]
struct Fields {
    reporter: Option<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    account_id: String,
}

/// Gives a new issue its reporter's point. A second delivery of the same event changes nothing.
#[webhook(event = "jira:issue_created")]
async fn issue_created(event: Event<IssueCreated>, jira: Jira) -> Result<()> {
    let issue = &event.issue;
    let Some(reporter) = &issue.fields.reporter else {
        return Ok(());
    };
    let mut points = Points::of(&jira, &issue.key).await?;
    if points.given_by(&reporter.account_id) == 0 {
        points.set(&reporter.account_id, 1);
        points.keep(&jira, &issue.key).await?;
    }
    Ok(())
}
