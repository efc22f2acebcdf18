//! The parameters of a REST operation, as cells: `expand:string fields:csv[string] id!:integer`.
//!
//! ```text
//! cell      := parameter { " " parameter }
//! parameter := name [ "!" ] [ "~" ] ":" type        ! must be given, ~ deprecated
//! type      := value | "[" value "]" | "csv[" value "]"     repeated, joined by commas
//! value     := "string" | "integer" | "boolean" | "enum(" word { "|" word } ")"
//! ```

use super::openapi::Operation;
use crate::facts::Fault;
use serde_json::Value;

/// The cells for the three places where parameters can be.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    /// In path order.
    pub(crate) path: String,
    /// Sorted by name.
    pub(crate) query: String,
    /// Only names, each with `!` if it is required.
    pub(crate) headers: String,
}

/// The parameters of an operation.
pub(crate) fn cells(path: &str, operation: &Operation<'_>) -> Result<Cells, Fault> {
    let mut in_path = Vec::new();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    for parameter in operation.parameters()? {
        let text = |name: &str| parameter.get(name).and_then(Value::as_str);
        let flag = |name: &str| parameter.get(name) == Some(&Value::Bool(true));
        let (Some(name), Some(place)) = (text("name"), text("in")) else {
            return Err(operation.fault("a parameter must have `name` and `in`"));
        };
        let marks = match (flag("required"), flag("deprecated")) {
            (true, true) => "!~",
            (true, false) => "!",
            (false, true) => "~",
            (false, false) => "",
        };
        match place {
            "path" => in_path.push((name, format!("{name}:{}", holds(operation, parameter)?))),
            // Each call of a Connect app carries its token, which is the client's job.
            "header" if name == "Authorization" => {}
            "header" => headers.push(format!("{name}{marks}")),
            "query" => {
                let schema = schema(operation, parameter)?;
                // An object with arbitrary members: the request has parameters that can't be listed.
                query.push(if free(schema) {
                    "*:string".to_owned()
                } else {
                    format!("{name}{marks}:{}", holds(operation, parameter)?)
                });
            }
            other => return Err(operation.fault(format!("unknown place `{other}` of `{name}`"))),
        }
    }
    // "One or more query params must be supplied to specify properties": usually only in words.
    if path.ends_with("ByProperties") {
        query.push("*:string".to_owned());
    }
    query.sort();
    query.dedup();
    headers.sort();
    Ok(Cells {
        path: in_order(path, operation, &in_path)?,
        query: query.join(" "),
        headers: headers.join(" "),
    })
}

fn in_order(
    path: &str,
    operation: &Operation<'_>,
    stated: &[(&str, String)],
) -> Result<String, Fault> {
    let mut cell = Vec::new();
    for name in placeholders(path) {
        match stated.iter().find(|(stated, _)| *stated == name) {
            Some((_, parameter)) => cell.push(parameter.as_str()),
            None => return Err(operation.fault(format!("`{name}` must be a path parameter"))),
        }
    }
    if cell.len() != stated.len() {
        return Err(operation.fault("each path parameter must be in the path"));
    }
    Ok(cell.join(" "))
}

/// The names between braces.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| {
        let name = segment.strip_prefix('{')?;
        name.strip_suffix('}')
    })
}

fn schema<'a>(operation: &Operation<'a>, parameter: &'a Value) -> Result<&'a Value, Fault> {
    match parameter.get("schema") {
        Some(schema) => operation.resolve(schema),
        None => Err(operation.fault("a parameter must have a schema")),
    }
}

fn free(schema: &Value) -> bool {
    let members = schema.get("additionalProperties");
    schema.get("type").and_then(Value::as_str) == Some("object")
        && members.is_some_and(|members| members != &Value::Bool(false))
}

fn holds<'a>(operation: &Operation<'a>, parameter: &'a Value) -> Result<String, Fault> {
    let schema = schema(operation, parameter)?;
    if schema.get("type").and_then(Value::as_str) != Some("array") {
        return value(operation, schema);
    }
    let Some(items) = schema.get("items") else {
        return Err(operation.fault("an array must have `items`"));
    };
    let items = value(operation, operation.resolve(items)?)?;
    Ok(if joined(parameter) {
        format!("csv[{items}]")
    } else {
        format!("[{items}]")
    })
}

/// Whether the members of a list are joined by commas. The document's `explode` decides if it is
/// present; else the description does, and OpenAPI's default is one parameter per member.
fn joined(parameter: &Value) -> bool {
    if let Some(explode) = parameter.get("explode").and_then(Value::as_bool) {
        return !explode;
    }
    let words = parameter.get("description").and_then(Value::as_str);
    let words = words.unwrap_or_default().to_lowercase();
    !words.contains("ampersand")
        && (words.contains("comma-separated") || words.contains("comma separated"))
}

fn value(operation: &Operation<'_>, schema: &Value) -> Result<String, Fault> {
    if let Some(Value::Array(words)) = schema.get("enum") {
        let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
        let words = words.ok_or_else(|| operation.fault("`enum` must be a list of strings"))?;
        // `<any positive integer …>` is prose, and then the list is not one.
        let plain = |word: &&str| !word.is_empty() && !word.contains([' ', '|', '(', ')', '<']);
        return Ok(if words.iter().all(plain) {
            format!("enum({})", words.join("|"))
        } else {
            "string".to_owned()
        });
    }
    match schema.get("type").and_then(Value::as_str) {
        Some(known @ ("string" | "integer" | "boolean")) => Ok(known.to_owned()),
        // Jira's own list of strings, written as an object without members.
        Some("object") | None => Ok("string".to_owned()),
        Some(other) => Err(operation.fault(format!("unknown type `{other}` of a parameter"))),
    }
}
