//! What all projects share: types, statuses, priorities, resolutions, fields, the server.

use serde_json::{Value, json};

use super::issue::fields::{self, FIELDS};
use super::moment;
use super::paging;
use super::rights;
use super::shapes::{CATEGORIES, Shapes, category};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issuetype" => types;
    Get "/rest/api/3/issuetype/{id}" => type_named;
    Post "/rest/api/3/issuetype" => create_type;
    Get "/rest/api/3/issuetype/project" => types_of_project;
    Get "/rest/api/3/status" => statuses;
    Get "/rest/api/3/status/{idOrName}" => status_named;
    Get "/rest/api/3/statuses/search" => statuses_pages;
    Get "/rest/api/3/statuscategory" => categories;
    Get "/rest/api/3/statuscategory/{idOrKey}" => category_named;
    Get "/rest/api/3/priority" => priorities;
    Get "/rest/api/3/priority/{id}" => priority_named;
    Get "/rest/api/3/priority/search" => priorities_pages;
    Get "/rest/api/3/resolution" => resolutions;
    Get "/rest/api/3/resolution/{id}" => resolution_named;
    Get "/rest/api/3/resolution/search" => resolutions_pages;
    Get "/rest/api/3/field" => all_fields;
    Get "/rest/api/3/field/search" => fields_pages;
    Post "/rest/api/3/field" => create_field;
    Get "/rest/api/3/label" => labels;
    Get "/rest/api/3/serverInfo" => server_info;
};

async fn types(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shapes.types.into_values().collect()))
}

async fn types_of_project(turn: &mut Turn<'_>) -> Outcome {
    let project = turn.parameter("projectId").unwrap_or_default();
    let project = super::project::find(turn, &project).await?;
    let shapes = Shapes::asked(turn).await?;
    let types = super::project::types_of(&project.kind).iter();
    Ok(Reply::ok(
        &types
            .filter_map(|id| shapes.types.get(id).cloned())
            .collect(),
    ))
}

fn one(found: Option<Value>, what: &str) -> Outcome {
    match found {
        Some(found) => Ok(Reply::ok(&found)),
        None => Err(Failure::not_found(format!("The {what} does not exist."))),
    }
}

async fn type_named(turn: &mut Turn<'_>) -> Outcome {
    let mut shapes = Shapes::asked(turn).await?;
    let id: i64 = turn.value("id").parse().unwrap_or_default();
    one(shapes.types.remove(&id), "issue type")
}

async fn create_type(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let body = turn.json();
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    if name.is_empty() {
        let message = "You must specify a name for this new issue type.";
        return Err(Failure::field("name", message));
    }
    let subtask = body["type"] == "subtask" || body["hierarchyLevel"].as_i64() == Some(-1);
    let sql = "INSERT INTO issue_type (name, description, level) VALUES (?, ?, ?)";
    let about = body["description"].as_str().unwrap_or_default();
    let level = if subtask { -1_i64 } else { 0 };
    let id = turn
        .database
        .insert(sql, cells![name, about, level])
        .await?;
    let mut shapes = Shapes::asked(turn).await?;
    let made = shapes.types.remove(&id).unwrap_or_default();
    turn.changed("issuetype_created", None, json!({"issuetype": made}));
    Ok(Reply::created(&made))
}

async fn statuses(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shapes.statuses.into_values().collect()))
}

async fn status_named(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    let given = turn.value("idOrName");
    let mut statuses = shapes.statuses.into_values();
    let found = statuses.find(|it| it["id"] == given.as_str() || it["name"] == given.as_str());
    one(found, "status")
}

async fn statuses_pages(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    let search = turn
        .parameter("searchString")
        .unwrap_or_default()
        .to_lowercase();
    let statuses = shapes.statuses.into_values();
    let statuses = statuses.filter(|it| {
        let name = it["name"].as_str().unwrap_or_default();
        name.to_lowercase().contains(&search)
    });
    let statuses = statuses.map(|it| {
        let category = match it["statusCategory"]["key"].as_str() {
            Some("done") => "DONE",
            Some("indeterminate") => "IN_PROGRESS",
            _ => "TODO",
        };
        json!({
            "id": it["id"], "name": it["name"], "statusCategory": category,
            "scope": {"type": "GLOBAL"}, "description": "",
        })
    });
    let statuses = statuses.collect();
    Ok(paging::page(turn, 200, statuses))
}

async fn categories(turn: &mut Turn<'_>) -> Outcome {
    let categories = CATEGORIES.iter();
    let categories = categories.map(|(key, ..)| category(turn, 3, key));
    Ok(Reply::ok(&categories.collect()))
}

async fn category_named(turn: &mut Turn<'_>) -> Outcome {
    let given = turn.value("idOrKey");
    let mut known = CATEGORIES.iter();
    let found = known.find(|(key, id, ..)| *key == given || id.to_string() == given);
    one(
        found.map(|(key, ..)| category(turn, 3, key)),
        "status category",
    )
}

