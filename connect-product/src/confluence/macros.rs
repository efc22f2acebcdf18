//! Macros in bodies, and converting bodies.

use serde_json::{Map, Value, json};

use super::body::{self, Format};
use super::content::{self, Content, find};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/content/{id}/history/{version}/macro/id/{macroId}" => read;
    Get "/wiki/rest/api/content/{id}/history/{version}/macro/id/{macroId}/convert/{to}" => shown;
    Get "/wiki/rest/api/content/{id}/history/{version}/macro/id/{macroId}/convert/async/{to}" => shown_later;
    Post "/wiki/rest/api/contentbody/convert/async/{to}" => convert;
    Get "/wiki/rest/api/contentbody/convert/async/{id}" => converted;
};

/// The macro in the path, and its content.
async fn found(turn: &mut Turn<'_>) -> Result<(Content, body::Macro), Failure> {
    let mut content = find(turn, &turn.value("id"), &[]).await?;
    let id = turn.value("macroId");
    // 0 is the current version.
    match turn.value("version").parse().unwrap_or_default() {
        0 => {}
        number => super::version::go_back(turn, &mut content, number).await?,
    }
    let found = body::macro_of(&content.body, &id);
    let found = found.ok_or_else(|| {
        Failure::not_found(format!(
            "No macro with the id {id} is in this version of the content."
        ))
    })?;
    Ok((content, found))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let (_, found) = found(turn).await?;
    let parameters: Map<String, Value> = found
        .parameters
        .into_iter()
        .map(|(name, value)| (name, json!({ "value": value })))
        .collect();
    Ok(Reply::ok(&json!({
        "name": found.name, "body": found.body, "parameters": parameters, "_links": {},
    })))
}

fn format(turn: &Turn<'_>) -> Result<Format, Failure> {
    let to = turn.value("to");
    let found = Format::named(&to);
    found.ok_or_else(|| Failure::bad_request(format!("`{to}` is not a body format.")))
}

async fn shown(turn: &mut Turn<'_>) -> Outcome {
    let format = format(turn)?;
    let (_, found) = found(turn).await?;
    let value = format.value(&found.whole, turn);
    Ok(Reply::ok(&json!({
        "value": value, "representation": format.name(), "_expandable": {}, "_links": {},
    })))
}

/// Conversions are done immediately, and stored until they are requested.
async fn later(turn: &mut Turn<'_>, format: Format, storage: &str) -> Outcome {
    let value = format.value(storage, turn);
    let sql = "INSERT INTO conversion (representation, value) VALUES (?, ?)";
    let id = turn
        .database
        .insert(sql, cells![format.name(), value])
        .await?;
    // For an app that converts endlessly, only the last ones are kept.
    let sql = "DELETE FROM conversion WHERE id <= ?";
    turn.database.run(sql, cells![id - 100]).await?;
    Ok(Reply::ok(&json!({ "asyncId": id.to_string() })))
}

async fn shown_later(turn: &mut Turn<'_>) -> Outcome {
    let format = format(turn)?;
    let (_, found) = found(turn).await?;
    later(turn, format, &found.whole).await
}

async fn convert(turn: &mut Turn<'_>) -> Outcome {
    let format = format(turn)?;
    let sent = turn.json();
    let value = sent["value"].as_str().unwrap_or_default();
    let storage = body::storage(value, sent["representation"].as_str().unwrap_or("storage"))?;
    later(turn, format, &storage).await
}

async fn converted(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.value("id");
    let sql = "SELECT * FROM conversion WHERE id = CAST(? AS INTEGER)";
    match turn.database.row(sql, cells![&id]).await? {
        Some(row) => Ok(Reply::ok(&json!({
            "value": row.text("value"),
            "representation": row.text("representation"),
            "renderTaskId": id,
            "status": "COMPLETED",
        }))),
        None => Err(content::not_found(&["conversion"], &id)),
    }
}
