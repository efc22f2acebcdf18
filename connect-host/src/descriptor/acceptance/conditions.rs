//! The conditions of a module ("Conditions").

use connect_model::{
    Condition, ConditionUse, Confidence, HostProduct, Product, check_condition, condition,
};
use serde_json::{Map, Value};

use super::findings::{Findings, kind_of};
use super::site_message::CONDITION_PARAMETERS;

/// How deeply conditions may be nested; the host has no reason to look further.
const MAX_DEPTH: usize = 32;

/// Checks a list of conditions, including nested ones.
pub(super) fn check(
    conditions: &[Value],
    product: HostProduct,
    path: &str,
    findings: &mut Findings,
) {
    list(conditions, product, path, MAX_DEPTH, findings);
}

fn list(
    conditions: &[Value],
    product: HostProduct,
    path: &str,
    depth: usize,
    findings: &mut Findings,
) {
    for (index, value) in conditions.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let Some(object) = value.as_object() else {
            findings.problem(&path, format!("must be an object, not {}", kind_of(value)));
            continue;
        };
        let nested = ["and", "or", "conditions"]
            .into_iter()
            .find_map(|name| Some((name, object.get(name)?)));
        match (nested, object.get("condition")) {
            (Some((name, Value::Array(inner))), _) => {
                let path = format!("{path}.{name}");
                match depth.checked_sub(1) {
                    Some(depth) => list(inner, product, &path, depth, findings),
                    None => {
                        findings.problem(&path, format!("is nested deeper than {MAX_DEPTH} levels"))
                    }
                }
            }
            (Some((name, other)), _) => findings.problem(
                &format!("{path}.{name}"),
                format!("must be a list, not {}", kind_of(other)),
            ),
            (None, Some(Value::String(name))) => single(name, object, product, &path, findings),
            (None, Some(other)) => findings.problem(
                &format!("{path}.condition"),
                format!("must be text, not {}", kind_of(other)),
            ),
            (None, None) => findings.problem_with_help(
                &path,
                "names no condition",
                r#"write { "condition": … }, { "and": [ … ] } or { "or": [ … ] }"#,
            ),
        }
    }
}

fn single(
    name: &str,
    object: &Map<String, Value>,
    product: HostProduct,
    path: &str,
    findings: &mut Findings,
) {
    match check_condition(name) {
        Ok(ConditionUse::Remote) => {}
        Ok(ConditionUse::Listed(_)) => {
            let given = object.get("params").and_then(Value::as_object);
            for missing in required(name, product) {
                if !given.is_some_and(|given| given.contains_key(missing)) {
                    findings.problem_with_help(
                        &format!("{path}.params"),
                        CONDITION_PARAMETERS.with(&[name, &format!("{missing:?} is missing")]),
                        format!(r#"write "params": {{ "{missing}": … }}"#),
                    );
                }
            }
        }
        Err(unknown) => findings.unknown(
            &format!("{path}.condition"),
            &unknown,
            "no known condition has this name",
        ),
    }
}

/// The parameters without which every row for this product rejects the condition.
fn required(name: &str, product: HostProduct) -> Vec<&'static str> {
    let rows: Vec<&Condition> = condition(name)
        .iter()
        .filter(|row| row.product == Product::Common || product.supports(row.product))
        .collect();
    let Some((first, others)) = rows.split_first() else {
        return Vec::new();
    };
    // Facts that are only inferred must not refuse an app.
    if rows
        .iter()
        .any(|row| row.confidence != Confidence::Official)
    {
        return Vec::new();
    }
    let needs = |row: &Condition, name: &str| {
        row.parameters
            .iter()
            .any(|parameter| parameter.required && parameter.name == name)
    };
    first
        .parameters
        .iter()
        .map(|parameter| parameter.name)
        .filter(|name| needs(first, name) && others.iter().all(|row| needs(row, name)))
        .collect()
}
