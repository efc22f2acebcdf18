//! The top-level fields of a descriptor: `app_fields.tsv`. What `app!` makes of them is written by
//! hand, in `connect-model/src/app_field.rs`; a test holds it against this table.

use super::source::{Fault, Row, Source};
use super::table::{Table, flag, list};
use serde_json::Value;

/// Where the facts list names that a field may hold: of a map its names, of a list its values.
const NAMES: [&str; 4] = ["known_keys", "values_seen", "well_known", "regions_known"];

/// Derives the table, one row for each field and for each member of an object.
pub(crate) fn derive(source: &Source) -> Result<Table, Fault> {
    let file = source.read("lifecycle-and-auth.json")?;
    let Some(descriptor) = file.get("descriptor") else {
        return Err(file.fault("needs `descriptor`"));
    };
    let descriptor = Row::new("descriptor".to_owned(), descriptor.clone())?;
    let mut table = Table::new(
        "app_fields.tsv",
        &[
            "field",
            "holds",
            "required",
            "max_length",
            "pattern",
            "products",
            "names",
        ],
    );
    for (name, field) in descriptor.members("fields")? {
        table.push(cells(name, &field));
        for (member, holds) in object(field.get("props")) {
            // A member is its type alone, or an object that says more.
            let member = format!("{name}.{member}");
            table.push(match holds {
                Value::String(holds) => {
                    let none = String::new;
                    [
                        member,
                        holds.clone(),
                        flag(false),
                        none(),
                        none(),
                        none(),
                        none(),
                    ]
                }
                other => cells(&member, &Row::new(member.clone(), other.clone())?),
            });
        }
    }
    Ok(table)
}

fn cells(name: &str, field: &Row) -> [String; 7] {
    let text = |of: &str| field.get(of).and_then(Value::as_str).unwrap_or_default();
    let names = NAMES
        .iter()
        .find_map(|of| field.get(of))
        .or(field.get("enum"));
    [
        name.to_owned(),
        text("type").to_owned(),
        flag(field.get("required") == Some(&Value::Bool(true))),
        field
            .get("max_length")
            .map(Value::to_string)
            .unwrap_or_default(),
        text("pattern").to_owned(),
        list(strings(field.get("products"))),
        list(strings(names)),
    ]
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
