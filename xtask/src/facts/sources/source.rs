//! Reading fact files, with errors that name the file and the row.

use super::supplements;
use crate::facts::Fault;
use crate::facts::cell::{self, Confidence};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

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

    /// The path of a file in the folder.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Reads one file in the folder, which must contain an object.
    pub(crate) fn read(&self, file: &str) -> Result<Object, Fault> {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).map_err(|source| Fault::Read {
            path: path.clone(),
            source,
        })?;
        let mut value: Value =
            serde_json::from_str(&text).map_err(|source| Fault::Json { path, source })?;
        supplements::add(file, &mut value)?;
        Object::new(file.to_owned(), value)
    }
}

/// One object in a fact file, with a description of where it is.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    at: String,
    fields: Map<String, Value>,
}

impl Object {
    pub(crate) fn new(at: String, value: Value) -> Result<Self, Fault> {
        match value {
            Value::Object(fields) => Ok(Object { at, fields }),
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

    /// A required string.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Fault> {
        self.optional(name)
            .ok_or_else(|| self.fault(format!("`{name}` must be a string")))
    }

    /// A string that may be missing.
    pub(crate) fn optional(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A whole number that may be missing.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u32>, Fault> {
        let number = self.get(name).and_then(Value::as_u64).map(u32::try_from);
        number
            .transpose()
            .map_err(|_| self.fault(format!("`{name}` is too large")))
    }

    /// A boolean; false if missing.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A boolean inside an object; false if either is missing.
    pub(crate) fn members_flag(&self, object: &str, name: &str) -> bool {
        self.get(object)
            .and_then(|it| it.get(name))
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// A list of strings; empty if missing.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&str>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        value
            .as_array()
            .and_then(|items| items.iter().map(Value::as_str).collect())
            .ok_or_else(|| self.fault(format!("`{name}` must be a list of strings")))
    }

    /// A required list of objects.
    pub(crate) fn rows(&self, name: &str) -> Result<Vec<Object>, Fault> {
        let Some(Value::Array(items)) = self.get(name) else {
            return Err(self.fault(format!("`{name}` must be a list")));
        };
        items
            .iter()
            .enumerate()
            .map(|(index, item)| Object::new(format!("{} {name}[{index}]", self.at), item.clone()))
            .collect()
    }

    /// An object's members; none if missing.
    pub(crate) fn members(&self, name: &str) -> Result<Vec<(&str, Object)>, Fault> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Object(members)) => members
                .iter()
                .map(|(key, value)| {
                    let row = Object::new(format!("{} {name}.{key}", self.at), value.clone())?;
                    Ok((key.as_str(), row))
                })
                .collect(),
            Some(_) => Err(self.fault(format!("`{name}` must be an object"))),
        }
    }

    /// A word that is parsed as an enum.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        cell::word(self.text(name)?).map_err(|what| self.fault(format!("`{name}`: {what}")))
    }

    /// The row's confidence.
    pub(crate) fn confidence(&self) -> Result<Confidence, Fault> {
        self.word("confidence")
    }
}
