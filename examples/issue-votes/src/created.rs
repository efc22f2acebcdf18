//! Reporting an issue is worth a point.

use connect_runtime::events::jira::IssueEvent;
use connect_runtime::prelude::*;

use crate::points::Points;

/// Gives a new issue its reporter's point. A second delivery of the same event changes nothing.
#[webhook(event = "jira:issue_created")]
async fn issue_created(event: Event<IssueEvent>, jira: Jira) -> Result<()> {
    let issue = &event.issue;
    let reporter = issue.fields.reporter.as_ref();
    let Some(reporter) = reporter.and_then(|it| it.account_id.as_deref()) else {
        return Ok(());
    };
    let mut points = Points::of(&jira, &issue.key).await?;
    if points.given_by(reporter) == 0 {
        points.set(reporter, 1);
        points.keep(&jira, &issue.key).await?;
    }
    Ok(())
}
