//! Values in the body of a request.

use serde_json::Value;

/// A name or an id, which may be sent as a number; `None` if it is missing or empty.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
