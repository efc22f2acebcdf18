//! The file to import, and its faults as a compiler shows them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use connect_model::{Descriptor, DescriptorError};
use serde_json::{Map, Value};

use super::error::{ImportError, Snippet};

/// Descriptors are some kilobytes; the largest apps stay far below this.
const LIMIT: u64 = 1024 * 1024;

/// The text of a file.
pub(super) fn read(path: &Path) -> Result<String, ImportError> {
    let failed = |source| ImportError::Read {
        path: path.to_owned(),
        source,
    };
    if path.is_dir() {
        return Err(ImportError::Folder(path.to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LIMIT {
        return Err(ImportError::TooLarge {
            path: path.to_owned(),
            limit: LIMIT / 1024 / 1024,
        });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let before = bytes.get(..at).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count();
        let encoded = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        let hint = if encoded {
            ": it looks like UTF-16"
        } else {
            ""
        };
        ImportError::Fault(Box::new(Snippet {
            path: path.to_owned(),
            line,
            column,
            message: format!("the file is not UTF-8{hint}"),
            source_line: String::new(),
        }))
    })?;
    // A byte order mark is no part of the text.
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The object that a text is.
pub(super) fn parse(path: &Path, text: &str) -> Result<Map<String, Value>, ImportError> {
    let fault = |error: &DescriptorError| {
        let (line, column, message) = match error {
            DescriptorError::NotJson {
                line,
                column,
                reason,
            } => {
                let message = if text.trim().is_empty() {
                    "the file is empty: a descriptor is a JSON object".to_owned()
                } else {
                    format!("this is not JSON: {reason}")
                };
                (*line, *column, message)
            }
            DescriptorError::TooDeep { line, column } => (
                *line,
                *column,
                "this is nested too deeply: at most 127 levels".to_owned(),
            ),
            DescriptorError::NotAnObject {
                line,
                column,
                found,
            } => (
                *line,
                *column,
                format!("this is {found}: a descriptor is a JSON object"),
            ),
        };
        ImportError::Fault(Box::new(Snippet {
            path: path.to_owned(),
            line: line.max(1),
            column: column.max(1),
            message,
            source_line: text
                .lines()
                .nth(line.saturating_sub(1))
                .unwrap_or_default()
                .to_owned(),
        }))
    };
    let descriptor = Descriptor::parse(text).map_err(|error| fault(&error))?;
    match serde_json::to_value(&descriptor) {
        Ok(Value::Object(root)) => Ok(root),
        _ => Err(ImportError::Read {
            path: path.to_owned(),
            source: io::Error::other("the descriptor is no object"),
        }),
    }
}
