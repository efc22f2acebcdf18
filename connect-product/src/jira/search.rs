//! Searching for issues.

use std::time::{SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde_json::{Value, json};

use super::issue::Issue;
use super::issue::fields::{self, Selection};
use super::issue::operations::{expanded, with_properties};
use super::rights::{self, Level};
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::jql::catalogue::Catalogue;
use crate::jql::parse::parse;
use crate::jql::sql::{Asking, Search, search as translate};
use crate::jql::{Clause, Condition, Fault, Operand, Operator, Query};
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Cell, Database, Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/search" => old;
    Post "/rest/api/3/search" => old;
    Get "/rest/api/3/search/jql" => new;
    Post "/rest/api/3/search/jql" => new;
    Post "/rest/api/3/search/approximate-count" => count;
    Post "/rest/api/3/jql/parse" => parse_many;
    Post "/rest/api/3/jql/match" => match_many;
    Get "/rest/api/3/issue/picker" => picker;
};

/// The parameters of a search, from the query or the body.
struct Asked {
    jql: String,
    fields: Vec<String>,
    expand: Vec<String>,
    properties: Vec<String>,
    start: i64,
    size: i64,
    token: Option<String>,
}

impl Asked {
    fn of(turn: &Turn<'_>) -> Asked {
        let body = turn.json();
        let texts = |name: &str| -> Vec<String> {
            match &body[name] {
                Value::Array(list) => {
                    let texts = list.iter().filter_map(Value::as_str);
                    texts.map(str::to_owned).collect()
                }
                Value::String(text) => text.split(',').map(|it| it.trim().to_owned()).collect(),
                _ => turn.names(name),
            }
        };
        let text = |name: &str| {
            let of_body = body[name].as_str().map(str::to_owned);
            of_body.or(turn.parameter(name))
        };
        let number = |name: &str| body[name].as_i64().or(turn.number(name));
        Asked {
            jql: text("jql").unwrap_or_default(),
            fields: texts("fields"),
            expand: texts("expand"),
            properties: texts("properties"),
            start: number("startAt").unwrap_or_default().max(0),
            size: number("maxResults").unwrap_or(50).clamp(0, 5000),
            token: text("nextPageToken"),
        }
    }
}

/// The error response to invalid queries.
pub(crate) fn refused(faults: Vec<Fault>) -> Failure {
    Failure::Refused {
        status: StatusCode::BAD_REQUEST,
        messages: faults.into_iter().map(|fault| fault.0).collect(),
        fields: serde_json::Map::new(),
    }
}

/// A search for the issues of a query that the caller can see.
pub(crate) async fn search_of(turn: &mut Turn<'_>, query: &Query) -> Result<Search, Failure> {
    let catalogue = Catalogue::load(&mut turn.database).await?;
    let user = turn.user().map(str::to_owned);
    let asking = Asking {
        user: user.as_deref(),
        now: turn.now(),
    };
    let mut search = translate(query, &catalogue, &asking).map_err(refused)?;
    let visible = rights::visible(turn).await?;
    // If everything is visible, a condition on the project would only hide the indexes from SQLite.
    if visible.len() == catalogue.projects.len() {
        search.condition = format!("i.deleted = 0 AND ({})", search.condition);
    } else {
        let visible: Vec<String> = visible.iter().map(ToString::to_string).collect();
        search.condition = format!(
            "i.deleted = 0 AND i.project IN ({}) AND ({})",
            visible.join(", "),
            search.condition
        );
    }
    Ok(search)
}

/// The rows of a page of a search.
pub(crate) async fn rows(
    turn: &mut Turn<'_>,
    search: &Search,
    start: i64,
    size: i64,
) -> Result<Vec<Row>, Failure> {
    // Only ids are sorted: sorting whole rows of a hundred thousand issues would take seconds.
    let Search {
        condition, order, ..
    } = search;
    let page =
        format!("SELECT i.id FROM issue AS i WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?");
    let sql = format!("SELECT i.* FROM issue AS i WHERE i.id IN ({page}) ORDER BY {order}");
    let mut cells = search.cells.clone();
    cells.extend([Cell::Number(size), Cell::Number(start)]);
    turn.database.rows(sql, cells).await
}

