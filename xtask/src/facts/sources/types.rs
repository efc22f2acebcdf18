//! Naming the objects inside properties, so that each shape is one set of rows in `types.tsv`.

use super::attributes;
use super::properties::{Fragments, shape};
use super::shape::{Shape, Type};
use super::words::{snake, upper_camel};
use crate::facts::Fault;
use crate::facts::cell::{Confidence, List};
use crate::facts::rows::MemberRow;
use std::collections::BTreeMap;

/// Gives names to shapes and collects their rows.
#[derive(Debug)]
pub(crate) struct Types {
    rows: Vec<MemberRow>,
    /// Names by shape. A shape that is known here may still have no rows: they are added when it is used.
    names: BTreeMap<String, String>,
    written: Vec<String>,
}

impl Types {
    /// Starts with the names in the facts file itself.
    pub(crate) fn new(fragments: &Fragments) -> Result<Self, Fault> {
        let mut names = BTreeMap::new();
        for (name, row) in fragments {
            // Conditions and localised texts have words of their own.
            if matches!(
                name.as_str(),
                "i18nProperty" | "singleCondition" | "compositeCondition"
            ) {
                continue;
            }
            // `Url` and the word `url` would be hard to distinguish.
            let named = if name == "url" {
                "UrlObject".to_owned()
            } else {
                upper_camel(name)
            };
            names.insert(identity(&shape(row, fragments)?), named);
        }
        Ok(Types {
            rows: Vec::new(),
            names,
            written: Vec::new(),
        })
    }

    /// A type as written in a table; `path` names it if its shape has no name yet.
    pub(crate) fn cell(&mut self, ty: &Type, path: &str, confidence: Confidence) -> String {
        match ty {
            Type::Word(word) => (*word).to_owned(),
            Type::Enum(values) => format!("enum({})", values.join(",")),
            Type::Array(items) => format!("[{}]", self.cell(items, path, confidence)),
            Type::Object(shape) => self.object(shape, path, confidence),
        }
    }

    fn object(&mut self, shape: &Shape, path: &str, confidence: Confidence) -> String {
        let identity = identity(shape);
        let name = match self.names.get(&identity) {
            Some(name) => name.clone(),
            None => {
                let name = self.new_name(shape, path);
                self.names.insert(identity, name.clone());
                name
            }
        };
        if !self.written.contains(&name) {
            self.written.push(name.clone());
            for (member, property) in shape {
                let holds = attributes::reference(&name, member).unwrap_or_else(|| {
                    self.cell(&property.ty, &format!("{name} {member}"), confidence)
                });
                self.rows.push(MemberRow {
                    r#type: name.clone(),
                    property: member.clone(),
                    argument: snake(member),
                    holds,
                    required: property.required,
                    default: property.default.clone(),
                    max_length: property.max_length,
                    pattern: property.pattern.clone(),
                    forms: List(property.forms.clone()),
                    confidence,
                });
            }
        }
        name
    }

    /// An object with one member is named after it, others after their location.
    fn new_name(&self, shape: &Shape, path: &str) -> String {
        if let (1, Some(member)) = (shape.len(), shape.keys().next()) {
            let name = upper_camel(member);
            if !self.names.values().any(|taken| *taken == name) {
                return name;
            }
        }
        upper_camel(path)
    }

    pub(crate) fn into_rows(self) -> Vec<MemberRow> {
        self.rows
    }
}

/// Two shapes with the same text are the same shape, since maps are ordered.
fn identity(shape: &Shape) -> String {
    format!("{shape:?}")
}
