//! Reading fact files, with errors that name the file and the row.

use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Why the tables could not be derived, written or compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A file could not be read.
    #[error("{path} can't be read: {source}", path = path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A table could not be written.
    #[error("{path} can't be written: {source}", path = path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A fact file is not JSON.
    #[error("{path} is not JSON: {source}", path = path.display())]
    Json {
        path: PathBuf,
        source: serde_json::Error,
    },
    /// A fact is not what the derivation knows how to read.
    #[error("{at}: {what}")]
    Fact { at: String, what: String },
}

/// A folder of fact files.
#[derive(Debug)]
pub(crate) struct Source {
    folder: PathBuf,
}

impl Source {
    pub(crate) fn new(folder: &Path) -> Self {
        Source {
            folder: folder.to_owned(),
        }
    }

    /// Where a file of the folder is.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Reads one file of the folder; its top must be an object.
    pub(crate) fn read(&self, file: &str) -> Result<Row, Fault> {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).map_err(|source| Fault::Read {
            path: path.clone(),
            source,
        })?;
        let value: Value =
            serde_json::from_str(&text).map_err(|source| Fault::Json { path, source })?;
        Row::new(file.to_owned(), value)
    }
}

/// One object of a fact file, with the words to find it by.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    at: String,
    fields: Map<String, Value>,
}

impl Row {
    pub(crate) fn new(at: String, value: Value) -> Result<Self, Fault> {
        match value {
            Value::Object(fields) => Ok(Row { at, fields }),
            _ => Err(Fault::Fact {
                at,
                what: "must be an object".to_owned(),
            }),
        }
    }

    /// A fault of this row.
    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault::Fact {
            at: self.at.clone(),
            what: what.into(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    /// A string that must be there.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Fault> {
        self.optional(name)
            .ok_or_else(|| self.fault(format!("`{name}` must be a string")))
    }

    /// A string that may be missing.
    pub(crate) fn optional(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A boolean; false when missing.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A boolean inside an object; false when either is missing.
    pub(crate) fn members_flag(&self, object: &str, name: &str) -> bool {
        self.get(object)
            .and_then(|it| it.get(name))
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// A list of strings; empty when missing.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&str>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        value
            .as_array()
            .and_then(|items| items.iter().map(Value::as_str).collect())
            .ok_or_else(|| self.fault(format!("`{name}` must be a list of strings")))
    }

    /// A list of objects that must be there.
    pub(crate) fn rows(&self, name: &str) -> Result<Vec<Row>, Fault> {
        let Some(Value::Array(items)) = self.get(name) else {
            return Err(self.fault(format!("`{name}` must be a list")));
        };
        items
            .iter()
            .enumerate()
            .map(|(index, item)| Row::new(format!("{} {name}[{index}]", self.at), item.clone()))
            .collect()
    }

    /// An object's members; none when missing.
    pub(crate) fn members(&self, name: &str) -> Result<Vec<(&str, Row)>, Fault> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Object(members)) => members
                .iter()
                .map(|(key, value)| {
                    let row = Row::new(format!("{} {name}.{key}", self.at), value.clone())?;
                    Ok((key.as_str(), row))
                })
                .collect(),
            Some(_) => Err(self.fault(format!("`{name}` must be an object"))),
        }
    }

    /// The row's confidence, checked.
    pub(crate) fn confidence(&self) -> Result<&str, Fault> {
        match self.text("confidence")? {
            known @ ("official" | "observed" | "unverified") => Ok(known),
            other => Err(self.fault(format!("unknown confidence `{other}`"))),
        }
    }
}
