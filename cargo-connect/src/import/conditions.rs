//! A module's `conditions` as Rust.

use serde_json::Value;

use super::names;
use super::value::{any, literal};

/// All of a list; an object counts as a list of one.
pub(super) fn conditions(json: &Value) -> Result<String, String> {
    match json {
        Value::Array(items) if items.is_empty() => Err("it is empty".to_owned()),
        Value::Array(items) => joined("all", items),
        one => condition(one),
    }
}

fn joined(word: &str, items: &[Value]) -> Result<String, String> {
    let each: Result<Vec<String>, String> = items.iter().map(condition).collect();
    match each?.as_slice() {
        [] => Err("it is empty".to_owned()),
        [one] => Ok(one.clone()),
        several => Ok(format!("{word}({})", several.join(", "))),
    }
}

fn condition(json: &Value) -> Result<String, String> {
    for (member, word) in [("or", "any"), ("and", "all")] {
        if let Some(Value::Array(items)) = json.get(member) {
            return joined(word, items);
        }
    }
    let Some(name) = json.get("condition").and_then(Value::as_str) else {
        return Err("a condition has no name".to_owned());
    };
    let params = json.get("params").and_then(Value::as_object);
    let rows = connect_model::condition(name);
    // A remote condition keeps its path: without it more people would see the module.
    let is_remote = name.starts_with('/') || name.starts_with("https://");
    let said = if is_remote {
        literal(name)
    } else if rows.is_empty() {
        format!("unlisted({})", literal(name))
    } else {
        let mut written = Vec::new();
        for (param, json) in params.into_iter().flatten() {
            written.push(format!("{} = {}", names::snake(param), any(json)?));
        }
        if written.is_empty() {
            name.to_owned()
        } else {
            format!("{name}({})", written.join(", "))
        }
    };
    if rows.is_empty() && !is_remote && params.is_some_and(|params| !params.is_empty()) {
        return Err(format!("no table knows the parameters of `{name}`"));
    }
    let invert = json
        .get("invert")
        .is_some_and(|invert| invert == true || invert == "true");
    Ok(if invert { format!("not({said})") } else { said })
}
