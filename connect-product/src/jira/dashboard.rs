//! Dashboards and their items.

use serde_json::{Value, json};

use super::paging::{self, Page};
use super::rights;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::property;
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/dashboard" => list;
    Post "/rest/api/3/dashboard" => create;
    Get "/rest/api/3/dashboard/search" => search;
    Get "/rest/api/3/dashboard/{id}" => get;
    Put "/rest/api/3/dashboard/{id}" => edit;
    Delete "/rest/api/3/dashboard/{id}" => delete;
    Get "/rest/api/3/dashboard/{dashboardId}/gadget" => gadgets;
    Post "/rest/api/3/dashboard/{dashboardId}/gadget" => add_gadget;
    Put "/rest/api/3/dashboard/{dashboardId}/gadget/{gadgetId}" => edit_gadget;
    Delete "/rest/api/3/dashboard/{dashboardId}/gadget/{gadgetId}" => remove_gadget;
    Get "/rest/api/3/dashboard/{dashboardId}/items/{itemId}/properties" => properties;
    Get "/rest/api/3/dashboard/{dashboardId}/items/{itemId}/properties/{propertyKey}" => property_of;
    Put "/rest/api/3/dashboard/{dashboardId}/items/{itemId}/properties/{propertyKey}" => set_property;
    Delete "/rest/api/3/dashboard/{dashboardId}/items/{itemId}/properties/{propertyKey}" => delete_property;
};

async fn shown(turn: &mut Turn<'_>, shapes: &mut Shapes, row: &Row) -> Result<Value, Failure> {
    let id = row.number("id");
    let owner = row.text_if("owner");
    let writable = owner.as_deref() == turn.user() || rights::administers(turn).await?;
    Ok(json!({
        "id": id.to_string(),
        "self": shapes.link(turn, &format!("dashboard/{id}")),
        "name": row.text("name"),
        "description": row.text("description"),
        "owner": shapes.person(turn, owner.as_deref()).await?,
        "isFavourite": false,
        "popularity": 0,
        "isWritable": writable,
        "sharePermissions": row.json("shares"),
        "editPermissions": [],
        "view": turn.link(&format!("/jira/dashboards/{id}")),
    }))
}

/// The dashboards that the caller can see.
async fn visible(turn: &mut Turn<'_>) -> Result<Vec<Row>, Failure> {
    let administers = rights::administers(turn).await?;
    let user = turn.user().map(str::to_owned);
    let rows = turn
        .database
        .rows("SELECT * FROM dashboard ORDER BY id", cells![])
        .await?;
    let seen = rows.into_iter().filter(|row| {
        let shared = row.text("shares") != "[]" && user.is_some();
        administers || shared || user.is_some() && row.text_if("owner") == user
    });
    Ok(seen.collect())
}

async fn named(turn: &mut Turn<'_>, parameter: &str) -> Result<Row, Failure> {
    let id: i64 = turn.value(parameter).parse().unwrap_or_default();
    let mut visible = visible(turn).await?.into_iter();
    let found = visible.find(|row| row.number("id") == id);
    found.ok_or_else(|| Failure::not_found(format!("The dashboard with id '{id}' does not exist.")))
}

/// The dashboard in the path, if the caller may change it.
async fn own(turn: &mut Turn<'_>, parameter: &str) -> Result<Row, Failure> {
    turn.authenticated()?;
    let row = named(turn, parameter).await?;
    if row.text_if("owner").as_deref() == turn.user() || rights::administers(turn).await? {
        return Ok(row);
    }
    Err(Failure::bad_request(
        "You must be the owner of the dashboard to edit it.",
    ))
}