pub(crate) async fn total(turn: &mut Turn<'_>, search: &Search) -> Result<i64, Failure> {
    let sql = format!("SELECT count(*) FROM issue AS i WHERE {}", search.condition);
    turn.database.count(sql, search.cells.clone()).await
}

async fn shown(
    turn: &mut Turn<'_>,
    asked: &Asked,
    selection: &Selection,
    rows: Vec<Row>,
) -> Result<Vec<Value>, Failure> {
    let mut shapes = Shapes::asked(turn).await?;
    let mut issues = Vec::new();
    for row in rows {
        let issue = Issue {
            id: row.number("id"),
            key: row.text("key"),
            project: row.number("project"),
            level: Level::View,
            row,
        };
        let mut shown = fields::shown(turn, &mut shapes, &issue.row, selection).await?;
        let expand: Vec<String> = asked
            .expand
            .iter()
            .filter(|name| !["names", "schema"].contains(&name.as_str()))
            .cloned()
            .collect();
        expanded(turn, &mut shapes, &issue, selection, &expand, &mut shown).await?;
        if !asked.properties.is_empty() {
            shown["properties"] = with_properties(turn, issue.id, &asked.properties).await?;
        }
        issues.push(shown);
    }
    Ok(issues)
}

async fn with_names(
    turn: &mut Turn<'_>,
    asked: &Asked,
    selection: &Selection,
    body: &mut Value,
) -> Result<(), Failure> {
    for name in ["names", "schema"] {
        if asked.expand.iter().any(|it| it == name) {
            let (names, schemas) = fields::names_and_schemas(turn, selection).await?;
            body[name] = if name == "names" { names } else { schemas };
        }
    }
    Ok(())
}

fn read(jql: &str) -> Result<Query, Failure> {
    parse(jql).map_err(|fault| refused(vec![fault]))
}

async fn old(turn: &mut Turn<'_>) -> Outcome {
    let asked = Asked::of(turn);
    let query = read(&asked.jql)?;
    listed(turn, &query).await
}

/// The requested page of a query's issues, by `startAt` and `maxResults`.
pub(crate) async fn listed(turn: &mut Turn<'_>, query: &Query) -> Outcome {
    let asked = Asked::of(turn);
    let search = search_of(turn, query).await?;
    let size = asked.size.min(100);
    let total = total(turn, &search).await?;
    let rows = rows(turn, &search, asked.start, size).await?;
    let selection = Selection::of(&asked.fields, "*navigable");
    let issues = shown(turn, &asked, &selection, rows).await?;
    let mut body = json!({
        "expand": "schema,names", "startAt": asked.start, "maxResults": size, "total": total,
        "issues": issues,
    });
    with_names(turn, &asked, &selection, &mut body).await?;
    Ok(Reply::ok(&body))
}

async fn new(turn: &mut Turn<'_>) -> Outcome {
    let asked = Asked::of(turn);
    let query = read(&asked.jql)?;
    bounded(&query)?;
    let search = search_of(turn, &query).await?;
    let start = match &asked.token {
        None => 0,
        Some(token) => from_token(token)
            .ok_or_else(|| Failure::bad_request("The next page token is invalid."))?,
    };
    let mut rows = rows(turn, &search, start, asked.size + 1).await?;
    let size = usize::try_from(asked.size).unwrap_or_default();
    let more = rows.len() > size;
    rows.truncate(size);
    let selection = Selection::of(&asked.fields, "id");
    let issues = shown(turn, &asked, &selection, rows).await?;
    let mut body = json!({"issues": issues, "isLast": !more});
    if more {
        body["nextPageToken"] = token(start + asked.size).into();
    }
    with_names(turn, &asked, &selection, &mut body).await?;
    Ok(Reply::ok(&body))
}

/// The token of a page, which is opaque to callers.
fn token(start: i64) -> String {
    format!("Cj{:x}==", start.wrapping_mul(31) + 7)
}

