//! What the panel's buttons call.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::Path;
use connect_runtime::axum::http::StatusCode;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

use crate::points::Points;

/// What the panel sends.
#[derive(Debug, Deserialize)]
struct Vote {
    points: u8,
}

/// What the panel shows next.
#[derive(Debug, Serialize)]
struct Tally {
    in_words: String,
    mine: u8,
}

/// What Jira says of the issue to the user.
#[derive(Debug, Deserialize)]
struct Seen {
    fields: Fields,
}

#[derive(Debug, Deserialize)]
struct Fields {
    votes: JiraVotes,
    reporter: Option<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct JiraVotes {
    has_voted: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    account_id: String,
}

/// Gives the user's points to an issue.
#[endpoint(PUT "/issues/{issue}/points")]
async fn vote(
    Path(issue): Path<String>,
    user: User,
    jira: Jira,
    Json(vote): Json<Vote>,
) -> Result<Json<Tally>> {
    // Asked as the user: who can't see the issue gets no further.
    let me = as_user!(jira, user);
    let seen: Option<Seen> = jira!(
        me,
        GET "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = &issue,
        query(fields = ["votes", "reporter"]),
    )
    .optional()
    .await?;
    let Some(seen) = seen else {
        return Err(Error::new("the user sees no such issue").with_status(StatusCode::NOT_FOUND));
    };
    vote_in_jira(&me, &issue, &user, &seen.fields, vote.points > 0).await?;

    let mut points = Points::of(&jira, &issue).await?;
    points.set(user.account_id(), vote.points);
    points.keep(&jira, &issue).await?;
    Ok(Json(Tally {
        in_words: points.in_words(),
        mine: points.given_by(user.account_id()),
    }))
}

/// Jira's own vote follows where Jira allows it: reporters can't vote for their own issues.
async fn vote_in_jira(
    me: &Jira,
    issue: &str,
    user: &User,
    fields: &Fields,
    wanted: bool,
) -> Result<()> {
    let reported = fields
        .reporter
        .as_ref()
        .is_some_and(|reporter| reporter.account_id == user.account_id());
    match (fields.votes.has_voted, wanted) {
        (false, true) if !reported => {
            jira!(me, POST "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = issue).await?;
        }
        (true, false) => {
            jira!(me, DELETE "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = issue)
                .await?;
        }
        _ => {}
    }
    Ok(())
}
