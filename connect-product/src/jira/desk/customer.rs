//! The customers of a service desk.

use http::StatusCode;

use super::{accounts_given, named, page, people_of, person};
use crate::failure::Failure;
use crate::jira::rights;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/customer" => list;
    Post "/rest/servicedeskapi/servicedesk/{serviceDeskId}/customer" => add;
    Delete "/rest/servicedeskapi/servicedesk/{serviceDeskId}/customer" => remove;
    Post "/rest/servicedeskapi/customer" => create;
};

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    desk.agents_only()?;
    let sql = "SELECT account FROM project_member
        WHERE project = ? AND role = 'customers' AND account IS NOT NULL ORDER BY account";
    let mut people = people_of(turn, sql, desk.project).await?;
    if let Some(query) = turn.parameter("query") {
        let query = query.to_lowercase();
        people.retain(|person| {
            let mut texts = [&person["displayName"], &person["emailAddress"]].into_iter();
            texts.any(|it| {
                it.as_str()
                    .unwrap_or_default()
                    .to_lowercase()
                    .contains(&query)
            })
        });
    }
    Ok(page(turn, people))
}

async fn add(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    desk.agents_only()?;
    let sql = "INSERT INTO project_member (project, role, account) SELECT ?1, 'customers', ?2
        WHERE NOT EXISTS (SELECT 1 FROM project_member
            WHERE project = ?1 AND role = 'customers' AND account = ?2)";
    for account in accounts_given(turn).await? {
        turn.database
            .run(sql, cells![desk.project, account])
            .await?;
    }
    Ok(Reply::nothing())
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    desk.agents_only()?;
    let sql = "DELETE FROM project_member WHERE project = ? AND role = 'customers' AND account = ?";
    for account in accounts_given(turn).await? {
        turn.database
            .run(sql, cells![desk.project, account])
            .await?;
    }
    Ok(Reply::nothing())
}

/// Creates the account of a customer, who may use the portal and nothing else.
async fn create(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let body = turn.json();
    let email = body["email"].as_str().unwrap_or_default();
    if !email.contains('@') {
        let message = "The email address is not valid.";
        return Err(Failure::bad_request(message));
    }
    let name = body["displayName"].as_str().or(body["fullName"].as_str());
    let sql = "SELECT count(*) FROM account WHERE email = ? COLLATE NOCASE";
    if turn.database.count(sql, cells![email]).await? > 0 {
        let message = "An account already exists for this email.";
        return Err(Failure::bad_request(message));
    }
    let number = turn
        .database
        .count("SELECT count(*) FROM account", cells![])
        .await?
        + 1;
    let id = format!("qm:00000000-0000-4000-8000-000000000000:{number:012}");
    let sql = "INSERT INTO account (id, name, email, kind, active) VALUES (?, ?, ?, 'customer', 1)";
    let cells = cells![&id, name.unwrap_or(email), email];
    turn.database.run(sql, cells).await?;
    let made = person(turn, Some(&id)).await?;
    Ok(Reply::json(StatusCode::CREATED, &made))
}
