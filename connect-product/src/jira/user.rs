//! Users and groups.

use serde_json::{Value, json};

use super::issue;
use super::paging::{self, Page};
use super::project;
use super::rights::{self, Caller, Level};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people::{self, Account};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/myself" => myself;
    Get "/rest/api/3/user" => get;
    Get "/rest/api/3/user/bulk" => get_many;
    Get "/rest/api/3/user/search" => search;
    Get "/rest/api/3/user/picker" => picker;
    Get "/rest/api/3/user/assignable/search" => assignable;
    Get "/rest/api/3/user/viewissue/search" => viewers;
    Get "/rest/api/3/user/groups" => groups_of;
    Get "/rest/api/3/user/email" => email;
    Get "/rest/api/3/users" => all;
    Get "/rest/api/3/users/search" => all;
    Get "/rest/api/3/group" => group;
    Post "/rest/api/3/group" => create_group;
    Delete "/rest/api/3/group" => delete_group;
    Get "/rest/api/3/group/member" => members;
    Get "/rest/api/3/group/bulk" => groups;
    Post "/rest/api/3/group/user" => join;
    Delete "/rest/api/3/group/user" => leave;
    Get "/rest/api/3/groups/picker" => group_picker;
};

async fn myself(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    match turn.user().map(str::to_owned) {
        Some(user) => shown(turn, &user).await,
        None => {
            // The app's own user.
            let app = turn.request.caller.app.clone().unwrap_or_default();
            let account = Account {
                id: format!("557058:app-{app}"),
                name: app,
                email: String::new(),
                kind: "app".to_owned(),
                active: true,
            };
            Ok(Reply::ok(&account.shown(turn)))
        }
    }
}

async fn shown(turn: &mut Turn<'_>, id: &str) -> Outcome {
    let account = people::account(&mut turn.database, id).await?;
    let account = account.ok_or_else(|| {
        Failure::not_found("Specified user does not exist or you do not have required permissions")
    })?;
    let mut shown = account.shown(turn);
    let groups = people::groups(&mut turn.database, id).await?;
    let expand = turn.names("expand");
    let wanted = expand.iter().any(|name| name == "groups");
    let items = groups.iter().filter(|_| wanted);
    let items: Vec<Value> = items.map(|name| json!({"name": name})).collect();
    shown["groups"] = json!({"size": groups.len(), "items": items});
    shown["applicationRoles"] = json!({"size": 1, "items": []});
    shown["expand"] = "groups,applicationRoles".into();
    Ok(Reply::ok(&shown))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    match turn.parameter("accountId") {
        Some(id) => shown(turn, &id).await,
        None => Err(Failure::bad_request(
            "The query parameter 'accountId' is missing.",
        )),
    }
}

async fn email(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.parameter("accountId").unwrap_or_default();
    match people::account(&mut turn.database, &id).await? {
        Some(account) => Ok(Reply::ok(
            &json!({"accountId": account.id, "email": account.email}),
        )),
        None => Err(Failure::not_found("The user does not exist.")),
    }
}

async fn get_many(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let ids: Vec<String> = turn
        .request
        .parameters("accountId")
        .map(str::to_owned)
        .collect();
    let mut users = Vec::new();
    for id in ids {
        if let Some(account) = people::account(&mut turn.database, &id).await? {
            users.push(account.shown(turn));
        }
    }
    Ok(paging::page(turn, 10, users))
}

/// The accounts found by a request's `query`, by name.
async fn found(turn: &mut Turn<'_>) -> Result<Vec<Account>, Failure> {
    let rows = turn
        .database
        .rows("SELECT * FROM account ORDER BY name, id", cells![])
        .await?;
    let mut accounts: Vec<Account> = rows.iter().map(Account::read).collect();
    if let Some(query) = turn.parameter("query") {
        let query = query.to_lowercase();
        accounts.retain(|account| {
            let name = account.name.to_lowercase();
            name.starts_with(&query)
                || name.split(' ').any(|word| word.starts_with(&query))
                || account.email.starts_with(&query)
        });
    }
    if let Some(id) = turn.parameter("accountId") {
        accounts.retain(|account| account.id == id);
    }
    Ok(accounts)
}