async fn priorities(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shapes.priorities.into_values().collect()))
}

async fn priority_named(turn: &mut Turn<'_>) -> Outcome {
    let mut shapes = Shapes::asked(turn).await?;
    let id: i64 = turn.value("id").parse().unwrap_or_default();
    one(shapes.priorities.remove(&id), "priority")
}

async fn priorities_pages(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    Ok(paging::page(
        turn,
        50,
        shapes.priorities.into_values().collect(),
    ))
}

async fn resolutions(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shapes.resolutions.into_values().collect()))
}

async fn resolution_named(turn: &mut Turn<'_>) -> Outcome {
    let mut shapes = Shapes::asked(turn).await?;
    let id: i64 = turn.value("id").parse().unwrap_or_default();
    one(shapes.resolutions.remove(&id), "resolution")
}

async fn resolutions_pages(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    Ok(paging::page(
        turn,
        50,
        shapes.resolutions.into_values().collect(),
    ))
}

/// All fields, as in their list.
async fn fields(turn: &mut Turn<'_>) -> Result<Vec<Value>, Failure> {
    let system = FIELDS.iter().map(|field| {
        json!({
            "id": field.id, "key": field.id, "name": field.name, "custom": false,
            "orderable": field.editable, "navigable": field.navigable,
            "searchable": !field.clauses.is_empty(), "clauseNames": field.clauses,
            "schema": field.schema(),
        })
    });
    let mut all: Vec<Value> = system.collect();
    let customs = turn
        .database
        .rows("SELECT * FROM custom_field ORDER BY id", cells![]);
    for row in customs.await? {
        let (id, name, schema) = fields::custom(&row);
        let number = row.number("id");
        all.push(json!({
            "id": id, "key": id, "name": name, "untranslatedName": name, "custom": true,
            "orderable": true, "navigable": true, "searchable": true,
            "clauseNames": [format!("cf[{number}]"), name], "schema": schema,
        }));
    }
    Ok(all)
}

async fn all_fields(turn: &mut Turn<'_>) -> Outcome {
    let all = fields(turn).await?;
    Ok(Reply::ok(&Value::Array(all)))
}

async fn fields_pages(turn: &mut Turn<'_>) -> Outcome {
    let mut all = fields(turn).await?;
    let query = turn.parameter("query").unwrap_or_default().to_lowercase();
    let (ids, kinds) = (turn.names("id"), turn.names("type"));
    all.retain(|field| {
        let text = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
        let kind = if field["custom"] == true {
            "custom"
        } else {
            "system"
        };
        text("name").to_lowercase().contains(&query)
            && (ids.is_empty() || ids.contains(&text("id")))
            && (kinds.is_empty() || kinds.iter().any(|it| it == kind))
    });
    Ok(paging::page(turn, 50, all))
}

async fn create_field(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let body = turn.json();
    let custom = body["type"].as_str().unwrap_or_default();
    let name = body["name"].as_str().unwrap_or_default();
    if custom.is_empty() || name.is_empty() {
        let message = "The field's name and type must be specified.";
        return Err(Failure::bad_request(message));
    }
    let holds = match custom.rsplit(':').next().unwrap_or_default() {
        "float" => "number",
        "labels" | "multiselect" | "multicheckboxes" => "array",
        "select" | "radiobuttons" => "option",
        _ => "string",
    };
    let sql = "INSERT INTO custom_field (name, type, custom) VALUES (?, ?, ?)";
    let id = turn
        .database
        .insert(sql, cells![name, holds, custom])
        .await?;
    let id = format!("customfield_{id}");
    let mut all = fields(turn).await?;
    all.retain(|field| field["id"] == id.as_str());
    Ok(Reply::created(&all.pop().unwrap_or_default()))
}

async fn labels(turn: &mut Turn<'_>) -> Outcome {
    let sql = "SELECT DISTINCT label FROM issue_label ORDER BY label";
    let rows = turn.database.rows(sql, cells![]).await?;
    let labels = rows.iter().map(|row| row.text("label").into()).collect();
    Ok(paging::page(turn, 1000, labels))
}

async fn server_info(turn: &mut Turn<'_>) -> Outcome {
    let base = turn.link("");
    Ok(Reply::ok(&json!({
        "baseUrl": base,
        "displayUrl": base,
        "displayUrlServicedeskHelpCenter": base,
        "displayUrlConfluence": base,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100_294,
        "buildDate": "2026-01-05T00:00:00.000+0000",
        "serverTime": moment::platform(turn.now()),
        "scmInfo": "local",
        "serverTitle": "Jira",
        "defaultLocale": {"locale": "en_US"},
        "serverTimeZone": "Etc/UTC",
    })))
}