fn from_token(token: &str) -> Option<i64> {
    let digits = token.strip_prefix("Cj")?.strip_suffix("==")?;
    let number = i64::from_str_radix(digits, 16).ok()? - 7;
    (number >= 0 && number % 31 == 0).then_some(number / 31)
}

/// The newer search refuses a query without restrictions.
fn bounded(query: &Query) -> Result<(), Failure> {
    if query.condition.is_some() {
        return Ok(());
    }
    let message = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";
    Err(Failure::bad_request(message))
}

async fn count(turn: &mut Turn<'_>) -> Outcome {
    let asked = Asked::of(turn);
    let query = read(&asked.jql)?;
    bounded(&query)?;
    let search = search_of(turn, &query).await?;
    let count = total(turn, &search).await?;
    Ok(Reply::ok(&json!({ "count": count })))
}

/// The parsed structure of a query, as returned by `jql/parse`.
fn structure(condition: &Condition) -> Value {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            let operator = if matches!(condition, Condition::And(_)) {
                "and"
            } else {
                "or"
            };
            let clauses: Vec<Value> = parts.iter().map(structure).collect();
            json!({"clauses": clauses, "operator": operator})
        }
        Condition::Not(inner) => json!({"clauses": [structure(inner)], "operator": "not"}),
        Condition::Clause(Clause {
            field,
            operator,
            operand,
            predicates,
        }) => {
            let mut about = json!({"name": field.name, "encodedName": field.name});
            if let Some((key, path)) = &field.property {
                about["property"] =
                    json!([{"entity": "issue", "key": key, "path": path, "type": "string"}]);
            }
            let mut shown = json!({"field": about, "operator": operator.text()});
            if *operator != Operator::Changed {
                shown["operand"] = operand_structure(operand);
            }
            if operator.looks_back() {
                let each = predicates.iter().map(|predicate| {
                    let operand = operand_structure(&predicate.operand);
                    json!({"operator": predicate.kind.text(), "operand": operand})
                });
                shown["predicates"] = each.collect();
            }
            shown
        }
    }
}

fn operand_structure(operand: &Operand) -> Value {
    match operand {
        Operand::Value(value) => json!({"value": value, "encodedValue": value}),
        Operand::Empty => json!({"keyword": "empty"}),
        Operand::Function(name, arguments) => {
            json!({"function": name, "arguments": arguments, "encodedOperand": operand.to_string()})
        }
        Operand::List(values) => {
            let values: Vec<Value> = values.iter().map(operand_structure).collect();
            json!({"values": values, "encodedOperand": operand.to_string()})
        }
    }
}

async fn parse_many(turn: &mut Turn<'_>) -> Outcome {
    let body = turn.json();
    let strict = turn.request.parameter("validation") != Some("none");
    let catalogue = Catalogue::load(&mut turn.database).await?;
    let user = turn.user().map(str::to_owned);
    let asking = Asking {
        user: user.as_deref(),
        now: turn.now(),
    };
    let mut queries = Vec::new();
    for text in body["queries"].as_array().into_iter().flatten() {
        let text = text.as_str().unwrap_or_default();
        let mut about = json!({"query": text});
        match parse(text) {
            Err(fault) => about["errors"] = json!([fault.0]),
            Ok(query) => {
                let mut shown = json!({});
                if let Some(condition) = &query.condition {
                    shown["where"] = structure(condition);
                }
                if !query.order.is_empty() {
                    let order = query.order.iter().map(|order| {
                        let mut each = json!({"field": {"name": order.field}});
                        if let Some(descending) = order.descending {
                            each["direction"] = if descending { "desc" } else { "asc" }.into();
                        }
                        each
                    });
                    shown["orderBy"] = json!({"fields": order.collect::<Vec<_>>()});
                }
                let faults = translate(&query, &catalogue, &asking).err();
                match faults.filter(|_| strict) {
                    Some(faults) => {
                        let messages: Vec<String> =
                            faults.into_iter().map(|fault| fault.0).collect();
                        about["errors"] = json!(messages);
                    }
                    None => about["structure"] = shown,
                }
            }
        }
        queries.push(about);
    }
    Ok(Reply::ok(&json!({ "queries": queries })))
}

