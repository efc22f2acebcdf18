//! Converting the JSON of a property to an argument, by the property's type.
//!
//! A value is never dropped because of one of its parts: only the part that can't be kept is left out,
//! reported, and preserved as a comment.

mod conditions;
mod targets;

use connect_model::module_kind::Type;
use connect_model::{Property, half_hours};
use serde_json::{Map, Value};

use super::references::{ItemContext, References};
use crate::attribute_ast::{AttrValue, Field, HandlerRequest};
use crate::diagnostics::Diagnostics;
use crate::handler_kind::HandlerKind;
use crate::parse::escaped;
use crate::text::{comment, literal, remark};
use crate::urls::{BaseUrl, is_file};

/// Converts the values of one item.
#[derive(Debug)]
pub(super) struct Converter<'a, 'd> {
    pub(super) item: &'a ItemContext,
    pub(super) references: &'a References<'a>,
    pub(super) base: &'a BaseUrl,
    pub(super) diagnostics: &'a mut Diagnostics<'d>,
    /// What was left out, as comments above the item.
    pub(super) unconverted: Vec<String>,
}

/// Where a value is: relative to the module (`editor.url`), and in the descriptor.
#[derive(Debug, Clone)]
pub(super) struct JsonPointer {
    pub(super) path: String,
    pub(super) pointer: String,
}

impl JsonPointer {
    /// The item itself.
    pub(super) fn root(item: &ItemContext) -> Self {
        Self {
            path: String::new(),
            pointer: item.pointer.clone(),
        }
    }

    pub(super) fn member(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self {
            path: format!("{}{dot}{name}", self.path),
            pointer: format!("{}/{}", self.pointer, escaped(name)),
        }
    }

    pub(super) fn item(&self, at: usize) -> Self {
        Self {
            path: format!("{}[{at}]", self.path),
            pointer: format!("{}/{at}", self.pointer),
        }
    }
}

impl Converter<'_, '_> {
    /// Leaves a value out: reports it, and preserves it as a comment.
    pub(super) fn drop_value(&mut self, at: &JsonPointer, json: &Value, why: &str) {
        let message = format!("{}: dropped `{}`: {why}", self.item.label, at.path);
        self.diagnostics.report(&at.pointer, message);
        self.unconverted
            .extend(comment(&format!("dropped {}: {json}", at.path)));
    }

    /// A property as an argument; `None` if it was left out.
    pub(super) fn field(
        &mut self,
        property: &'static Property,
        json: &Value,
        at: &JsonPointer,
    ) -> Option<Field> {
        let is_empty = match json {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Null => true,
            _ => false,
        };
        if is_empty && !property.required {
            return None;
        }
        let converted = if property.ty == Type::Conditions {
            conditions::convert(self, json, at)
        } else {
            self.value(property, &property.ty, json, at).map(|value| {
                let field = Field::value(value).at(&at.path);
                let has_fallback =
                    matches!(property.ty, Type::Location | Type::Event | Type::Enum(_));
                Some(match json.as_str() {
                    Some(name) if has_fallback => field.or(AttrValue::unlisted(name)),
                    _ => field,
                })
            })
        };
        match converted {
            Ok(field) => field.map(|field| Field {
                name: property.argument.to_owned(),
                ..field
            }),
            Err(why) => {
                self.drop_value(at, json, &why);
                None
            }
        }
    }

