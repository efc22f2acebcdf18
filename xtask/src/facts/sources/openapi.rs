//! An OpenAPI document: finding operations in it, and resolving a `$ref`.

use super::source::Source;
use crate::facts::Fault;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;

/// One document, as published.
#[derive(Debug)]
pub(crate) struct Document {
    file: String,
    root: Value,
}

impl Document {
    /// Reads a compressed document in the folder.
    pub(crate) fn read(source: &Source, file: &str) -> Result<Self, Fault> {
        let path = source.path(file);
        let packed = File::open(&path).map_err(|source| Fault::Read {
            path: path.clone(),
            source,
        })?;
        // Serde's reader takes one byte at a time: it would decompress one byte at a time.
        let text =
            std::io::read_to_string(GzDecoder::new(packed)).map_err(|source| Fault::Read {
                path: path.clone(),
                source,
            })?;
        let root = serde_json::from_str(&text).map_err(|source| Fault::Json { path, source })?;
        Ok(Document {
            file: file.to_owned(),
            root,
        })
    }

    /// The operation, and the parameters of its path, which it shares with its neighbours.
    pub(crate) fn operation(&self, path: &str, method: &str) -> Result<Operation<'_>, Fault> {
        let item = self.root.get("paths").and_then(|paths| paths.get(path));
        let found = item.and_then(|item| item.get(method.to_ascii_lowercase()));
        match (item, found) {
            (Some(item), Some(body)) => Ok(Operation {
                document: self,
                at: format!("{} {method} {path}", self.file),
                item,
                body,
            }),
            _ => Err(Fault::Fact {
                at: self.file.clone(),
                what: format!("`{method} {path}` must exist"),
            }),
        }
    }

    /// A schema by its name.
    pub(crate) fn schema(&self, name: &str) -> Result<&Value, Fault> {
        let found = self.root.pointer("/components/schemas");
        found
            .and_then(|all| all.get(name))
            .ok_or_else(|| Fault::Fact {
                at: self.file.clone(),
                what: format!("the schema `{name}` must exist"),
            })
    }

    /// The members of an object, including those of its parts.
    pub(crate) fn members<'a>(
        &'a self,
        schema: &'a Value,
    ) -> Result<Vec<(&'a str, &'a Value)>, Fault> {
        let schema = self.resolve(schema)?;
        let mut members = Vec::new();
        if let Some(Value::Object(own)) = schema.get("properties") {
            members.extend(own.iter().map(|(name, value)| (name.as_str(), value)));
        }
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            members.extend(self.members(part)?);
        }
        Ok(members)
    }

    /// Resolves a value of this document.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> Result<&'a Value, Fault> {
        self.resolved(value).ok_or_else(|| Fault::Fact {
            at: self.file.clone(),
            what: "a `$ref` must lead somewhere in the same document".to_owned(),
        })
    }

    /// The value itself, following references.
    fn resolved<'a>(&'a self, mut value: &'a Value) -> Option<&'a Value> {
        while let Some(reference) = value.get("$ref") {
            let pointer = reference.as_str()?.strip_prefix('#')?;
            value = self.root.pointer(pointer)?;
        }
        Some(value)
    }
}

/// One operation of a document.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    document: &'a Document,
    at: String,
    item: &'a Value,
    body: &'a Value,
}