async fn all(turn: &mut Turn<'_>) -> Result<Vec<Value>, Failure> {
    let rows = visible(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let mut dashboards = Vec::new();
    for row in &rows {
        dashboards.push(shown(turn, &mut shapes, row).await?);
    }
    Ok(dashboards)
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let all = all(turn).await?;
    let total = all.len();
    let page = Page::asked(turn, 20, 1000);
    Ok(Reply::ok(&json!({
        "startAt": page.start, "maxResults": page.size, "total": total, "dashboards": page.of(all),
    })))
}

async fn search(turn: &mut Turn<'_>) -> Outcome {
    let mut all = all(turn).await?;
    let name = turn
        .parameter("dashboardName")
        .unwrap_or_default()
        .to_lowercase();
    all.retain(|it| {
        it["name"]
            .as_str()
            .unwrap_or_default()
            .to_lowercase()
            .contains(&name)
    });
    Ok(paging::page(turn, 50, all))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn, "id").await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let name = text("name");
    if name.is_empty() {
        let message = "You must specify a name to save this dashboard as.";
        return Err(Failure::field("dashboardName", message));
    }
    let shares = match &body["sharePermissions"] {
        Value::Array(shares) => Value::Array(shares.clone()),
        _ => json!([]),
    };
    let owner = turn.user().map(str::to_owned);
    let sql = "INSERT INTO dashboard (name, description, owner, shares) VALUES (?, ?, ?, ?)";
    let cells = cells![name, text("description"), owner, &shares];
    let id = turn.database.insert(sql, cells).await?;
    let sql = "SELECT * FROM dashboard WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    let row = row.ok_or_else(|| Failure::not_found("The dashboard is gone."))?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let id = own(turn, "id").await?.number("id");
    let body = turn.json();
    for column in ["name", "description"] {
        if let Some(text) = body[column].as_str() {
            let sql = format!("UPDATE dashboard SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![text, id]).await?;
        }
    }
    if body["sharePermissions"].is_array() {
        let sql = "UPDATE dashboard SET shares = ? WHERE id = ?";
        turn.database
            .run(sql, cells![&body["sharePermissions"], id])
            .await?;
    }
    get(turn).await
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let id = own(turn, "id").await?.number("id");
    for sql in [
        "DELETE FROM dashboard_item WHERE dashboard = ?",
        "DELETE FROM dashboard WHERE id = ?",
    ] {
        turn.database.run(sql, cells![id]).await?;
    }
    Ok(Reply::nothing())
}

fn gadget(row: &Row) -> Value {
    let mut gadget = row.json("item");
    gadget["id"] = row.number("id").into();
    gadget
}

async fn gadgets(turn: &mut Turn<'_>) -> Outcome {
    let id = named(turn, "dashboardId").await?.number("id");
    let sql = "SELECT * FROM dashboard_item WHERE dashboard = ? ORDER BY id";
    let rows = turn.database.rows(sql, cells![id]).await?;
    let gadgets: Vec<Value> = rows.iter().map(gadget).collect();
    Ok(Reply::ok(&json!({ "gadgets": gadgets })))
}

async fn add_gadget(turn: &mut Turn<'_>) -> Outcome {
    let id = own(turn, "dashboardId").await?.number("id");
    let body = turn.json();
    if body["moduleKey"].is_null() == body["uri"].is_null() {
        let message = "Either the module key or the URI must be specified, and not both.";
        return Err(Failure::bad_request(message));
    }
    let mut item = json!({"color": "blue", "position": {"row": 0, "column": 0}, "title": ""});
    for name in ["moduleKey", "uri", "color", "position", "title"] {
        if !body[name].is_null() {
            item[name] = body[name].clone();
        }
    }
    let sql = "INSERT INTO dashboard_item (dashboard, item) VALUES (?, ?)";
    let made = turn.database.insert(sql, cells![id, &item]).await?;
    item["id"] = made.into();
    Ok(Reply::ok(&item))
}

/// The item in the path.
async fn item(turn: &mut Turn<'_>, dashboard: i64, parameter: &str) -> Result<Row, Failure> {
    let id: i64 = turn.value(parameter).parse().unwrap_or_default();
    let sql = "SELECT * FROM dashboard_item WHERE dashboard = ? AND id = ?";
    let row = turn.database.row(sql, cells![dashboard, id]).await?;
    row.ok_or_else(|| Failure::not_found("The dashboard item does not exist."))
}

async fn edit_gadget(turn: &mut Turn<'_>) -> Outcome {
    let dashboard = own(turn, "dashboardId").await?.number("id");
    let row = item(turn, dashboard, "gadgetId").await?;
    let (mut item, body) = (row.json("item"), turn.json());
    for name in ["color", "position", "title"] {
        if !body[name].is_null() {
            item[name] = body[name].clone();
        }
    }
    let sql = "UPDATE dashboard_item SET item = ? WHERE id = ?";
    turn.database
        .run(sql, cells![&item, row.number("id")])
        .await?;
    Ok(Reply::nothing())
}

async fn remove_gadget(turn: &mut Turn<'_>) -> Outcome {
    let dashboard = own(turn, "dashboardId").await?.number("id");
    let row = item(turn, dashboard, "gadgetId").await?;
    let sql = "DELETE FROM dashboard_item WHERE id = ?";
    turn.database.run(sql, cells![row.number("id")]).await?;
    Ok(Reply::nothing())
}

/// The entity name under which the properties of the item in the path are stored.
async fn entity(turn: &mut Turn<'_>, writes: bool) -> Result<String, Failure> {
    let dashboard = if writes {
        own(turn, "dashboardId").await?
    } else {
        named(turn, "dashboardId").await?
    };
    let dashboard = dashboard.number("id");
    let item = item(turn, dashboard, "itemId").await?.number("id");
    Ok(format!("/rest/api/3/dashboard/{dashboard}/items/{item}"))
}

async fn properties(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn, false).await?;
    property::keys(turn, &entity).await
}

async fn property_of(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn, false).await?;
    property::shown(turn, &entity).await
}

async fn set_property(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn, true).await?;
    property::put(turn, &entity).await
}

async fn delete_property(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn, true).await?;
    property::delete(turn, &entity).await
}
