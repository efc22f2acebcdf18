//! Values that the tables leave open, accepted as written.

use serde_json::Number;
use syn::Lit;

use crate::args::Args;
use crate::findings::Findings;
use crate::property_tree::{Members, PropertyTree};
use crate::value::Value;
use crate::wording;

/// Arbitrary names with arbitrary values, such as `params` and `links`.
pub(crate) fn map(args: &Args, findings: &mut Findings) -> Members {
    args.report_faults(&mut findings.report);
    args.iter()
        .filter_map(|arg| Some((arg.name.clone(), any(&arg.value, findings)?)))
        .collect()
}

/// A value of any type.
pub(crate) fn any(written: &Value, findings: &mut Findings) -> Option<PropertyTree> {
    let value = match written {
        Value::Literal(Lit::Str(literal)) => Some(literal.value().into()),
        Value::Literal(Lit::Bool(literal)) => Some(literal.value.into()),
        Value::Literal(Lit::Int(literal)) => {
            literal.base10_parse::<i64>().ok().map(PropertyTree::from)
        }
        Value::Literal(Lit::Float(literal)) => literal
            .base10_parse::<f64>()
            .ok()
            .and_then(Number::from_f64)
            .map(PropertyTree::Number),
        Value::Negative(_, literal) => literal
            .base10_parse::<i64>()
            .ok()
            .map(|number| PropertyTree::from(-number)),
        Value::Object(_, args) => Some(map(args, findings).into()),
        Value::Array(_, values) => {
            let elements = values.iter().filter_map(|value| any(value, findings));
            Some(PropertyTree::List(elements.collect()))
        }
        _ => None,
    };
    if value.is_none() && !written.is_unreadable() {
        findings.error_at(written.span(), wording::EXPECTED_OPEN_VALUE);
    }
    value
}