    fn value(
        &mut self,
        property: &'static Property,
        ty: &'static Type,
        json: &Value,
        at: &JsonPointer,
    ) -> Result<AttrValue, String> {
        match (ty, json) {
            (Type::Location, Value::String(name)) => {
                let (value, problem) = self.references.location(self.item, name);
                if let Some(problem) = problem {
                    let message = format!("{}: {problem}", self.item.label);
                    self.diagnostics.report(&at.pointer, message);
                }
                Ok(value)
            }
            (Type::Enum(words), Value::String(word)) => {
                let known = words.iter().find(|known| known.eq_ignore_ascii_case(word));
                Ok(known.map_or_else(|| AttrValue::unlisted(word), |known| enum_word(known)))
            }
            (Type::Key(kinds), Value::String(key)) => self.references.key(self.item, kinds, key),
            (Type::Url, Value::String(url)) => Ok(self.url(url, at)),
            (Type::String | Type::Event | Type::I18n, Value::String(text)) => {
                Ok(AttrValue::text(text))
            }
            (Type::String, Value::Number(number)) => Ok(AttrValue::text(&number.to_string())),
            (Type::I18n, Value::Object(members)) => self.i18n(members, at),
            (Type::Integer, Value::Number(number)) => integer(number.as_i64(), number.as_f64()),
            (Type::Integer, Value::String(text)) => {
                integer(text.trim().parse().ok(), text.trim().parse().ok())
            }
            (Type::HalfHours, json) => hours(json),
            (Type::Boolean, Value::Bool(flag)) => Ok(AttrValue::word(flag.to_string())),
            (Type::Boolean, Value::String(word))
                if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") =>
            {
                Ok(AttrValue::word(word.to_ascii_lowercase()))
            }
            (Type::Object(members), Value::Object(object)) => {
                if property.name == "target"
                    && let Some(short) = targets::convert(self, members, object, at)
                {
                    return Ok(short);
                }
                let fields = self.object(members, object, at);
                Ok(url_alone(members, fields))
            }
            (Type::Object(members), Value::String(text)) => match only_required(members) {
                Some(Property { ty: Type::Url, .. }) => Ok(self.url(text, at)),
                Some(only) => {
                    let json = Value::from(text.as_str());
                    let field = self.field(only, &json, at);
                    Ok(AttrValue::object(field.into_iter().collect()))
                }
                None => targets::word(members, text)
                    .ok_or_else(|| "it must be an object, not text".to_owned()),
            },
            (Type::Array(of), Value::Array(items)) => {
                let mut fields = Vec::new();
                for (index, json) in items.iter().enumerate() {
                    let at = at.item(index);
                    match self.value(property, of, json, &at) {
                        Ok(value) => {
                            let field = Field::value(value).at(&at.path);
                            fields.push(match (of, json.as_str()) {
                                (Type::Enum(_), Some(word)) => field.or(AttrValue::unlisted(word)),
                                _ => field,
                            });
                        }
                        Err(why) => self.drop_value(&at, json, &why),
                    }
                }
                Ok(AttrValue::list(fields))
            }
            // A single value where a list is expected.
            (Type::Array(of), json) if !json.is_null() => {
                let value = self.value(property, of, json, at)?;
                Ok(AttrValue::list(vec![Field::value(value).at(&at.path)]))
            }
            (Type::Map, Value::Object(_)) | (Type::Any, _) => self.any(json, at),
            _ => Err("its type is not the one that the platform expects".to_owned()),
        }
    }

    /// The members of an object, each with its adjacent comments.
    pub(super) fn object(
        &mut self,
        members: &'static [Property],
        object: &Map<String, Value>,
        at: &JsonPointer,
    ) -> Vec<Field> {
        let mut fields = Vec::new();
        for (name, json) in object {
            if name.starts_with("//") || json.is_null() {
                continue;
            }
            let at = at.member(name);
            let Some(member) = members.iter().find(|member| member.name == name) else {
                self.drop_value(&at, json, UNKNOWN);
                continue;
            };
            fields.extend(self.field(member, json, &at));
        }
        super::sort_arguments(&mut fields, &["identifier", "name"]);
        // A required word with only one possible value need not be written.
        fields.retain(|field| {
            let property = members.iter().find(|member| member.argument == field.name);
            !property.is_some_and(|it| it.required && matches!(it.ty, Type::Enum([_])))
                || matches!(field.value, AttrValue::Group { .. })
        });
        for (name, json) in object.iter().filter(|(name, _)| name.starts_with("//")) {
            let about = name.trim_start_matches('/');
            let argument = members
                .iter()
                .find(|member| member.name == about)
                .map(|member| member.argument);
            let lines = comment(&remark(name, json));
            let beside = fields
                .iter()
                .position(|field| Some(field.name.as_str()) == argument)
                .unwrap_or_default();
            match fields.get_mut(beside) {
                Some(field) => field.comments.extend(lines),
                None => self.unconverted.extend(lines),
            }
        }
        fields
    }

    /// `"text"`, or `{ value = "…", i18n = "…" }`.
    fn i18n(
        &mut self,
        members: &Map<String, Value>,
        at: &JsonPointer,
    ) -> Result<AttrValue, String> {
        let mut fields = Vec::new();
        for (name, json) in members {
            if name.starts_with("//") || json.is_null() {
                continue;
            }
            let at = at.member(name);
            match (name.as_str(), json) {
                ("value" | "i18n", Value::String(text)) => {
                    fields.push(Field::text(name, text).at(&at.path));
                }
                _ => self.drop_value(&at, json, "a text has only `value` and `i18n`"),
            }
        }
        // `value` before `i18n`.
        fields.reverse();
        match fields.as_slice() {
            [only] if only.name == "value" => Ok(only.value.clone()),
            // A translation's key alone is not text that the host could show.
            [] | [_] => Err("it has no text in `value`".to_owned()),
            _ => Ok(AttrValue::object(fields)),
        }
    }

    /// A URL inside a module: its handler if the app serves it, else text.
    fn url(&mut self, url: &str, at: &JsonPointer) -> AttrValue {
        let Some(path) = self.base.path_of(url) else {
            return AttrValue::text(url);
        };
        let member = at
            .path
            .rsplit('.')
            .find(|name| !["url", "templateUrl"].contains(name))
            .unwrap_or_default();
        let Some(kind) = HandlerKind::of(member, &at.path) else {
            return AttrValue::text(if path.contains("{{") { url } else { &path });
        };
        if is_file(&path) {
            return AttrValue::text(&path);
        }
        AttrValue::Handler(Box::new(HandlerRequest {
            kind,
            member: member.to_owned(),
            label: format!("`{}`", at.path),
            pointer: at.pointer.clone(),
            taken: AttrValue::text(&path),
            impossible: AttrValue::text(url),
            path,
        }))
    }

