//! What operations return: `responses.tsv` and `shapes.tsv`, from the schemas in the OpenAPI
//! documents. A shape is written as `(name:string id!:integer …)`, see `connect-product/facts`.

use super::openapi::Document;
use super::operations::APIS;
use super::source::Source;
use crate::facts::Fault;
use crate::facts::cell::{Api, List, Method};
use crate::facts::rows::{ResponseRow, ShapeRow};
use serde_json::Value;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Both tables.
pub(super) struct Responses {
    pub(super) responses: Vec<ResponseRow>,
    pub(super) shapes: Vec<ShapeRow>,
}

pub(super) fn derive(source: &Source) -> Result<Responses, Fault> {
    let file = source.read("rest-operations.json")?;
    let mut documents = BTreeMap::new();
    for (counts, row) in file.members("counts")? {
        documents.insert(
            counts.to_owned(),
            Document::read(source, row.text("spec")?)?,
        );
    }
    let mut responses: BTreeMap<(String, Method), ResponseRow> = BTreeMap::new();
    let mut readers: BTreeMap<Api, Reader<'_>> = BTreeMap::new();
    for row in &file.rows("operations")? {
        let product = row.text("product")?;
        let version = row.text("api_version")?;
        let api = APIS.iter().find(|api| (api.1, api.2) == (product, version));
        let document = documents.get(&format!("{product}@{version}"));
        let (Some((api, _, _, base)), Some(document)) = (api, document) else {
            return Err(row.fault(format!("unknown API `{product}` {version}")));
        };
        let path = row.text("path")?;
        let method = row.word("method")?;
        let stated = path.strip_prefix(base).unwrap_or(path);
        let operation = document.operation(stated, row.text("method")?)?;
        let Some((status, schema)) = operation.success()? else {
            continue;
        };
        // The newest API comes first in the facts, and determines a shared operation.
        if let Entry::Vacant(entry) = responses.entry((path.to_owned(), method)) {
            let reader = readers.entry(*api).or_insert_with(|| Reader::new(document));
            entry.insert(ResponseRow {
                path: path.to_owned(),
                method,
                api: *api,
                status,
                holds: schema.map_or(Ok(String::new()), |schema| reader.shape(schema))?,
            });
        }
    }
    let mut shapes: BTreeMap<(String, String), Vec<Api>> = BTreeMap::new();
    for (api, reader) in readers {
        for (name, holds) in reader.shapes()? {
            shapes.entry((name, holds)).or_default().push(api);
        }
    }
    let shape = |((shape, holds), api)| ShapeRow {
        shape,
        api: List(api),
        holds,
    };
    Ok(Responses {
        responses: responses.into_values().collect(),
        shapes: shapes.into_iter().map(shape).collect(),
    })
}

/// Reads one document, and records the schemas that are referred to by name.
struct Reader<'a> {
    document: &'a Document,
    asked: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            asked: BTreeSet::new(),
        }
    }

    /// All schemas that were referred to, and those that they refer to.
    fn shapes(mut self) -> Result<BTreeMap<String, String>, Fault> {
        let mut shapes = BTreeMap::new();
        loop {
            let next = self.asked.iter().find(|name| !shapes.contains_key(*name));
            let Some(name) = next.cloned() else {
                return Ok(shapes);
            };
            let schema = self.document.schema(&name)?;
            let holds = self.shape(schema)?;
            shapes.insert(name, holds);
        }
    }

    fn shape(&mut self, schema: &'a Value) -> Result<String, Fault> {
        if let Some(name) = reference(schema) {
            self.asked.insert(name.to_owned());
            return Ok(name.to_owned());
        }
        let parts = |name: &str| {
            let parts = schema.get(name).and_then(Value::as_array);
            parts.map(Vec::as_slice).unwrap_or_default()
        };
        // A description next to a reference makes it a composition with one part.
        if let [only] = parts("allOf")
            && schema.get("properties").is_none()
        {
            return self.shape(only);
        }
        if let Some(first) = parts("oneOf").first().or(parts("anyOf").first()) {
            return self.shape(first);
        }
        if let Some(first) = parts("enum").iter().find(|value| !value.is_null()) {
            let word = first
                .as_str()
                .map_or_else(|| first.to_string(), str::to_owned);
            return Ok(format!("={}", word.replace(['=', ' '], "_")));
        }
        let has = |name: &str| schema.get(name).is_some();
        let kind = schema.get("type").and_then(Value::as_str);
        Ok(match kind {
            Some("array") => match schema.get("items") {
                Some(items) => format!("[{}]", self.shape(items)?),
                None => "[any]".to_owned(),
            },
            _ if has("properties") || has("allOf") => {
                let mut members = BTreeMap::new();
                self.members(schema, &mut members)?;
                let members: Vec<String> = members.into_values().collect();
                format!("({})", members.join(" "))
            }
            Some("object") => match schema.get("additionalProperties") {
                Some(of @ Value::Object(fields)) if !fields.is_empty() => {
                    format!("{{{}}}", self.shape(of)?)
                }
                _ => "object".to_owned(),
            },
            Some("string") => match schema.get("format").and_then(Value::as_str) {
                Some("date-time") => "moment",
                Some("date") => "date",
                Some("uri" | "url" | "URL") => "url",
                Some("uuid") => "uuid",
                _ => "string",
            }
            .to_owned(),
            Some(plain @ ("integer" | "number" | "boolean")) => plain.to_owned(),
            _ => "any".to_owned(),
        })
    }

    /// The members of an object, including those of its parts, by name.
    fn members(
        &mut self,
        schema: &'a Value,
        members: &mut BTreeMap<&'a str, String>,
    ) -> Result<(), Fault> {
        let schema = self.document.resolve(schema)?;
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.members(part, members)?;
        }
        let required = schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let Some(Value::Object(own)) = schema.get("properties") else {
            return Ok(());
        };
        for (name, value) in own {
            let only_sent = value.get("writeOnly").and_then(Value::as_bool) == Some(true);
            // Where a sentence takes the place of a name, the document describes the keys of a map.
            if only_sent || !name.bytes().all(is_of_name) {
                continue;
            }
            let mark = if required.contains(&name.as_str()) {
                "!"
            } else {
                ""
            };
            let holds = self.shape(value)?;
            members.insert(name, format!("{name}{mark}:{holds}"));
        }
        Ok(())
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.rsplit('/').next()
}
