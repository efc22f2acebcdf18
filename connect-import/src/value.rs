//! A property's JSON as an argument's value, by the property's type.
//!
//! Nothing is dropped whole because of one part: what can't be kept is left out by itself and said.

use connect_model::module_kind::Type;
use connect_model::{ModuleKind, Product, Property};
use serde_json::{Map, Value};

use super::conditions;
use super::scan::escaped;
use super::target;
use super::world::World;
use super::written::{Member, Written, comment};

/// The module that is being written, as its parts see it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) kind: Option<&'static ModuleKind>,
    /// The products that it can be for.
    pub(super) products: Vec<Product>,
    /// The file that it stands in.
    pub(super) room: String,
    /// `webPanels "votes"`
    pub(super) label: String,
    /// What functions that it needs are named after.
    pub(super) hint: String,
    /// Where it stands in the descriptor.
    pub(super) pointer: String,
    /// What was left out, as comments to stand above the item.
    pub(super) left: Vec<String>,
}

/// Where a value stands inside a module: `editor.url`, and as a pointer.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) path: String,
    pub(super) pointer: String,
}

impl Spot {
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

impl World<'_> {
    /// Leaves a value out: says so, and keeps it as a comment.
    pub(super) fn leave(&mut self, place: &mut Place, spot: &Spot, json: &Value, why: &str) {
        self.say(
            &spot.pointer,
            &format!("{}: dropped `{}`: {why}", place.label, spot.path),
        );
        let text = format!("dropped {}: {json}", spot.path);
        place.left.extend(comment(&text));
    }

    /// An argument or member; none when it was left out.
    pub(super) fn member(
        &mut self,
        place: &mut Place,
        property: &'static Property,
        json: &Value,
        spot: &Spot,
    ) -> Option<Member> {
        let empty = match json {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Null => true,
            _ => false,
        };
        if empty && !property.required {
            return None;
        }
        if property.ty == Type::Conditions {
            return match conditions::written(self, place, json, spot) {
                Ok(member) => member.map(|member| Member {
                    name: property.argument.to_owned(),
                    ..member
                }),
                Err(why) => {
                    self.leave(place, spot, json, &why);
                    None
                }
            };
        }
        match self.value(place, property, &property.ty, json, spot) {
            Ok(value) => {
                let member = Member::new(property.argument, value).from(&spot.path);
                let by_hand = matches!(property.ty, Type::Location | Type::Event | Type::Enum(_));
                Some(match json.as_str() {
                    Some(name) if by_hand => member.or(Written::unlisted(name)),
                    _ => member,
                })
            }
            Err(why) => {
                self.leave(place, spot, json, &why);
                None
            }
        }
    }

