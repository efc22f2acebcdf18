//! The tables of names: locations, events, conditions.

use super::source::{Fault, Row, Source};
use super::table::{Table, flag, list};
use super::words::note;
use serde_json::Value;

/// The note of a row, with its status when that says more than the confidence does.
pub(super) fn remark(row: &Row, plain: &[&str]) -> String {
    let status = row
        .optional("status")
        .filter(|status| !plain.contains(status));
    let parts = status
        .map(str::to_owned)
        .into_iter()
        .chain(row.optional("note").map(note));
    parts.collect::<Vec<_>>().join("; ")
}

/// Locations call kinds by the singular; the descriptor's key is what the model knows.
fn kind(singular: &str) -> String {
    match singular {
        "webItem" | "webPanel" | "webSection" | "generalPage" | "adminPage" => {
            format!("{singular}s")
        }
        other => other.to_owned(),
    }
}

pub(crate) fn locations(source: &Source) -> Result<Table, Fault> {
    let mut table = Table::new(
        "locations.tsv",
        &[
            "location",
            "product",
            "accepts",
            "default_for",
            "area",
            "confidence",
            "note",
        ],
    );
    for row in source.read("locations.json")?.rows("locations")? {
        table.push([
            row.text("location")?.to_owned(),
            row.text("product")?.to_owned(),
            list(row.texts("accepts")?.into_iter().map(kind)),
            row.optional("default_for").unwrap_or_default().to_owned(),
            row.optional("area").unwrap_or_default().to_owned(),
            row.confidence()?.to_owned(),
            remark(&row, &["documented", "seen"]),
        ]);
    }
    Ok(table)
}

pub(crate) fn events(source: &Source) -> Result<Table, Fault> {
    let mut table = Table::new(
        "events.tsv",
        &[
            "event",
            "product",
            "group",
            "filter_jql",
            "property_keys",
            "exclude_body",
            "dynamic",
            "scope",
            "context",
            "confidence",
            "note",
        ],
    );
    for row in source.read("webhook-events.json")?.rows("events")? {
        table.push([
            row.text("event")?.to_owned(),
            row.text("product")?.to_owned(),
            row.text("group")?.to_owned(),
            flag(row.flag("filter_jql")),
            flag(row.flag("propertyKeys")),
            flag(row.flag("excludeBody")),
            flag(row.flag("dynamic_registration")),
            row.text("scope")?.to_owned(),
            list(row.texts("url_context")?),
            row.confidence()?.to_owned(),
            remark(&row, &["current", "documented"]),
        ]);
    }
    Ok(table)
}

pub(crate) fn conditions(source: &Source) -> Result<Table, Fault> {
    let mut table = Table::new(
        "conditions.tsv",
        &[
            "condition",
            "product",
            "parameters",
            "entities",
            "in_url",
            "context_free",
            "confidence",
            "note",
        ],
    );
    for row in source.read("conditions.json")?.rows("conditions")? {
        let mut parameters = Vec::new();
        for (name, parameter) in row.members("params")? {
            let mut cell = name.to_owned();
            if parameter.flag("required") {
                cell.push('!');
            }
            let values = parameter.texts("enum")?;
            if !values.is_empty() {
                cell.push_str(&format!("({})", values.join("|")));
            }
            parameters.push(cell);
        }
        table.push([
            row.text("condition")?.to_owned(),
            row.text("product")?.to_owned(),
            list(parameters),
            list(entities(&row)?),
            flag(!row.flag("not_in_context_params")),
            flag(row.flag("context_free")),
            row.confidence()?.to_owned(),
            remark(&row, &["documented", "unverified"]),
        ]);
    }
    Ok(table)
}

/// The entities whose properties a condition reads: a list, or one for each product.
fn entities(row: &Row) -> Result<Vec<String>, Fault> {
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
            Ok(all)
        }
        _ => Ok(row
            .texts("entities")?
            .into_iter()
            .map(str::to_owned)
            .collect()),
    }
}