/// The requested page of a bare list.
fn bare(turn: &Turn<'_>, accounts: Vec<Account>) -> Reply {
    let page = Page::asked(turn, 50, 1000).of(accounts);
    Reply::ok(&page.iter().map(|account| account.shown(turn)).collect())
}

async fn search(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let mut accounts = found(turn).await?;
    accounts.retain(|account| account.active);
    Ok(bare(turn, accounts))
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let accounts = found(turn).await?;
    Ok(bare(turn, accounts))
}

async fn picker(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let mut accounts = found(turn).await?;
    accounts.retain(|account| account.active);
    let total = accounts.len();
    let page = Page::asked(turn, 50, 1000).of(accounts);
    let users: Vec<Value> = page
        .iter()
        .map(|account| {
            json!({
                "accountId": account.id, "accountType": account.kind,
                "displayName": account.name, "html": account.name,
            })
        })
        .collect();
    let header = format!("Showing {} of {total} matching users", users.len());
    Ok(Reply::ok(
        &json!({"users": users, "total": total, "header": header}),
    ))
}

/// Those accounts that have a level in a project.
async fn with_level(
    turn: &mut Turn<'_>,
    project: i64,
    least: Level,
) -> Result<Vec<Account>, Failure> {
    let mut able = Vec::new();
    for account in found(turn).await? {
        let caller = Caller::User(account.id.clone());
        let levels = rights::levels(&mut turn.database, &caller, Some(project)).await?;
        if account.active && levels.get(&project).is_some_and(|level| *level >= least) {
            able.push(account);
        }
    }
    Ok(able)
}

async fn where_asked(turn: &mut Turn<'_>) -> Result<i64, Failure> {
    let project = turn.parameter("project").or(turn.parameter("projectKey"));
    match (
        turn.parameter("issueKey"),
        turn.parameter("issueId"),
        project,
    ) {
        (Some(issue), ..) | (None, Some(issue), _) => Ok(issue::find(turn, &issue).await?.project),
        (None, None, Some(project)) => Ok(project::find(turn, &project).await?.id),
        (None, None, None) => Err(Failure::bad_request(
            "Either a project or an issue key must be specified.",
        )),
    }
}

async fn assignable(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let project = where_asked(turn).await?;
    let accounts = with_level(turn, project, Level::Work).await?;
    Ok(bare(turn, accounts))
}

async fn viewers(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let project = where_asked(turn).await?;
    let accounts = with_level(turn, project, Level::View).await?;
    Ok(bare(turn, accounts))
}

/// A group's id and name.
async fn group_named(turn: &mut Turn<'_>) -> Result<(String, String), Failure> {
    let (id, name) = (turn.parameter("groupId"), turn.parameter("groupname"));
    let sql = "SELECT * FROM user_group WHERE id = ?1 OR name = ?2";
    let row = turn
        .database
        .row(sql, cells![id.clone(), name.clone()])
        .await?;
    match row {
        Some(row) => Ok((row.text("id"), row.text("name"))),
        None => {
            let given = name.or(id).unwrap_or_default();
            Err(Failure::not_found(format!(
                "Group '{given}' does not exist."
            )))
        }
    }
}

fn group_shown(turn: &Turn<'_>, id: &str, name: &str) -> Value {
    let url = turn.link(&format!("/rest/api/3/group?groupId={id}"));
    json!({"name": name, "groupId": id, "self": url})
}

async fn groups_of(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let account = turn.parameter("accountId").unwrap_or_default();
    let sql = "SELECT id, name FROM user_group JOIN membership ON user_group = id
        WHERE account = ? ORDER BY name";
    let rows = turn.database.rows(sql, cells![account]).await?;
    let groups = rows.iter();
    let groups = groups.map(|row| group_shown(turn, &row.text("id"), &row.text("name")));
    Ok(Reply::ok(&groups.collect()))
}

async fn group(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let (id, name) = group_named(turn).await?;
    let accounts = members_of(turn, &id).await?;
    let mut shown = group_shown(turn, &id, &name);
    let users: Vec<Value> = accounts.iter().map(|account| account.shown(turn)).collect();
    shown["users"] = json!({
        "size": users.len(), "items": users, "max-results": 50, "start-index": 0,
        "end-index": users.len(),
    });
    shown["expand"] = "users".into();
    Ok(Reply::ok(&shown))
}