async fn match_many(turn: &mut Turn<'_>) -> Outcome {
    let body = turn.json();
    let issues = body["issueIds"].as_array().into_iter().flatten();
    let issues: Vec<String> = issues
        .filter_map(Value::as_i64)
        .map(|id| id.to_string())
        .collect();
    let issues = issues.join(", ");
    let mut matches = Vec::new();
    for jql in body["jqls"].as_array().into_iter().flatten() {
        let query = parse(jql.as_str().unwrap_or_default()).map_err(|fault| refused(vec![fault]));
        let search = match query {
            Ok(query) => search_of(turn, &query).await,
            Err(failure) => Err(failure),
        };
        match search {
            Ok(search) => {
                let sql = format!(
                    "SELECT i.id FROM issue AS i WHERE {} AND i.id IN ({issues}) ORDER BY i.id",
                    search.condition
                );
                let rows = turn.database.rows(sql, search.cells).await?;
                let matched: Vec<i64> = rows.iter().map(|row| row.number("id")).collect();
                matches.push(json!({"matchedIssues": matched, "errors": []}));
            }
            Err(Failure::Refused { messages, .. }) => {
                matches.push(json!({"matchedIssues": [], "errors": messages}));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(Reply::ok(&json!({ "matches": matches })))
}

async fn picker(turn: &mut Turn<'_>) -> Outcome {
    let query = turn.parameter("query").unwrap_or_default();
    let shapes = Shapes::asked(turn).await?;
    let mut condition = "1".to_owned();
    let mut cells = Vec::new();
    for word in query.split_whitespace() {
        condition.push_str(" AND (i.summary_words LIKE ? OR i.key LIKE ?)");
        let word = super::text::words(word);
        cells.push(format!("% {}%", word.trim()).into());
        cells.push(format!("{}%", word.trim().to_uppercase().replace(' ', "-")).into());
    }
    let visible: Vec<String> = rights::visible(turn)
        .await?
        .iter()
        .map(ToString::to_string)
        .collect();
    let search = Search {
        condition: format!(
            "i.deleted = 0 AND i.project IN ({}) AND {condition}",
            visible.join(", ")
        ),
        cells,
        order: "i.updated DESC, i.id DESC".to_owned(),
    };
    let rows = rows(turn, &search, 0, 20).await?;
    let issues: Vec<Value> = rows
        .iter()
        .map(|row| {
            let kind = shapes.types.get(&row.number("type"));
            json!({
                "id": row.number("id"), "key": row.text("key"), "keyHtml": row.text("key"),
                "img": kind.map(|kind| kind["iconUrl"].clone()),
                "summary": row.text("summary"), "summaryText": row.text("summary"),
            })
        })
        .collect();
    let sub = format!("Showing {} matching issues", issues.len());
    Ok(Reply::ok(&json!({"sections": [{
        "id": "cs", "label": "Current Search", "sub": sub, "issues": issues,
    }]})))
}

/// Whether an issue matches this JQL, regardless of permissions, deleted or not.
pub(crate) async fn matches(
    database: &mut Database<'_>,
    jql: &str,
    issue: i64,
    now: SystemTime,
) -> Result<bool, Failure> {
    let Ok(query) = parse(jql) else {
        return Ok(false);
    };
    let catalogue = Catalogue::load(database).await?;
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let asking = Asking {
        user: None,
        now: i64::try_from(now.as_millis()).unwrap_or(i64::MAX),
    };
    let Ok(search) = translate(&query, &catalogue, &asking) else {
        return Ok(false);
    };
    let sql = format!(
        "SELECT count(*) FROM issue AS i WHERE ({}) AND i.id = ?",
        search.condition
    );
    let mut cells = search.cells;
    cells.extend(cells![issue]);
    Ok(database.count(sql, cells).await? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_its_page_and_no_other_text_does() {
        for start in [0, 50, 123_456] {
            assert_eq!(from_token(&token(start)), Some(start));
        }
        for wrong in ["", "50", "Cj==", "Cjzz==", "Cj1=="] {
            assert_eq!(from_token(wrong), None, "{wrong}");
        }
    }
}
