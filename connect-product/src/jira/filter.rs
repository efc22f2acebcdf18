//! Filters: saved queries.

use serde_json::{Value, json};

use super::paging;
use super::rights;
use super::search::refused;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::jql::parse::parse;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Post "/rest/api/3/filter" => create;
    Get "/rest/api/3/filter/search" => search;
    Get "/rest/api/3/filter/my" => mine;
    Get "/rest/api/3/filter/favourite" => favourites;
    Get "/rest/api/3/filter/{id}" => get;
    Put "/rest/api/3/filter/{id}" => edit;
    Delete "/rest/api/3/filter/{id}" => delete;
    Put "/rest/api/3/filter/{id}/favourite" => favour;
    Delete "/rest/api/3/filter/{id}/favourite" => forget;
    Get "/rest/api/3/filter/{id}/permission" => permissions;
};

async fn shown(turn: &mut Turn<'_>, shapes: &mut Shapes, row: &Row) -> Result<Value, Failure> {
    let id = row.number("id");
    let jql = row.text("jql");
    let query = url::form_urlencoded::byte_serialize(jql.as_bytes()).collect::<String>();
    let owner = row.text_if("owner");
    let user = turn.user().map(str::to_owned);
    let sql = "SELECT count(*) FROM filter_favourite WHERE filter = ?";
    let favoured = turn.database.count(sql, cells![id]).await?;
    let sql = "SELECT count(*) FROM filter_favourite WHERE filter = ? AND account = ?";
    let favourite = turn.database.count(sql, cells![id, user]).await? > 0;
    Ok(json!({
        "self": shapes.link(turn, &format!("filter/{id}")),
        "id": id.to_string(),
        "name": row.text("name"),
        "description": row.text("description"),
        "owner": shapes.person(turn, owner.as_deref()).await?,
        "jql": jql,
        "viewUrl": turn.link(&format!("/issues/?filter={id}")),
        "searchUrl": shapes.link(turn, &format!("search?jql={query}")),
        "favourite": favourite,
        "favouritedCount": favoured,
        "sharePermissions": row.json("shares"),
        "editPermissions": [],
        "subscriptions": {"size": 0, "items": [], "max-results": 0, "start-index": 0, "end-index": 0},
    }))
}

/// The filters that the caller can see: their own, and shared ones.
async fn visible(turn: &mut Turn<'_>) -> Result<Vec<Row>, Failure> {
    let administers = rights::administers(turn).await?;
    let user = turn.user().map(str::to_owned);
    let rows = turn
        .database
        .rows("SELECT * FROM filter ORDER BY name, id", cells![])
        .await?;
    let seen = rows.into_iter().filter(|row| {
        let shares = row.json("shares");
        let shares = shares.as_array().map_or(&[] as &[Value], Vec::as_slice);
        let shared = shares.iter().any(|share| match share["type"].as_str() {
            Some("global") => true,
            Some(_) => user.is_some(),
            None => false,
        });
        administers || shared || user.is_some() && row.text_if("owner") == user
    });
    Ok(seen.collect())
}

async fn named(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let id: i64 = turn.value("id").parse().unwrap_or_default();
    let mut visible = visible(turn).await?.into_iter();
    let found = visible.find(|row| row.number("id") == id);
    found.ok_or_else(|| {
        let message = "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.";
        Failure::bad_request(message)
    })
}

