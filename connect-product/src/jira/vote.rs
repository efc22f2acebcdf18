//! Votes and watchers.

use serde_json::{Value, json};

use super::issue;
use super::rights::Level;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issue/{issueIdOrKey}/votes" => get_votes;
    Post "/rest/api/3/issue/{issueIdOrKey}/votes" => vote;
    Delete "/rest/api/3/issue/{issueIdOrKey}/votes" => unvote;
    Get "/rest/api/3/issue/{issueIdOrKey}/watchers" => get_watchers;
    Post "/rest/api/3/issue/{issueIdOrKey}/watchers" => watch;
    Delete "/rest/api/3/issue/{issueIdOrKey}/watchers" => unwatch;
};

/// Who has voted for or watches an issue, and whether the caller is one of them.
async fn those(
    turn: &mut Turn<'_>,
    table: &str,
    issue: i64,
) -> Result<(Vec<String>, bool), Failure> {
    let sql = format!("SELECT account FROM {table} WHERE issue = ? ORDER BY account");
    let rows = turn.database.rows(sql, cells![issue]).await?;
    let accounts: Vec<String> = rows.iter().map(|row| row.text("account")).collect();
    let own = turn
        .user()
        .is_some_and(|user| accounts.iter().any(|it| it == user));
    Ok((accounts, own))
}

async fn people_of(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    accounts: &[String],
) -> Result<Vec<Value>, Failure> {
    let mut people = Vec::new();
    for account in accounts {
        people.push(shapes.person(turn, Some(account)).await?);
    }
    Ok(people)
}

/// The votes of an issue, with the voters under this name, if one is given.
pub(crate) async fn votes(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    row: &Row,
    voters: Option<&str>,
) -> Result<Value, Failure> {
    let (accounts, own) = those(turn, "vote", row.number("id")).await?;
    let mut votes = json!({
        "self": shapes.link(turn, &format!("issue/{}/votes", row.text("key"))),
        "votes": accounts.len(),
        "hasVoted": own,
    });
    if let Some(name) = voters {
        votes[name] = people_of(turn, shapes, &accounts).await?.into();
    }
    Ok(votes)
}

/// The watchers of an issue, in the same format.
pub(crate) async fn watches(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    row: &Row,
    watchers: Option<&str>,
) -> Result<Value, Failure> {
    let (accounts, own) = those(turn, "watcher", row.number("id")).await?;
    let mut watches = json!({
        "self": shapes.link(turn, &format!("issue/{}/watchers", row.text("key"))),
        "watchCount": accounts.len(),
        "isWatching": own,
    });
    if let Some(name) = watchers {
        watches[name] = people_of(turn, shapes, &accounts).await?.into();
    }
    Ok(watches)
}

async fn get_votes(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let votes = votes(turn, &mut shapes, &issue.row, Some("voters")).await?;
    Ok(Reply::ok(&votes))
}

fn user(turn: &Turn<'_>) -> Result<String, Failure> {
    turn.authenticated()?;
    let user = turn.user().map(str::to_owned);
    user.ok_or_else(|| Failure::forbidden("An app is not a user; act as one."))
}

async fn vote(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let user = user(turn)?;
    if issue.row.text_if("reporter").as_deref() == Some(user.as_str()) {
        let message = "You cannot vote for an issue you have reported.";
        return Err(Failure::not_found(message));
    }
    if issue.row.number_if("resolved").is_some() {
        let message = "You cannot vote for a resolved issue.";
        return Err(Failure::not_found(message));
    }
    let sql = "INSERT OR IGNORE INTO vote (issue, account) VALUES (?, ?)";
    turn.database.run(sql, cells![issue.id, user]).await?;
    Ok(Reply::nothing())
}

async fn unvote(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let user = user(turn)?;
    let sql = "DELETE FROM vote WHERE issue = ? AND account = ?";
    match turn.database.run(sql, cells![issue.id, user]).await? {
        0 => Err(Failure::not_found(
            "Cannot remove a vote that was not cast.",
        )),
        _ => Ok(Reply::nothing()),
    }
}

async fn get_watchers(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let watches = watches(turn, &mut shapes, &issue.row, Some("watchers")).await?;
    Ok(Reply::ok(&watches))
}

async fn watch(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    turn.authenticated()?;
    let given = turn.json().as_str().map(str::to_owned);
    let account = match given {
        Some(account) => account,
        None => user(turn)?,
    };
    let needed = if turn.user() == Some(account.as_str()) {
        Level::View
    } else {
        Level::Work
    };
    issue.needs(
        needed,
        "You do not have permission to manage the watcher list.",
    )?;
    if people::account(&mut turn.database, &account)
        .await?
        .is_none()
    {
        return Err(Failure::not_found("The user does not exist."));
    }
    let sql = "INSERT OR IGNORE INTO watcher (issue, account) VALUES (?, ?)";
    turn.database.run(sql, cells![issue.id, account]).await?;
    Ok(Reply::nothing())
}

async fn unwatch(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    turn.authenticated()?;
    let account = match turn.parameter("accountId") {
        Some(account) => account,
        None => user(turn)?,
    };
    let sql = "DELETE FROM watcher WHERE issue = ? AND account = ?";
    turn.database.run(sql, cells![issue.id, account]).await?;
    Ok(Reply::nothing())
}
