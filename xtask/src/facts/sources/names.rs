//! The tables of names: locations, events, conditions.

use super::source::{Object, Source};
use super::words::{note, snake};
use crate::facts::Fault;
use crate::facts::cell::List;
use crate::facts::rows::{ConditionParameterRow, ConditionRow, EventRow, LocationRow};
use serde_json::Value;

/// The note of a row, with its status if that adds to the confidence.
pub(super) fn remark(row: &Object, plain: &[&str]) -> String {
    let status = row
        .optional("status")
        .filter(|status| !plain.contains(status));
    let parts = status
        .map(str::to_owned)
        .into_iter()
        .chain(row.optional("note").map(note));
    parts.collect::<Vec<_>>().join("; ")
}

/// Locations refer to kinds in the singular; the model only knows the descriptor's key.
fn kind(singular: &str) -> String {
    match singular {
        "webItem" | "webPanel" | "webSection" | "generalPage" | "adminPage" => {
            format!("{singular}s")
        }
        other => other.to_owned(),
    }
}

pub(crate) fn locations(source: &Source) -> Result<Vec<LocationRow>, Fault> {
    let rows = source.read("locations.json")?.rows("locations")?;
    rows.iter()
        .map(|row| {
            Ok(LocationRow {
                location: row.text("location")?.to_owned(),
                product: row.word("product")?,
                accepts: row.texts("accepts")?.into_iter().map(kind).collect(),
                default_for: row.optional("default_for").map(str::to_owned),
                area: row.optional("area").unwrap_or_default().to_owned(),
                confidence: row.confidence()?,
                note: remark(row, &["documented", "seen"]),
            })
        })
        .collect()
}

pub(crate) fn events(source: &Source) -> Result<Vec<EventRow>, Fault> {
    let rows = source.read("webhook-events.json")?.rows("events")?;
    rows.iter()
        .map(|row| {
            Ok(EventRow {
                event: row.text("event")?.to_owned(),
                product: row.word("product")?,
                group: row.text("group")?.to_owned(),
                filter_jql: row.flag("filter_jql"),
                property_keys: row.flag("propertyKeys"),
                exclude_body: row.flag("excludeBody"),
                dynamic: row.flag("dynamic_registration"),
                scope: row.text("scope")?.to_owned(),
                context: row.texts("url_context")?.into_iter().collect(),
                confidence: row.confidence()?,
                note: remark(row, &["current", "documented"]),
            })
        })
        .collect()
}

/// The conditions, and the parameters of all of them.
pub(crate) fn conditions(
    source: &Source,
) -> Result<(Vec<ConditionRow>, Vec<ConditionParameterRow>), Fault> {
    let mut conditions = Vec::new();
    let mut parameters = Vec::new();
    for row in source.read("conditions.json")?.rows("conditions")? {
        let condition = row.text("condition")?;
        for (name, parameter) in row.members("params")? {
            parameters.push(ConditionParameterRow {
                condition: condition.to_owned(),
                product: row.word("product")?,
                parameter: name.to_owned(),
                argument: snake(name),
                required: parameter.flag("required"),
                values: parameter.texts("enum")?.into_iter().collect(),
            });
        }
        conditions.push(ConditionRow {
            condition: condition.to_owned(),
            product: row.word("product")?,
            entities: entities(&row)?,
            in_url: !row.flag("not_in_context_params"),
            context_free: row.flag("context_free"),
            confidence: row.confidence()?,
            note: remark(&row, &["documented", "unverified"]),
        });
    }
    Ok((conditions, parameters))
}

/// The entities whose properties a condition reads: a list, or one for each product.
fn entities(row: &Object) -> Result<List, Fault> {
    match row.get("entities") {
        Some(Value::Object(products)) => {
            let mut all = Vec::new();
            for (product, names) in products {
                let names = names
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str);
                all.extend(names.map(|name| format!("{product}:{name}")));
            }
            Ok(List(all))
        }
        _ => Ok(row.texts("entities")?.into_iter().collect()),
    }
}