impl<'a> Operation<'a> {
    /// A fault of this operation.
    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault::Fact {
            at: self.at.clone(),
            what: what.into(),
        }
    }

    /// Resolves a value of this document.
    pub(crate) fn resolve(&self, value: &'a Value) -> Result<&'a Value, Fault> {
        self.document
            .resolved(value)
            .ok_or_else(|| self.fault("a `$ref` must lead somewhere in the same document"))
    }

    /// The description; empty if there is none.
    pub(crate) fn description(&self) -> &'a str {
        self.body
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// All parameters, path parameters first.
    pub(crate) fn parameters(&self) -> Result<Vec<&'a Value>, Fault> {
        [self.item, self.body]
            .into_iter()
            .filter_map(|of| of.get("parameters").and_then(Value::as_array))
            .flatten()
            .map(|parameter| self.resolve(parameter))
            .collect()
    }

    /// The request body: whether it is required, and its media types.
    pub(crate) fn request_body(&self) -> Result<Option<(bool, Vec<&'a str>)>, Fault> {
        let Some(body) = self.body.get("requestBody") else {
            return Ok(None);
        };
        let body = self.resolve(body)?;
        let required = body.get("required").and_then(Value::as_bool);
        Ok(Some((required.unwrap_or(false), media_types(body))))
    }

    /// The responses: status and media types.
    pub(crate) fn responses(&self) -> Result<Vec<(&'a str, Vec<&'a str>)>, Fault> {
        let Some(Value::Object(responses)) = self.body.get("responses") else {
            return Err(self.fault("`responses` must be an object"));
        };
        responses
            .iter()
            .map(|(status, response)| Ok((status.as_str(), media_types(self.resolve(response)?))))
            .collect()
    }
}

impl<'a> Operation<'a> {
    /// The schema of a successful JSON response.
    pub(crate) fn answer(&self) -> Result<Option<&'a Value>, Fault> {
        let Some(Value::Object(responses)) = self.body.get("responses") else {
            return Ok(None);
        };
        for (status, response) in responses {
            if !status.starts_with('2') {
                continue;
            }
            let Some(Value::Object(content)) = self.resolve(response)?.get("content") else {
                continue;
            };
            let json = content.iter().find(|(media, _)| media.contains("json"));
            if let Some(schema) = json.and_then(|(_, content)| content.get("schema")) {
                return self.resolve(schema).map(Some);
            }
        }
        Ok(None)
    }

    /// The examples of successful JSON responses; one that is text and not JSON is null.
    pub(crate) fn examples(&self) -> Result<Vec<Value>, Fault> {
        let mut examples = Vec::new();
        let responses = self.body.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            if !status.starts_with('2') {
                continue;
            }
            let content = self.resolve(response)?.get("content");
            let media = content.and_then(Value::as_object).into_iter().flatten();
            for (_, media) in media.filter(|(media, _)| media.contains("json")) {
                examples.extend(media.get("example").cloned());
                let named = media.get("examples").and_then(Value::as_object);
                for (_, named) in named.into_iter().flatten() {
                    examples.extend(self.resolve(named)?.get("value").cloned());
                }
            }
        }
        let read = |example| match example {
            Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
            other => other,
        };
        Ok(examples.into_iter().map(read).collect())
    }

    /// The members of an object, including those of its parts.
    pub(crate) fn members(&self, schema: &'a Value) -> Result<Vec<(&'a str, &'a Value)>, Fault> {
        self.document.members(schema)
    }

    /// The status of a successful response, with its schema if it has one in JSON; `None` if the
    /// document has no successful response. A JSON response is preferred to one without content.
    pub(crate) fn success(&self) -> Result<Option<(u16, Option<&'a Value>)>, Fault> {
        let Some(Value::Object(responses)) = self.body.get("responses") else {
            return Ok(None);
        };
        let mut empty = None;
        for (status, response) in responses {
            let Some(status) = status.parse().ok().filter(|it| (200..300).contains(it)) else {
                continue;
            };
            let content = self.resolve(response)?.get("content");
            let mut media = content.and_then(Value::as_object).into_iter().flatten();
            let json = media.find(|(media, _)| media.contains("json"));
            match json.and_then(|(_, content)| content.get("schema")) {
                // HTTP overrides the document: 204 has no content.
                Some(schema) if status != 204 => return Ok(Some((status, Some(schema)))),
                _ => empty = empty.or(Some((status, None))),
            }
        }
        Ok(empty)
    }

    /// A property of an object, whichever of its parts has it.
    pub(crate) fn property(
        &self,
        schema: &'a Value,
        name: &str,
    ) -> Result<Option<&'a Value>, Fault> {
        if let Some(own) = schema.get("properties").and_then(|all| all.get(name)) {
            return self.resolve(own).map(Some);
        }
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Some(found) = self.property(self.resolve(part)?, name)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

fn media_types(of: &Value) -> Vec<&str> {
    match of.get("content") {
        Some(Value::Object(content)) => content.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}
