//! Creating example values from shapes.

use serde_json::{Map, Number, Value};

use super::demo;
use super::shape::{Member, Plain, Shape};
use super::table;
use crate::Request;
use connect_model::Product;

/// Up to which depth an object has all its members.
const FULL: usize = 3;
/// Up to which depth a list has an element.
const LISTED: usize = 2;
/// The depth at which an example ends, whatever is required.
const DEEPEST: usize = 8;

/// The date of everything in examples, in the products' formats.
const DATE: &str = "2026-01-05";
const MILLIS: i64 = 1_767_603_600_000;

/// Members that lead to more data, or report that something went wrong: an example is complete.
const LEFT_OUT: [&str; 15] = [
    "_expandable",
    "_expands",
    "cursor",
    "errors",
    "errorMessages",
    "expand",
    "next",
    "nextPage",
    "nextPageLink",
    "nextPageToken",
    "prev",
    "previous",
    "previousPage",
    "warningMessages",
    "warnings",
];

/// Creates the response to one request.
pub(super) struct Maker<'a> {
    request: &'a Request,
    api: &'static str,
}

/// The place for which a value is created.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The name of the property, or that of the list.
    name: &'a str,
    /// The name of the surrounding object's shape, or of the property that contains it.
    kind: &'a str,
    depth: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn new(request: &'a Request) -> Maker<'a> {
        let api = table::response(request.operation).map_or("", |it| it.api);
        Maker { request, api }
    }

    /// The whole answer.
    pub(super) fn answer(&self, shape: &Shape) -> Value {
        let place = Place {
            name: "",
            kind: "",
            depth: 0,
        };
        let mut answer = self.value(shape, place);
        if let (Value::Object(answer), Some(Value::Object(sent))) =
            (&mut answer, self.request.body.json.as_ref())
        {
            echo(answer, sent);
        }
        answer
    }

    fn value(&self, shape: &Shape, place: Place<'_>) -> Value {
        match shape {
            Shape::Object(members) => self.object(members, place),
            Shape::List(inner) if place.depth <= LISTED => {
                let one = self.value(inner, place);
                Value::Array(if one.is_null() { Vec::new() } else { vec![one] })
            }
            Shape::List(_) => Value::Array(Vec::new()),
            Shape::Map(_) | Shape::Plain(Plain::Any | Plain::Object) => Value::Object(Map::new()),
            Shape::Named(name) => match table::shape(self.api, name) {
                Some(shape) => self.value(
                    &shape,
                    Place {
                        kind: name,
                        ..place
                    },
                ),
                None => Value::Null,
            },
            Shape::Word(word) => (*word).into(),
            Shape::Plain(plain) => self.plain(*plain, place),
        }
    }

    fn object(&self, members: &[Member], place: Place<'_>) -> Value {
        let kind = match demo::of_kind(place.kind) {
            Some(_) => place.kind,
            None => place.name,
        };
        let mut object = Map::new();
        for member in members {
            let wanted = member.required || place.depth < FULL;
            if !wanted || place.depth >= DEEPEST || LEFT_OUT.contains(&member.name) {
                continue;
            }
            let inside = Place {
                name: member.name,
                kind,
                depth: place.depth + 1,
            };
            let inside = match &member.shape {
                Shape::Object(_) | Shape::List(_) | Shape::Named(_) => Place {
                    kind: member.name,
                    ..inside
                },
                _ => inside,
            };
            let value = self.value(&member.shape, inside);
            // At the maximum depth, an object without its members would only mislead.
            let cut = match &member.shape {
                Shape::Object(_) | Shape::Named(_) => value.as_object().is_some_and(Map::is_empty),
                _ => value.is_null(),
            };
            if !cut || member.required {
                object.insert(member.name.to_owned(), value);
            }
        }
        Value::Object(object)
    }

    fn plain(&self, plain: Plain, place: Place<'_>) -> Value {
        match plain {
            Plain::Boolean => TRUE.contains(&place.name).into(),
            Plain::Integer | Plain::Number => self.number(place),
            Plain::Date => DATE.into(),
            Plain::Moment => self.moment().into(),
            Plain::Url => self.url(place).into(),
            Plain::Uuid => "00000000-0000-4000-8000-000000000001".into(),
            Plain::String => self.text(place).into(),
            Plain::Any | Plain::Object => Value::Object(Map::new()),
        }
    }

    fn number(&self, place: Place<'_>) -> Value {
        let asked = self.request.parameter(place.name);
        let known = match place.name {
            "startAt" | "start" => Some(asked.unwrap_or("0").to_owned()),
            "maxResults" => Some(asked.unwrap_or("50").to_owned()),
            "limit" => Some(asked.unwrap_or("25").to_owned()),
            "epochMillis" | "timestamp" => Some(MILLIS.to_string()),
            _ => self.reference(place),
        };
        let known = known.and_then(|text| text.parse::<i64>().ok());
        Value::Number(Number::from(known.unwrap_or(1)))
    }

    fn text(&self, place: Place<'_>) -> String {
        if matches!(place.name, "self" | "href" | "base") || place.name.ends_with("Url") {
            return self.url(place);
        }
        if MOMENTS.contains(&place.name) {
            return self.moment().to_owned();
        }
        if let Some(known) = self.reference(place) {
            return known;
        }
        if place.name.ends_with("Id") || place.name == "id" {
            return "10000".to_owned();
        }
        match place.name {
            "name" | "label" | "summary" | "displayName" => "Example",
            _ => "example",
        }
        .to_owned()
    }

    fn moment(&self) -> &'static str {
        match self.request.operation.product().host() {
            Product::Confluence => "2026-01-05T09:00:00.000Z",
            _ => "2026-01-05T09:00:00.000+0000",
        }
    }

    /// The value from the path, or from the demo data.
    fn reference(&self, place: Place<'_>) -> Option<String> {
        if let Some(given) = self.request.value(place.name)
            && (place.depth == 1 || !matches!(place.name, "id" | "key"))
        {
            return Some(given.to_owned());
        }
        if place.depth == 1
            && self.request.operation.path().ends_with('}')
            && let Some((last, value)) = self.request.values.last()
            && last.to_ascii_lowercase().ends_with(place.name)
            && matches!(place.name, "id" | "key")
        {
            return Some(value.clone());
        }
        let of_kind = demo::of_kind(place.kind).and_then(|[id, key, name]| match place.name {
            "id" => Some(id),
            "key" => Some(key),
            "name" => Some(name),
            _ => None,
        });
        of_kind
            .or_else(|| demo::by_name(place.name))
            .map(str::to_owned)
    }

    /// A URL below the site's own: for the requested entity, that of the request.
    fn url(&self, place: Place<'_>) -> String {
        let base = self.request.base_url.as_str().trim_end_matches('/');
        if place.name != "self" || place.depth > 1 {
            return format!("{base}/");
        }
        let mut path = self.request.operation.path_below_base_url().to_owned();
        for (name, value) in &self.request.values {
            let value = url::form_urlencoded::byte_serialize(value.as_bytes());
            path = path.replace(&format!("{{{name}}}"), &value.collect::<String>());
        }
        format!("{base}{path}")
    }
}

/// Times that the documents only describe as text.
const MOMENTS: [&str; 7] = [
    "created",
    "createdAt",
    "createdDate",
    "iso8601",
    "jira",
    "updated",
    "updatedAt",
];

/// The booleans that are true in an example; all others are false.
const TRUE: [&str; 7] = [
    "active",
    "canView",
    "enabled",
    "isActive",
    "isEnabled",
    "isLast",
    "isLastPage",
];

/// Copies sent members to the response, if it has members with the same name and type.
fn echo(answer: &mut Map<String, Value>, sent: &Map<String, Value>) {
    for (name, value) in answer {
        match sent.get(name) {
            Some(sent) if kind(sent) == kind(value) => *value = sent.clone(),
            _ => {}
        }
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}
