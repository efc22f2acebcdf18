//! Scopes and what each implies: `scopes.tsv`.

use super::source::{Object, Source};
use crate::facts::Fault;
use crate::facts::cell::{self, Confidence, List};
use crate::facts::rows::ScopeRow;
use serde_json::Value;

/// Derives the table, one row for each scope of each product.
pub(crate) fn derive(source: &Source) -> Result<Vec<ScopeRow>, Fault> {
    let file = source.read("scopes.json")?;
    let mut rows = Vec::new();
    let forge_names = file.get("rules").and_then(|rules| rules.get("forge_names"));
    for (product, row) in file.members("products")? {
        let implications = row.get("known_implications");
        for scope in scopes(&row)? {
            let forge = forge_names
                .and_then(|names| names.get(&scope.name))
                .and_then(Value::as_str)
                .map(|name| name.replace("{p}", product));
            // The facts have only a stub of Bitbucket's vocabulary: plain names, with implications elsewhere.
            let (implies, confidence) = match scope.implies {
                Some(implies) => (implies, Confidence::Official),
                None => (
                    strings(implications.and_then(|it| it.get(&scope.name))),
                    Confidence::Unverified,
                ),
            };
            rows.push(ScopeRow {
                scope: scope.name,
                product: cell::word(product).map_err(|what| row.fault(what))?,
                implies,
                forge,
                confidence,
            });
        }
    }
    Ok(rows)
}

struct Scope {
    name: String,
    implies: Option<List>,
}

fn scopes(row: &Object) -> Result<Vec<Scope>, Fault> {
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
                let scope = Object::new("scopes.json".to_owned(), other.clone())?;
                Ok(Scope {
                    name: scope.text("scope")?.to_owned(),
                    implies: Some(strings(scope.get("implies"))),
                })
            }
        })
        .collect()
}

fn strings(value: Option<&Value>) -> List {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}