    fn value(
        &mut self,
        place: &mut Place,
        property: &'static Property,
        ty: &'static Type,
        json: &Value,
        spot: &Spot,
    ) -> Result<Written, String> {
        match (ty, json) {
            (Type::Location, Value::String(name)) => Ok(self.location(place, name)),
            (Type::Enum(words), Value::String(word)) => {
                let known = words.iter().find(|known| known.eq_ignore_ascii_case(word));
                Ok(known.map_or_else(|| Written::unlisted(word), |known| enum_word(known)))
            }
            (Type::Key(kinds), Value::String(key)) => self.key(place, kinds, key),
            (Type::Url, Value::String(url)) => Ok(self.url(place, url, spot)),
            (Type::String | Type::Event, Value::String(text)) => Ok(Written::text(text)),
            (Type::String, Value::Number(number)) => Ok(Written::text(&number.to_string())),
            (Type::I18n, Value::String(text)) => Ok(Written::text(text)),
            (Type::I18n, Value::Object(members)) => self.i18n(place, members, spot),
            (Type::Integer, Value::Number(number)) => whole(number.as_f64(), number.as_i64()),
            (Type::Integer, Value::String(text)) => {
                whole(text.trim().parse().ok(), text.trim().parse().ok())
            }
            (Type::Boolean, Value::Bool(flag)) => Ok(Written::word(flag.to_string())),
            (Type::Boolean, Value::String(word))
                if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") =>
            {
                Ok(Written::word(word.to_ascii_lowercase()))
            }
            (Type::Object(members), Value::Object(object)) => {
                if property.name == "target"
                    && let Some(short) = target::short(self, place, members, object, spot)
                {
                    return Ok(short);
                }
                let written = self.object(place, members, object, spot);
                Ok(shortest(members, written))
            }
            (Type::Object(members), Value::String(text)) => match only_required(members) {
                Some(Property { ty: Type::Url, .. }) => Ok(self.url(place, text, spot)),
                Some(only) => {
                    let json = Value::from(text.as_str());
                    let member = self.member(place, only, &json, spot);
                    Ok(Written::object(member.into_iter().collect()))
                }
                None => target::word(members, text)
                    .ok_or_else(|| "an object is expected, not text".to_owned()),
            },
            (Type::Array(of), Value::Array(items)) => {
                let mut written = Vec::new();
                for (at, json) in items.iter().enumerate() {
                    let spot = spot.item(at);
                    match self.value(place, property, of, json, &spot) {
                        Ok(value) => {
                            let member = Member::value(value).from(&spot.path);
                            written.push(match (of, json.as_str()) {
                                (Type::Enum(_), Some(word)) => member.or(Written::unlisted(word)),
                                _ => member,
                            });
                        }
                        Err(why) => self.leave(place, &spot, json, &why),
                    }
                }
                Ok(Written::list(written))
            }
            // One thing where a list is expected.
            (Type::Array(of), json) if !json.is_null() => {
                let value = self.value(place, property, of, json, spot)?;
                Ok(Written::list(vec![Member::value(value).from(&spot.path)]))
            }
            (Type::Map, Value::Object(_)) | (Type::Any, _) => self.any(place, json, spot),
            _ => Err("it has another shape than the platform takes".to_owned()),
        }
    }

    /// The members of an object, each with the comments that stand beside it.
    pub(super) fn object(
        &mut self,
        place: &mut Place,
        members: &'static [Property],
        object: &Map<String, Value>,
        spot: &Spot,
    ) -> Vec<Member> {
        let mut written = Vec::new();
        for (name, json) in object {
            if name.starts_with("//") || json.is_null() {
                continue;
            }
            let spot = spot.member(name);
            let Some(member) = members.iter().find(|member| member.name == name) else {
                self.leave(place, &spot, json, "nothing knows it");
                continue;
            };
            written.extend(self.member(place, member, json, &spot));
        }
        // What can only be one word need not be written.
        written.retain(|one| {
            let property = members.iter().find(|member| member.argument == one.name);
            !property.is_some_and(|it| it.required && matches!(it.ty, Type::Enum([_])))
                || matches!(one.value, Written::Group { .. })
        });
        for (name, json) in object.iter().filter(|(name, _)| name.starts_with("//")) {
            let about = name.trim_start_matches('/');
            let argument = members
                .iter()
                .find(|member| member.name == about)
                .map(|member| member.argument);
            let lines = comment(&remark(name, json));
            let at = written
                .iter()
                .position(|one| Some(one.name.as_str()) == argument)
                .unwrap_or_default();
            match written.get_mut(at) {
                Some(member) => member.comments.extend(lines),
                None => place.left.extend(lines),
            }
        }
        written
    }

    /// `"text"`, or `{ value = "…", i18n = "…" }`.
    fn i18n(
        &mut self,
        place: &mut Place,
        members: &Map<String, Value>,
        spot: &Spot,
    ) -> Result<Written, String> {
        let mut written = Vec::new();
        for (name, json) in members {
            if name.starts_with("//") || json.is_null() {
                continue;
            }
            match (name.as_str(), json) {
                ("value" | "i18n", Value::String(text)) => {
                    let member = Member::new(name, Written::text(text));
                    written.push(member.from(&spot.member(name).path));
                }
                _ => self.leave(
                    place,
                    &spot.member(name),
                    json,
                    "a text has `value` and `i18n`",
                ),
            }
        }
        // The text before the key of its translations.
        written.reverse();
        match written.as_slice() {
            [] => Err("it has no text in `value`".to_owned()),
            [only] if only.name == "value" => Ok(only.value.clone()),
            _ => Ok(Written::object(written)),
        }
    }

