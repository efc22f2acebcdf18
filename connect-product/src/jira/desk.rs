//! Jira Service Management: service desks, the requests of their customers, and the agents' work on them
//! ("Jira Service Management REST API").
//!
//! Agents are users who may work in the project. A customer is a user who was added to the desk, or
//! belongs to an organization that was: they can see the portal and their own requests.

pub(crate) mod approval;
pub(crate) mod customer;
pub(crate) mod organization;
pub(crate) mod participant;
pub(crate) mod queue;
pub(crate) mod request;
pub(crate) mod request_type;
pub(crate) mod sla;

use serde_json::{Value, json};

use super::moment;
use super::paging::path;
use super::rights::{self, Level};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/servicedesk" => list;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}" => get;
};

/// A service desk that the caller may use.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) key: String,
    name: String,
    /// The caller's level in its project.
    pub(crate) level: Level,
}

impl Desk {
    pub(crate) fn is_agent(&self) -> bool {
        self.level >= Level::Work
    }

    /// Refuses customers.
    pub(crate) fn agents_only(&self) -> Result<(), Failure> {
        if self.is_agent() {
            return Ok(());
        }
        let message = "You are not an agent of this service project.";
        Err(Failure::forbidden(message))
    }

    /// Refuses users who do not administer the project.
    pub(crate) fn administrators_only(&self) -> Result<(), Failure> {
        if self.level >= Level::Administer {
            return Ok(());
        }
        let message = "You do not administer this service project.";
        Err(Failure::forbidden(message))
    }

    pub(crate) fn shown(&self, turn: &Turn<'_>) -> Value {
        json!({
            "id": self.id.to_string(),
            "projectId": self.project.to_string(),
            "projectKey": self.key,
            "projectName": self.name,
            "projectTypeKey": "service_desk",
            "_links": link(turn, &format!("servicedesk/{}", self.id)),
        })
    }
}

const DESKS: &str =
    "SELECT d.id AS desk, p.* FROM service_desk AS d JOIN project AS p ON p.id = d.project";

/// Whether an account is a customer of a desk.
const IS_CUSTOMER: &str = "SELECT (SELECT count(*) FROM project_member
        WHERE project = ?1 AND role = 'customers' AND account = ?3)
    + (SELECT count(*) FROM desk_organization AS o JOIN organization_member AS m
        ON m.organization = o.organization WHERE o.desk = ?2 AND m.account = ?3)";

/// The desk in a row, if the caller may use it.
async fn usable(turn: &mut Turn<'_>, row: &Row) -> Result<Option<Desk>, Failure> {
    let desk = Desk {
        id: row.number("desk"),
        project: row.number("id"),
        key: row.text("key"),
        name: row.text("name"),
        level: rights::level(turn, row.number("id")).await?,
    };
    if desk.level >= Level::View {
        return Ok(Some(desk));
    }
    let Some(user) = turn.user().map(str::to_owned) else {
        return Ok(None);
    };
    let cells = cells![desk.project, desk.id, user];
    let is_customer = turn.database.count(IS_CUSTOMER, cells).await? > 0;
    Ok(is_customer.then_some(desk))
}

/// The desks that the caller may use.
async fn all(turn: &mut Turn<'_>) -> Result<Vec<Desk>, Failure> {
    let sql = format!("{DESKS} ORDER BY d.id");
    let rows = turn.database.rows(sql, cells![]).await?;
    let mut desks = Vec::new();
    for row in &rows {
        desks.extend(usable(turn, row).await?);
    }
    Ok(desks)
}

/// The desk with this id, or whose project has it.
pub(crate) async fn find(turn: &mut Turn<'_>, id: &str) -> Result<Desk, Failure> {
    turn.authenticated()?;
    let sql = format!("{DESKS} WHERE d.id = ?1 OR p.id = ?1 OR p.key = ?2");
    let number = id.parse::<i64>().ok();
    let row = turn
        .database
        .row(sql, cells![number, id.to_uppercase()])
        .await?;
    let desk = match row {
        Some(row) => usable(turn, &row).await?,
        None => None,
    };
    desk.ok_or_else(|| {
        Failure::not_found(format!(
            "Service Desk with ID '{id}' does not exist, or you do not have permission to see it."
        ))
    })
}

