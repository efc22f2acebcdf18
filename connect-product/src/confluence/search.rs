//! Searching with CQL.

use serde_json::{Value, json};

use super::content::{self, Content};
use super::list::Part;
use super::moment::moment;
use super::sent;
use super::sight::Sight;
use super::{body, space};
use crate::cql;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Cell, Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/content/search" => contents;
    Get "/wiki/rest/api/search" => all;
    Get "/wiki/rest/api/search/user" => users;
};

/// The length of an excerpt, in characters.
const EXCERPT: usize = 200;

/// A page of results, with the total number.
struct Found {
    part: Part,
    rows: Vec<Row>,
    total: i64,
}

impl Found {
    fn more(&self) -> bool {
        let end = self.part.start + self.rows.len();
        i64::try_from(end).is_ok_and(|end| end < self.total)
    }
}

/// The results of a request's query; `and` is an additional condition.
async fn find(turn: &mut Turn<'_>, and: &str) -> Result<Found, Failure> {
    let text = turn.parameter("cql").unwrap_or_default();
    let about: Value = turn
        .parameter("cqlcontext")
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let user = turn.user().map(str::to_owned);
    let content = sent::text(&about["contentId"]);
    let context = cql::Context {
        now: turn.now(),
        user: user.as_deref(),
        space: about["spaceKey"].as_str(),
        content: content.as_deref(),
        bound: 0,
    };
    let sql = cql::translate(&text, &context);
    let sql = sql.map_err(|error| Failure::bad_request(error.to_string()))?;
    // Trashed content is found only if a query names the status.
    let statuses = about["contentStatuses"].as_array();
    let statuses: Vec<&str> = statuses
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let status = if text.to_lowercase().contains("status") {
        "c.status <> 'draft'".to_owned()
    } else if !statuses.is_empty() {
        let known = ["current", "archived", "draft", "trashed"];
        let asked = known.iter().filter(|it| statuses.contains(*it));
        let asked: Vec<String> = asked.map(|it| format!("'{it}'")).collect();
        format!("c.status IN ({})", asked.join(", "))
    } else {
        "c.status = 'current'".to_owned()
    };
    let sight = Sight::of(turn).await?;
    let mut which = format!(
        "{status} AND (c.type = 'space' AND {} OR c.type <> 'space' AND {}) AND ({}){and}",
        sight.spaces("c.space"),
        sight.contents("c"),
        sql.which
    );
    if !turn.flag("includeArchivedSpaces", false) && !text.to_lowercase().contains("space.status") {
        which.push_str(" AND c.space_status = 'current'");
    }
    let part = match turn.parameter("cursor") {
        Some(_) => Part::by_cursor(turn)?,
        None => Part::by_start(turn),
    };
    let count = format!("SELECT count(*) FROM found AS c WHERE {which}");
    let total = turn.database.count(count, sql.cells.clone()).await?;
    let rows = format!(
        "SELECT c.id, c.type FROM found AS c WHERE {which} ORDER BY {} LIMIT {} OFFSET {}",
        sql.order, part.limit, part.start
    );
    let rows = turn.database.rows(rows, sql.cells).await?;
    Ok(Found { part, rows, total })
}

/// The response: the next page by cursor, and the total number.
fn reply(turn: &Turn<'_>, found: &Found, results: Vec<Value>) -> Reply {
    let mut body = found.part.start_body(turn, results, false);
    if found.more() {
        let next = found.part.cursor_next(turn);
        body["_links"]["next"] = next.into();
    }
    body["totalSize"] = found.total.into();
    body["cqlQuery"] = turn.parameter("cql").into();
    body["searchDuration"] = 1.into();
    Reply::ok(&body)
}

async fn contents(turn: &mut Turn<'_>) -> Outcome {
    let found = find(turn, " AND c.type <> 'space'").await?;
    let expand = turn.names("expand");
    let mut results = Vec::new();
    for row in &found.rows {
        if let Some(content) = content::get(&mut turn.database, row.number("id")).await? {
            results.push(content.expanded(turn, &expand).await?);
        }
    }
    Ok(reply(turn, &found, results))
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    let found = find(turn, "").await?;
    // `content.space` is something that content itself expands.
    let expand: Vec<String> = turn
        .names("expand")
        .iter()
        .filter_map(|name| name.strip_prefix("content.").map(str::to_owned))
        .collect();
    let marked = turn.parameter("excerpt").is_none_or(|it| it != "none");
    let mut results = Vec::new();
    for row in &found.rows {
        let id = row.number("id");
        if row.text("type") == "space" {
            let space = space::find(turn, &id.to_string()).await?;
            results.push(json!({
                "space": space.shown_as_first(turn),
                "title": space.name,
                "excerpt": space.description,
                "url": format!("/spaces/{}", space.key),
                "breadcrumbs": [],
                "entityType": "space",
                "iconCssClass": "aui-icon content-type-space",
                "lastModified": moment(space.created),
                "friendlyLastModified": moment(space.created).get(..10),
                "score": 0.0,
            }));
        } else if let Some(content) = content::get(&mut turn.database, id).await? {
            let mut result = hit(&content, marked);
            result["content"] = content.expanded(turn, &expand).await?;
            results.push(result);
        }
    }
    Ok(reply(turn, &found, results))
}

fn hit(content: &Content, marked: bool) -> Value {
    let mut excerpt = String::new();
    if marked {
        excerpt.extend(body::text(&content.body).trim().chars().take(EXCERPT));
    }
    json!({
        "title": content.title,
        "excerpt": excerpt,
        "url": content.web_path(),
        "resultGlobalContainer": {
            "title": content.space_name, "displayUrl": format!("/spaces/{}", content.space_key),
        },
        "breadcrumbs": [],
        "entityType": "content",
        "iconCssClass": format!("aui-icon content-type-{}", content.kind),
        "lastModified": moment(content.modified),
        "friendlyLastModified": moment(content.modified).get(..10),
        "score": 0.0,
    })
}

/// Users by `user.fullname ~ "…"`, `user = "account id"` or `user.accountid = "…"`.
async fn users(turn: &mut Turn<'_>) -> Outcome {
    let text = turn.parameter("cql").unwrap_or_default();
    let (field, operator, value) =
        cql::only_clause(&text).map_err(|error| Failure::bad_request(error.to_string()))?;
    let condition = match (field.as_str(), operator) {
        ("user.fullname" | "user", "~") => "instr(lower(name), lower(?)) > 0",
        ("user" | "user.accountid", "=" | "in") => "id = ?",
        // All users.
        ("type", "=") => "? = 'user'",
        _ => {
            let message = format!(
                "Could not parse cql : {text} (a query for users is `user.fullname ~ \"…\"`, `user = \"…\"` or `type = user`)"
            );
            return Err(Failure::bad_request(message));
        }
    };
    let part = Part::by_start(turn);
    let sql = format!(
        "SELECT * FROM account WHERE {condition} ORDER BY name{}",
        part.sql()
    );
    let cells: Vec<Cell> = cells![value.trim_matches('*')];
    let mut rows = turn.database.rows(sql, cells).await?;
    let more = part.cut(&mut rows);
    let mut results = Vec::new();
    for row in &rows {
        let account = people::Account::read(row);
        results.push(json!({
            "user": content::person(&mut turn.database, Some(&account.id)).await?,
            "title": account.name, "excerpt": "", "url": format!("/people/{}", account.id),
            "breadcrumbs": [], "entityType": "user", "iconCssClass": "", "score": 0.0,
            "lastModified": moment(0), "friendlyLastModified": "",
        }));
    }
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}
