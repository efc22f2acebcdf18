//! Reading REST responses, where anything missing is empty.

use serde_json::Value;

/// The text or number at a JSON pointer, as text.
pub(super) fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The same, or `otherwise` if it is empty.
pub(super) fn text_or(value: &Value, pointer: &str, otherwise: &str) -> String {
    match text(value, pointer) {
        empty if empty.is_empty() => otherwise.to_owned(),
        found => found,
    }
}

/// The members of the list at a JSON pointer.
pub(super) fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// Whether the value at a JSON pointer is `true`.
pub(super) fn is_true(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer) == Some(&Value::Bool(true))
}

/// A date and time for people, to the minute.
pub(super) fn moment(value: &Value, pointer: &str) -> String {
    let whole = text(value, pointer);
    let short: String = whole.chars().take(16).collect();
    short.replace('T', " ")
}