/// The desk in the path.
pub(crate) async fn named(turn: &mut Turn<'_>) -> Result<Desk, Failure> {
    let id = turn.value("serviceDeskId");
    find(turn, &id).await
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let desks = all(turn).await?;
    let desks = desks.iter().map(|desk| desk.shown(turn)).collect();
    Ok(page(turn, desks))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    Ok(Reply::ok(&desk.shown(turn)))
}

/// The requested page of a whole list: `start`, `limit`, `isLastPage`.
pub(crate) fn page(turn: &Turn<'_>, all: Vec<Value>) -> Reply {
    let start = turn.number("start").unwrap_or_default().max(0);
    let limit = turn.number("limit").unwrap_or(50).clamp(1, 100);
    let total = all.len();
    let skip = usize::try_from(start).unwrap_or(usize::MAX);
    let take = usize::try_from(limit).unwrap_or_default();
    let values: Vec<Value> = all.into_iter().skip(skip).take(take).collect();
    let here = turn.link(&path(turn));
    let is_last = skip.saturating_add(values.len()) >= total;
    let mut links = json!({"base": turn.link(""), "context": "", "self": here});
    if !is_last {
        let next = start.saturating_add(limit);
        links["next"] = format!("{here}?start={next}&limit={limit}").into();
    }
    if start > 0 {
        let before = (start - limit).max(0);
        links["prev"] = format!("{here}?start={before}&limit={limit}").into();
    }
    Reply::ok(&json!({
        "_expands": [],
        "size": values.len(),
        "start": start,
        "limit": limit,
        "isLastPage": is_last,
        "_links": links,
        "values": values,
    }))
}

/// A whole list as part of another response.
pub(crate) fn whole(values: Vec<Value>) -> Value {
    json!({
        "_expands": [], "size": values.len(), "start": 0, "limit": 50, "isLastPage": true,
        "_links": {}, "values": values,
    })
}

pub(crate) fn link(turn: &Turn<'_>, rest: &str) -> Value {
    json!({"self": turn.link(&format!("/rest/servicedeskapi/{rest}"))})
}

/// A time in the four formats of the API.
pub(crate) fn date(millis: i64) -> Value {
    json!({
        "iso8601": moment::platform(millis).replace(".000", ""),
        "jira": moment::platform(millis),
        "friendly": moment::friendly(millis),
        "epochMillis": millis,
    })
}

/// A user; `null` if there is none.
pub(crate) async fn person(turn: &mut Turn<'_>, account: Option<&str>) -> Result<Value, Failure> {
    let Some(id) = account else {
        return Ok(Value::Null);
    };
    let Some(account) = people::account(&mut turn.database, id).await? else {
        return Ok(json!({"accountId": id, "displayName": "Former user", "active": false}));
    };
    let url = turn.link(&format!("/rest/api/2/user?accountId={id}"));
    Ok(json!({
        "accountId": account.id,
        "emailAddress": account.email,
        "displayName": account.name,
        "active": account.active,
        "timeZone": "Etc/UTC",
        "_links": {"jiraRest": url, "avatarUrls": people::avatars(turn), "self": url},
    }))
}

/// The people whose account ids a query selects as `account`.
pub(crate) async fn people_of(
    turn: &mut Turn<'_>,
    sql: &str,
    id: i64,
) -> Result<Vec<Value>, Failure> {
    let rows = turn.database.rows(sql, cells![id]).await?;
    let mut people = Vec::new();
    for row in rows {
        people.push(person(turn, Some(&row.text("account"))).await?);
    }
    Ok(people)
}

/// The account ids listed in a body, all of which must exist.
pub(crate) async fn accounts_given(turn: &mut Turn<'_>) -> Result<Vec<String>, Failure> {
    let body = turn.json();
    let ids = body["accountIds"].as_array().cloned().unwrap_or_default();
    let ids: Vec<String> = ids
        .iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    if ids.is_empty() {
        let message = "The request has no accountIds.";
        return Err(Failure::bad_request(message));
    }
    for id in &ids {
        if people::account(&mut turn.database, id).await?.is_none() {
            let message = format!("There is no user with the account id '{id}'.");
            return Err(Failure::bad_request(message));
        }
    }
    Ok(ids)
}