/// The filter in the path, for its owner.
async fn own(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    turn.authenticated()?;
    let row = named(turn).await?;
    if row.text_if("owner").as_deref() == turn.user() || rights::administers(turn).await? {
        return Ok(row);
    }
    Err(Failure::bad_request(
        "You are not the owner of this filter.",
    ))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn list(turn: &mut Turn<'_>, rows: Vec<Row>) -> Result<Vec<Value>, Failure> {
    let mut shapes = Shapes::asked(turn).await?;
    let mut filters = Vec::new();
    for row in &rows {
        filters.push(shown(turn, &mut shapes, row).await?);
    }
    Ok(filters)
}

async fn search(turn: &mut Turn<'_>) -> Outcome {
    let mut rows = visible(turn).await?;
    let name = turn
        .parameter("filterName")
        .unwrap_or_default()
        .to_lowercase();
    let owner = turn.parameter("accountId");
    let ids = turn.names("id");
    rows.retain(|row| {
        row.text("name").to_lowercase().contains(&name)
            && owner
                .as_ref()
                .is_none_or(|owner| row.text_if("owner").as_ref() == Some(owner))
            && (ids.is_empty() || ids.contains(&row.number("id").to_string()))
    });
    let filters = list(turn, rows).await?;
    Ok(paging::page(turn, 50, filters))
}

async fn mine(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let user = turn.user().map(str::to_owned);
    let mut rows = visible(turn).await?;
    rows.retain(|row| user.is_some() && row.text_if("owner") == user);
    let filters = list(turn, rows).await?;
    Ok(Reply::ok(&Value::Array(filters)))
}

async fn favourites(turn: &mut Turn<'_>) -> Outcome {
    let rows = visible(turn).await?;
    let mut filters = list(turn, rows).await?;
    filters.retain(|filter| filter["favourite"] == true);
    Ok(Reply::ok(&Value::Array(filters)))
}

fn check(jql: &str) -> Result<(), Failure> {
    parse(jql).map(drop).map_err(|fault| refused(vec![fault]))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (name, jql) = (text("name"), text("jql"));
    if name.is_empty() {
        let message = "Filter name is a required field.";
        return Err(Failure::field("filterName", message));
    }
    check(&jql)?;
    let owner = turn.user().map(str::to_owned);
    let shares = match &body["sharePermissions"] {
        Value::Array(shares) => Value::Array(shares.clone()),
        _ => json!([]),
    };
    let sql = "INSERT INTO filter (name, description, jql, owner, shares) VALUES (?, ?, ?, ?, ?)";
    let cells = cells![name, text("description"), jql, owner, &shares];
    let id = turn.database.insert(sql, cells).await?;
    let shown = for_webhooks(turn, id).await?;
    turn.changed("filter_created", None, json!({"filter": shown}));
    Ok(Reply::ok(&shown))
}

async fn for_webhooks(turn: &mut Turn<'_>, id: i64) -> Result<Value, Failure> {
    let sql = "SELECT * FROM filter WHERE id = ?";
    let Some(row) = turn.database.row(sql, cells![id]).await? else {
        return Ok(Value::Null);
    };
    let mut shapes = Shapes::asked(turn).await?;
    shown(turn, &mut shapes, &row).await
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let id = own(turn).await?.number("id");
    let body = turn.json();
    if let Some(jql) = body["jql"].as_str() {
        check(jql)?;
    }
    for column in ["name", "description", "jql"] {
        if let Some(text) = body[column].as_str() {
            let sql = format!("UPDATE filter SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![text, id]).await?;
        }
    }
    if body["sharePermissions"].is_array() {
        let sql = "UPDATE filter SET shares = ? WHERE id = ?";
        turn.database
            .run(sql, cells![&body["sharePermissions"], id])
            .await?;
    }
    let shown = for_webhooks(turn, id).await?;
    turn.changed("filter_updated", None, json!({"filter": shown}));
    Ok(Reply::ok(&shown))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let id = own(turn).await?.number("id");
    let shown = for_webhooks(turn, id).await?;
    turn.changed("filter_deleted", None, json!({"filter": shown}));
    for sql in [
        "DELETE FROM filter_favourite WHERE filter = ?",
        "DELETE FROM filter WHERE id = ?",
    ] {
        turn.database.run(sql, cells![id]).await?;
    }
    Ok(Reply::nothing())
}

async fn favour(turn: &mut Turn<'_>) -> Outcome {
    let id = named(turn).await?.number("id");
    let user = turn.user().map(str::to_owned);
    let sql = "INSERT OR IGNORE INTO filter_favourite (filter, account) VALUES (?, ?)";
    if user.is_some() {
        turn.database.run(sql, cells![id, user]).await?;
    }
    get(turn).await
}

async fn forget(turn: &mut Turn<'_>) -> Outcome {
    let id = named(turn).await?.number("id");
    let user = turn.user().map(str::to_owned);
    let sql = "DELETE FROM filter_favourite WHERE filter = ? AND account = ?";
    turn.database.run(sql, cells![id, user]).await?;
    get(turn).await
}

async fn permissions(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn).await?;
    Ok(Reply::ok(&row.json("shares")))
}