async fn members_of(turn: &mut Turn<'_>, group: &str) -> Result<Vec<Account>, Failure> {
    let sql = "SELECT account.* FROM account JOIN membership ON account = id
        WHERE user_group = ? ORDER BY name, id";
    let rows = turn.database.rows(sql, cells![group]).await?;
    Ok(rows.iter().map(Account::read).collect())
}

async fn members(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let (id, _) = group_named(turn).await?;
    let mut accounts = members_of(turn, &id).await?;
    let inactive = turn.flag("includeInactiveUsers", false);
    accounts.retain(|account| account.active || inactive);
    let shown = accounts.iter().map(|account| account.shown(turn)).collect();
    Ok(paging::page(turn, 50, shown))
}

async fn groups(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let (ids, names) = (turn.names("groupId"), turn.names("groupName"));
    let rows = turn
        .database
        .rows("SELECT * FROM user_group ORDER BY name", cells![])
        .await?;
    let groups = rows
        .iter()
        .filter(|row| {
            (ids.is_empty() || ids.contains(&row.text("id")))
                && (names.is_empty() || names.contains(&row.text("name")))
        })
        .map(|row| json!({"name": row.text("name"), "groupId": row.text("id")}))
        .collect();
    Ok(paging::page(turn, 50, groups))
}

async fn group_picker(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let query = turn.parameter("query").unwrap_or_default().to_lowercase();
    let rows = turn
        .database
        .rows("SELECT * FROM user_group ORDER BY name", cells![])
        .await?;
    let groups: Vec<Value> = rows
        .iter()
        .filter(|row| row.text("name").contains(&query))
        .map(|row| {
            let name = row.text("name");
            json!({"name": name, "html": name, "groupId": row.text("id"), "labels": []})
        })
        .collect();
    let header = format!("Showing {0} of {0} matching groups", groups.len());
    Ok(Reply::ok(
        &json!({"header": header, "total": groups.len(), "groups": groups}),
    ))
}

async fn create_group(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let body = turn.json();
    let name = body["name"].as_str().unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(Failure::bad_request("The group name is missing."));
    }
    let sql = "SELECT count(*) FROM user_group";
    let number = turn.database.count(sql, cells![]).await? + 1;
    let id = format!("5f3ff69b-9c2c-46c4-95f2-{number:012}");
    let sql = "INSERT OR IGNORE INTO user_group (id, name) VALUES (?, ?)";
    if turn.database.run(sql, cells![&id, &name]).await? == 0 {
        let message = "A group with this name already exists.";
        return Err(Failure::bad_request(message));
    }
    Ok(Reply::created(&group_shown(turn, &id, &name)))
}

async fn delete_group(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let (id, _) = group_named(turn).await?;
    for sql in [
        "DELETE FROM membership WHERE user_group = ?",
        "DELETE FROM user_group WHERE id = ?",
    ] {
        turn.database.run(sql, cells![&id]).await?;
    }
    Ok(Reply::empty(http::StatusCode::OK))
}

async fn join(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let (id, name) = group_named(turn).await?;
    let body = turn.json();
    let account = body["accountId"].as_str().unwrap_or_default();
    if people::account(&mut turn.database, account)
        .await?
        .is_none()
    {
        return Err(Failure::not_found("The user does not exist."));
    }
    let sql = "INSERT OR IGNORE INTO membership (account, user_group) VALUES (?, ?)";
    if turn.database.run(sql, cells![account, &id]).await? == 0 {
        let message = format!("Cannot add user. User is already a member of '{name}'");
        return Err(Failure::bad_request(message));
    }
    Ok(Reply::created(&group_shown(turn, &id, &name)))
}

async fn leave(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let (id, _) = group_named(turn).await?;
    let account = turn.parameter("accountId").unwrap_or_default();
    let sql = "DELETE FROM membership WHERE account = ? AND user_group = ?";
    turn.database.run(sql, cells![account, id]).await?;
    Ok(Reply::empty(http::StatusCode::OK))
}
