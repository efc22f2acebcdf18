//! Organizations of customers, and the desks that they use.

use serde_json::{Value, json};

use super::{accounts_given, link, named, page, people_of};
use crate::failure::Failure;
use crate::jira::rights::{self, Caller, Level};
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/organization" => list;
    Post "/rest/servicedeskapi/organization" => create;
    Get "/rest/servicedeskapi/organization/{organizationId}" => get;
    Delete "/rest/servicedeskapi/organization/{organizationId}" => delete;
    Get "/rest/servicedeskapi/organization/{organizationId}/user" => users;
    Post "/rest/servicedeskapi/organization/{organizationId}/user" => add_users;
    Delete "/rest/servicedeskapi/organization/{organizationId}/user" => remove_users;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/organization" => of_desk;
    Post "/rest/servicedeskapi/servicedesk/{serviceDeskId}/organization" => add_to_desk;
    Delete "/rest/servicedeskapi/servicedesk/{serviceDeskId}/organization" => remove_from_desk;
};

fn shown(turn: &Turn<'_>, row: &Row) -> Value {
    let id = row.number("id");
    json!({
        "id": id.to_string(),
        "uuid": format!("00000000-0000-4000-8001-{id:012}"),
        "name": row.text("name"),
        "scimManaged": false,
        "_links": link(turn, &format!("organization/{id}")),
    })
}

/// Whether the caller is an agent of any service desk.
async fn is_agent(turn: &mut Turn<'_>) -> Result<bool, Failure> {
    let caller = Caller::asks(turn);
    let levels = rights::levels(&mut turn.database, &caller, None).await?;
    let sql = "SELECT project FROM service_desk";
    let desks = turn.database.rows(sql, cells![]).await?;
    Ok(desks.iter().any(|row| {
        let level = levels.get(&row.number("project"));
        level.is_some_and(|level| *level >= Level::Work)
    }))
}

async fn agents_only(turn: &mut Turn<'_>) -> Result<(), Failure> {
    turn.authenticated()?;
    if is_agent(turn).await? {
        return Ok(());
    }
    let message = "You are not an agent of a service project.";
    Err(Failure::forbidden(message))
}

/// The organization in the path: agents can see all, others only their own.
async fn found(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    turn.authenticated()?;
    let id = turn.value("organizationId");
    let number = id.parse::<i64>().unwrap_or_default();
    let (everybody, user) = (is_agent(turn).await?, turn.user().map(str::to_owned));
    let sql = "SELECT * FROM organization WHERE id = ?1 AND (?2 OR id IN
        (SELECT organization FROM organization_member WHERE account = ?3))";
    let row = turn
        .database
        .row(sql, cells![number, everybody, user])
        .await?;
    row.ok_or_else(|| {
        Failure::not_found(format!("The organization with ID '{id}' does not exist."))
    })
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let (everybody, user) = (is_agent(turn).await?, turn.user().map(str::to_owned));
    let of = turn.parameter("accountId");
    let sql = "SELECT * FROM organization WHERE (?1 OR id IN
            (SELECT organization FROM organization_member WHERE account = ?2))
        AND (?3 IS NULL OR id IN
            (SELECT organization FROM organization_member WHERE account = ?3))
        ORDER BY name, id";
    let rows = turn.database.rows(sql, cells![everybody, user, of]).await?;
    let all = rows.iter().map(|row| shown(turn, row)).collect();
    Ok(page(turn, all))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    agents_only(turn).await?;
    let body = turn.json();
    let name = body["name"].as_str().unwrap_or_default().trim();
    if name.is_empty() || name.chars().count() > 200 {
        let message = "The name of an organization has 1 to 200 characters.";
        return Err(Failure::bad_request(message));
    }
    let sql = "INSERT INTO organization (name) VALUES (?)";
    let id = turn.database.insert(sql, cells![name]).await?;
    let sql = "SELECT * FROM organization WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    let made = row.map(|row| shown(turn, &row)).unwrap_or_default();
    Ok(Reply::created(&made))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let row = found(turn).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let id = found(turn).await?.number("id");
    for table in [
        "organization_member",
        "desk_organization",
        "request_organization",
    ] {
        let sql = format!("DELETE FROM {table} WHERE organization = ?");
        turn.database.run(sql, cells![id]).await?;
    }
    let sql = "DELETE FROM organization WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    Ok(Reply::nothing())
}

async fn users(turn: &mut Turn<'_>) -> Outcome {
    let id = found(turn).await?.number("id");
    let sql = "SELECT account FROM organization_member WHERE organization = ? ORDER BY account";
    let people = people_of(turn, sql, id).await?;
    Ok(page(turn, people))
}

async fn add_users(turn: &mut Turn<'_>) -> Outcome {
    let sql = "INSERT OR IGNORE INTO organization_member (organization, account) VALUES (?, ?)";
    change_users(turn, sql).await
}

async fn remove_users(turn: &mut Turn<'_>) -> Outcome {
    let sql = "DELETE FROM organization_member WHERE organization = ? AND account = ?";
    change_users(turn, sql).await
}

async fn change_users(turn: &mut Turn<'_>, sql: &str) -> Outcome {
    agents_only(turn).await?;
    let id = found(turn).await?.number("id");
    for account in accounts_given(turn).await? {
        turn.database.run(sql, cells![id, account]).await?;
    }
    Ok(Reply::nothing())
}

async fn of_desk(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    let (everybody, user) = (desk.is_agent(), turn.user().map(str::to_owned));
    let sql = "SELECT * FROM organization WHERE id IN
            (SELECT organization FROM desk_organization WHERE desk = ?1)
        AND (?2 OR id IN (SELECT organization FROM organization_member WHERE account = ?3))
        ORDER BY name, id";
    let cells = cells![desk.id, everybody, user];
    let rows = turn.database.rows(sql, cells).await?;
    let all = rows.iter().map(|row| shown(turn, row)).collect();
    Ok(page(turn, all))
}

async fn add_to_desk(turn: &mut Turn<'_>) -> Outcome {
    let sql = "INSERT OR IGNORE INTO desk_organization (desk, organization) VALUES (?, ?)";
    change_desk(turn, sql).await
}

async fn remove_from_desk(turn: &mut Turn<'_>) -> Outcome {
    let sql = "DELETE FROM desk_organization WHERE desk = ? AND organization = ?";
    change_desk(turn, sql).await
}

async fn change_desk(turn: &mut Turn<'_>, sql: &str) -> Outcome {
    let desk = named(turn).await?;
    desk.agents_only()?;
    let body = turn.json();
    let given = &body["organizationId"];
    let id = given.as_i64().or_else(|| given.as_str()?.parse().ok());
    let known = "SELECT count(*) FROM organization WHERE id = ?";
    match id {
        Some(id) if turn.database.count(known, cells![id]).await? > 0 => {
            turn.database.run(sql, cells![desk.id, id]).await?;
            Ok(Reply::nothing())
        }
        _ => Err(Failure::bad_request("There is no such organization.")),
    }
}
