//! The permissions of users, as they and apps query them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::issue;
use super::project;
use super::rights::{self, Caller, GLOBAL, Level, PERMISSIONS};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/mypermissions" => mine;
    Post "/rest/api/3/permissions/check" => check;
    Post "/rest/api/3/permissions/project" => projects;
    Get "/rest/api/3/permissions" => all;
};

/// Whether a caller has a global permission; an unknown one counts as one that all users have.
fn has_global(permission: &str, administers: bool) -> bool {
    let found = GLOBAL.iter().find(|(key, ..)| *key == permission);
    administers || found.is_none_or(|(_, of_administrators, _)| !of_administrators)
}

async fn mine(turn: &mut Turn<'_>) -> Outcome {
    let asked = turn.names("permissions");
    let mut level = None;
    let (project, issue) = (
        turn.parameter("projectKey").or(turn.parameter("projectId")),
        turn.parameter("issueKey").or(turn.parameter("issueId")),
    );
    if let Some(issue) = issue {
        level = Some(issue::find(turn, &issue).await?.level);
    } else if let Some(project) = project {
        level = Some(project::find(turn, &project).await?.level);
    }
    let level = match level {
        Some(level) => level,
        None => {
            // Without a project, the question is whether there is one in which they may do it.
            let caller = Caller::asks(turn);
            let levels = rights::levels(&mut turn.database, &caller, None).await?;
            levels.into_values().max().unwrap_or(Level::Nothing)
        }
    };
    let administers = rights::administers(turn).await?;
    let known_asked = turn.user().is_some() || turn.is_app();
    let mut permissions = Map::new();
    let names: Vec<String> = if asked.is_empty() {
        let projects = PERMISSIONS.iter().map(|(key, ..)| (*key).to_owned());
        let globals = GLOBAL.iter().map(|(key, ..)| (*key).to_owned());
        projects.chain(globals).collect()
    } else {
        asked
    };
    for (number, name) in (1..).zip(names) {
        let of_project = PERMISSIONS.iter().find(|(key, ..)| *key == name);
        let (kind, label, has) = match of_project {
            Some((_, needs, label)) => ("PROJECT", *label, level >= *needs),
            None => {
                let label = GLOBAL.iter().find(|(key, ..)| *key == name);
                let label = label.map_or(name.as_str(), |(_, _, label)| label);
                (
                    "GLOBAL",
                    label,
                    known_asked && has_global(&name, administers),
                )
            }
        };
        let about = json!({
            "id": number.to_string(), "key": name, "name": label, "type": kind,
            "description": "", "havePermission": has,
        });
        permissions.insert(name, about);
    }
    Ok(Reply::ok(&json!({ "permissions": permissions })))
}

async fn check(turn: &mut Turn<'_>) -> Outcome {
    let asked = turn.json();
    let caller = match asked["accountId"].as_str() {
        Some(account) => Caller::User(account.to_owned()),
        None => Caller::asks(turn),
    };
    if let Caller::User(user) = &caller
        && people::account(&mut turn.database, user).await?.is_none()
    {
        // A user whom a test names is known from then on.
        people::add(&mut turn.database, user).await?;
    }
    let administers = match &caller {
        Caller::User(user) => people::administers(&mut turn.database, user).await?,
        Caller::App => true,
        Caller::Anonymous => false,
    };
    let levels = rights::levels(&mut turn.database, &caller, None).await?;
    let global = asked["globalPermissions"].as_array().into_iter().flatten();
    let global: Vec<&Value> = global
        .filter(|name| {
            name.as_str()
                .is_some_and(|name| has_global(name, administers))
        })
        .collect();
    let mut of_projects = Vec::new();
    for each in asked["projectPermissions"].as_array().into_iter().flatten() {
        let ids = |member: &str| -> BTreeSet<i64> {
            let list = each[member].as_array().into_iter().flatten();
            list.filter_map(Value::as_i64).collect()
        };
        let (mut projects, issues) = (ids("projects"), ids("issues"));
        if projects.is_empty() && issues.is_empty() {
            projects = levels.keys().copied().collect();
        }
        for name in each["permissions"].as_array().into_iter().flatten() {
            let Some(needs) = name.as_str().and_then(rights::needs) else {
                let name = name.as_str().unwrap_or_default();
                let message = format!("Unrecognized permissions: {name}");
                return Err(Failure::bad_request(message));
            };
            let has = |project: &i64| levels.get(project).is_some_and(|level| *level >= needs);
            let mut allowed = Vec::new();
            for issue in &issues {
                let sql = "SELECT project FROM issue WHERE id = ? AND deleted = 0";
                let project = turn.database.count(sql, cells![*issue]).await?;
                allowed.extend(has(&project).then_some(*issue));
            }
            let projects: Vec<i64> = projects.iter().copied().filter(has).collect();
            of_projects.push(json!({
                "permission": name, "projects": projects, "issues": allowed,
            }));
        }
    }
    Ok(Reply::ok(&json!({
        "projectPermissions": of_projects, "globalPermissions": global,
    })))
}

async fn projects(turn: &mut Turn<'_>) -> Outcome {
    let asked = turn.json();
    let mut least = Level::View;
    for name in asked["permissions"].as_array().into_iter().flatten() {
        match name.as_str().and_then(rights::needs) {
            Some(level) => least = least.max(level),
            None => return Err(Failure::bad_request("Unrecognized permission")),
        }
    }
    let caller = Caller::asks(turn);
    let levels = rights::levels(&mut turn.database, &caller, None).await?;
    let mut projects = Vec::new();
    for (id, level) in levels {
        if level >= least {
            let sql = "SELECT key FROM project WHERE id = ?";
            let row = turn.database.row(sql, cells![id]).await?;
            projects.extend(row.map(|row| json!({"id": id, "key": row.text("key")})));
        }
    }
    Ok(Reply::ok(&json!({ "projects": projects })))
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let projects = PERMISSIONS
        .iter()
        .map(|(key, _, name)| (*key, *name, "PROJECT"));
    let globals = GLOBAL.iter().map(|(key, _, name)| (*key, *name, "GLOBAL"));
    let all = projects.chain(globals).map(|(key, name, kind)| {
        let about = json!({"key": key, "name": name, "type": kind, "description": ""});
        (key.to_owned(), about)
    });
    Ok(Reply::ok(
        &json!({ "permissions": all.collect::<Map<_, _>>() }),
    ))
}