    /// A condition that is a URL; `None` for a name.
    pub(super) fn remote_condition(&self, condition: &str) -> Option<AttrValue> {
        let is_url =
            condition.starts_with('/') || condition.contains("://") || condition.starts_with("{{");
        if !is_url {
            return None;
        }
        let text = |url: &str| {
            if url.starts_with('/') || url.starts_with("https://") {
                AttrValue::text(url)
            } else {
                AttrValue::unlisted(url)
            }
        };
        let Some(path) = self.base.path_of(condition) else {
            return Some(text(condition));
        };
        Some(AttrValue::Handler(Box::new(HandlerRequest {
            kind: HandlerKind::CONDITION,
            member: "condition".to_owned(),
            label: format!("the condition {condition:?}"),
            pointer: self.item.pointer.clone(),
            taken: text(&path),
            impossible: text(&path),
            path,
        })))
    }

    /// JSON that is not described by any table.
    pub(super) fn any(&mut self, json: &Value, at: &JsonPointer) -> Result<AttrValue, String> {
        match json {
            Value::Null => Err("`null` can't be written".to_owned()),
            Value::String(text) => Ok(AttrValue::text(text)),
            Value::Bool(flag) => Ok(AttrValue::word(flag.to_string())),
            Value::Number(number) => Ok(AttrValue::word(number.to_string())),
            Value::Array(items) => {
                let mut fields = Vec::new();
                for (index, json) in items.iter().enumerate() {
                    let at = at.item(index);
                    match self.any(json, &at) {
                        Ok(value) => fields.push(Field::value(value).at(&at.path)),
                        Err(why) => self.drop_value(&at, json, &why),
                    }
                }
                Ok(AttrValue::list(fields))
            }
            Value::Object(members) => {
                let mut fields = Vec::new();
                let mut comments = Vec::new();
                for (name, json) in members {
                    if name.starts_with("//") {
                        comments.extend(comment(&remark(name, json)));
                        continue;
                    }
                    if json.is_null() {
                        continue;
                    }
                    let at = at.member(name);
                    match self.any(json, &at) {
                        Ok(value) => {
                            let mut field = Field::new(&map_name(name), value).at(&at.path);
                            field.comments = std::mem::take(&mut comments);
                            fields.push(field);
                        }
                        Err(why) => self.drop_value(&at, json, &why),
                    }
                }
                self.unconverted.extend(comments);
                Ok(AttrValue::object(fields))
            }
        }
    }
}

/// Why a member that is in no table is dropped.
pub(super) const UNKNOWN: &str = "unknown property";

/// Just the URL instead of `{ url = "…" }`, if an object requires nothing else.
fn url_alone(members: &'static [Property], fields: Vec<Field>) -> AttrValue {
    match (only_required(members), fields.as_slice()) {
        (Some(only), [one])
            if only.ty == Type::Url && one.name == only.argument && one.comments.is_empty() =>
        {
            one.value.clone()
        }
        _ => AttrValue::object(fields),
    }
}

fn only_required(members: &'static [Property]) -> Option<&'static Property> {
    let mut required = members.iter().filter(|member| member.required);
    required.next().filter(|_| required.next().is_none())
}

fn integer(integer: Option<i64>, number: Option<f64>) -> Result<AttrValue, String> {
    match (integer, number) {
        (Some(number), _) => Ok(AttrValue::word(number.to_string())),
        (None, Some(_)) => Err("it must be a whole number".to_owned()),
        _ => Err("it is not a whole number".to_owned()),
    }
}

/// Hours in canonical form: the descriptor's spelling, `2.0` or `"2"`, is not preserved.
fn hours(json: &Value) -> Result<AttrValue, String> {
    let number = match json {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    match number.map(half_hours) {
        Some(Ok(hours)) => Ok(AttrValue::word(hours.to_string())),
        Some(Err(nearest)) => Err(format!(
            "it must be hours in steps of a half, from 0.5 to 24; {nearest} is the nearest"
        )),
        None => Err("it is not a number of hours".to_owned()),
    }
}

/// A word as an identifier, or as text if it can't be one.
fn enum_word(word: &str) -> AttrValue {
    let identifier = word.replace('-', "_");
    if syn::parse_str::<syn::Ident>(&identifier).is_ok() {
        AttrValue::Word(identifier)
    } else {
        AttrValue::text(word)
    }
}

/// A name in a map: an identifier if possible.
fn map_name(name: &str) -> String {
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_plain && syn::parse_str::<syn::Ident>(name).is_ok() {
        name.to_owned()
    } else {
        literal(name)
    }
}
