//! The top-level fields of a descriptor: `app_fields.tsv`. What `app!` makes of them is decided by
//! this project, in `app_arguments.tsv`.

use super::source::{Object, Source};
use crate::facts::Fault;
use crate::facts::cell::{self, List, Product};
use crate::facts::rows::AppFieldRow;
use serde_json::Value;

/// The members with the names that a field can contain: the names of a map, or the values of a list.
const NAMES: [&str; 4] = ["known_keys", "values_seen", "well_known", "regions_known"];

/// Derives the table, one row for each field and for each member of an object.
pub(crate) fn derive(source: &Source) -> Result<Vec<AppFieldRow>, Fault> {
    let file = source.read("lifecycle-and-auth.json")?;
    let Some(descriptor) = file.get("descriptor") else {
        return Err(file.fault("needs `descriptor`"));
    };
    let descriptor = Object::new("descriptor".to_owned(), descriptor.clone())?;
    let mut rows = Vec::new();
    for (name, field) in descriptor.members("fields")? {
        rows.push(row(name.to_owned(), &field)?);
        for (member, holds) in object(field.get("props")) {
            // A member is just its type, or an object with more.
            let described = match holds {
                Value::String(holds) => serde_json::json!({ "type": holds }),
                other => other.clone(),
            };
            let member = format!("{name}.{member}");
            rows.push(row(member.clone(), &Object::new(member, described)?)?);
        }
    }
    Ok(rows)
}

fn row(name: String, field: &Object) -> Result<AppFieldRow, Fault> {
    let names = NAMES
        .iter()
        .find_map(|of| field.get(of))
        .or(field.get("enum"));
    let products: Result<List<Product>, String> = field
        .texts("products")?
        .into_iter()
        .map(cell::word)
        .collect();
    Ok(AppFieldRow {
        holds: field.optional("type").unwrap_or_default().to_owned(),
        required: field.flag("required"),
        max_length: field.number("max_length")?,
        pattern: field.optional("pattern").map(str::to_owned),
        products: products.map_err(|what| field.fault(what))?,
        names: strings(names),
        field: name,
    })
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn strings(value: Option<&Value>) -> List {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}
