//! Scopes and what each implies: `scopes.tsv`.

use super::source::{Fault, Row, Source};
use super::table::{Table, list};
use serde_json::Value;

/// Derives the table, one row for each scope of each product.
pub(crate) fn derive(source: &Source) -> Result<Table, Fault> {
    let file = source.read("scopes.json")?;
    let mut table = Table::new(
        "scopes.tsv",
        &["scope", "product", "implies", "forge", "confidence"],
    );
    let forge_names = file.get("rules").and_then(|rules| rules.get("forge_names"));
    for (product, row) in file.members("products")? {
        let implications = row.get("known_implications");
        for scope in scopes(&row)? {
            let forge = forge_names
                .and_then(|names| names.get(&scope.name))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .replace("{p}", product);
            // The facts hold Bitbucket's vocabulary as a stub: plain names, implications apart.
            let (implies, confidence) = match scope.implies {
                Some(implies) => (implies, "official"),
                None => (
                    strings(implications.and_then(|it| it.get(&scope.name))),
                    "unverified",
                ),
            };
            table.push([
                scope.name,
                product.to_owned(),
                list(implies),
                forge,
                confidence.to_owned(),
            ]);
        }
    }
    Ok(table)
}

struct Scope {
    name: String,
    implies: Option<Vec<String>>,
}

fn scopes(row: &Row) -> Result<Vec<Scope>, Fault> {
    let Some(Value::Array(items)) = row.get("scopes") else {
        return Err(row.fault("`scopes` must be a list"));
    };
    items
        .iter()
        .map(|item| match item {
            Value::String(name) => Ok(Scope {
                name: name.clone(),
                implies: None,
            }),
            other => {
                let scope = Row::new("scopes.json".to_owned(), other.clone())?;
                Ok(Scope {
                    name: scope.text("scope")?.to_owned(),
                    implies: Some(strings(scope.get("implies"))),
                })
            }
        })
        .collect()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