    /// JSON that no table describes.
    pub(super) fn any(
        &mut self,
        place: &mut Place,
        json: &Value,
        spot: &Spot,
    ) -> Result<Written, String> {
        match json {
            Value::Null => Err("`null` says nothing".to_owned()),
            Value::String(text) => Ok(Written::text(text)),
            Value::Bool(flag) => Ok(Written::word(flag.to_string())),
            Value::Number(number) => Ok(Written::word(number.to_string())),
            Value::Array(items) => {
                let mut written = Vec::new();
                for (at, json) in items.iter().enumerate() {
                    let spot = spot.item(at);
                    match self.any(place, json, &spot) {
                        Ok(value) => written.push(Member::value(value).from(&spot.path)),
                        Err(why) => self.leave(place, &spot, json, &why),
                    }
                }
                Ok(Written::list(written))
            }
            Value::Object(members) => {
                let mut written = Vec::new();
                let mut comments = Vec::new();
                for (name, json) in members {
                    if name.starts_with("//") {
                        comments.extend(comment(&remark(name, json)));
                        continue;
                    }
                    if json.is_null() {
                        continue;
                    }
                    let spot = spot.member(name);
                    match self.any(place, json, &spot) {
                        Ok(value) => {
                            let mut member = Member::new(&map_name(name), value).from(&spot.path);
                            member.comments = std::mem::take(&mut comments);
                            written.push(member);
                        }
                        Err(why) => self.leave(place, &spot, json, &why),
                    }
                }
                place.left.extend(comments);
                Ok(Written::object(written))
            }
        }
    }
}

/// `{ url = "…" }` is the URL alone, where an object has nothing else that it must have.
fn shortest(members: &'static [Property], written: Vec<Member>) -> Written {
    match (only_required(members), written.as_slice()) {
        (Some(only), [one])
            if only.ty == Type::Url && one.name == only.argument && one.comments.is_empty() =>
        {
            one.value.clone()
        }
        _ => Written::object(written),
    }
}

fn only_required(members: &'static [Property]) -> Option<&'static Property> {
    let mut required = members.iter().filter(|member| member.required);
    required.next().filter(|_| required.next().is_none())
}

fn whole(any: Option<f64>, whole: Option<i64>) -> Result<Written, String> {
    match (whole, any) {
        (Some(number), _) => Ok(Written::word(number.to_string())),
        (None, Some(_)) => Err("the host takes whole numbers here".to_owned()),
        _ => Err("it is no whole number".to_owned()),
    }
}

/// A word as Rust spells it, or as text where it can't.
pub(super) fn enum_word(word: &str) -> Written {
    let spelled = word.replace('-', "_");
    if syn::parse_str::<syn::Ident>(&spelled).is_ok() {
        Written::Word(spelled)
    } else {
        Written::text(word)
    }
}

/// A name in a map: as it is where Rust can spell it.
pub(super) fn map_name(name: &str) -> String {
    let plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if plain && syn::parse_str::<syn::Ident>(name).is_ok() {
        name.to_owned()
    } else {
        super::written::literal(name)
    }
}

/// `"//url": "relative"` as it is said in a comment: `url: relative`.
pub(super) fn remark(name: &str, json: &Value) -> String {
    let about = name.trim_start_matches('/').trim();
    let text = json
        .as_str()
        .map_or_else(|| json.to_string(), str::to_owned);
    if about.is_empty() {
        text
    } else {
        format!("{about}: {text}")
    }
}
