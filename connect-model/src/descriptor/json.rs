//! JSON as people write it: with the occasional trailing comma.

use super::DescriptorError;
use serde_json::Value;

/// Parses text; errors refer to the original text.
pub(super) fn parse(text: &str) -> Result<Value, DescriptorError> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if let Some(tidy) = without_trailing_commas(text)
        && let Ok(value) = serde_json::from_str(&tidy)
    {
        return Ok(value);
    }
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let reason = message
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    if reason == "recursion limit exceeded" {
        return Err(DescriptorError::TooDeep { line, column });
    }
    Err(DescriptorError::NotJson {
        line,
        column,
        reason,
    })
}

/// The text with a space in place of each comma between a value and a closing bracket; `None` if
/// there is no such comma.
fn without_trailing_commas(text: &str) -> Option<String> {
    let mut tidy = text.as_bytes().to_vec();
    let (mut in_string, mut escaped, mut changed) = (false, false, false);
    let mut before = b'{';
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' if !in_string && !matches!(before, b'{' | b'[' | b',' | b':') => {
                let mut rest = text.bytes().skip(at + 1);
                let next = rest.find(|byte| !byte.is_ascii_whitespace());
                if matches!(next, Some(b'}' | b']')) {
                    if let Some(comma) = tidy.get_mut(at) {
                        *comma = b' ';
                    }
                    changed = true;
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    // Only commas became spaces: the bytes are still UTF-8.
    if changed {
        String::from_utf8(tidy).ok()
    } else {
        None
    }
}

/// The line and column of the first token in the text.
pub(super) fn start(text: &str) -> (usize, usize) {
    let blank = text.len() - text.trim_start().len();
    let before = text.get(..blank).unwrap_or_default();
    let line = 1 + before.matches('\n').count();
    let column = 1 + before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    (line, column)
}

/// The type of a value, in words.
pub(super) fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
