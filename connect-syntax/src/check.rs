//! Checking written values against the tables.

use connect_model::location::{implicit_parent, is_key_of_section};
use connect_model::module_kind::Type;
use connect_model::module_kind::{I18N_KEY_LIMIT, TEXT_LIMIT};
use connect_model::nearest::nearest;
use connect_model::{Confidence, Location, LocationUse, ModuleKind, Property, half_hours};
use proc_macro2::Span;
use syn::Lit;
use syn::spanned::Spanned;

use crate::args::{Arg, Args};
use crate::conditions;
use crate::findings::{Findings, SectionUse};
use crate::open_value;
use crate::property_tree::{Members, PropertyTree};
use crate::reference::{LocationForm, ReferenceTarget};
use crate::value::{Value, ValueCall};
use crate::wording;

mod forms;
mod meant;
mod pattern;
mod target;

/// Checks the values of one item.
pub(crate) struct Checker<'a> {
    /// The kind of the module that the values belong to; `None` for `app!`.
    kind: Option<&'static ModuleKind>,
    /// Collects faults and notes.
    pub(crate) findings: &'a mut Findings,
}

/// The result of reading arguments.
pub(crate) struct Read {
    /// The descriptor's object.
    pub(crate) members: Members,
    /// The required arguments that were given under another name, which is already an error: reporting them
    /// as missing would be a second one.
    pub(crate) misnamed: Vec<&'static str>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(kind: Option<&'static ModuleKind>, findings: &'a mut Findings) -> Self {
        Self { kind, findings }
    }

    /// Checks arguments against the properties of their owner. `own` are arguments that the caller has
    /// already removed: no property is read under their names, but they are suggested for misspelled
    /// ones. `derived` are properties that need not be written.
    pub(crate) fn object(
        &mut self,
        owner: &str,
        args: &Args,
        properties: &[Property],
        own: &[&'static str],
        derived: &[&str],
    ) -> Read {
        args.report_faults(&mut self.findings.report);
        let mut members = Members::new();
        let mut misnamed = Vec::new();
        let mut unknown = Vec::new();
        let readable = || {
            properties
                .iter()
                .filter(|property| !own.contains(&property.argument))
        };
        for arg in args.iter() {
            match readable().find(|property| property.argument == arg.name) {
                Some(property) => {
                    if let Some(value) = self.value(property, &property.ty, &arg.value) {
                        members.insert(property.name.to_owned(), value);
                    }
                }
                None => unknown.push(arg),
            }
        }
        // A property with only one possible value need not be written.
        for property in properties.iter().filter(|property| property.required) {
            if let Type::Enum([only]) = property.ty
                && args.get(property.argument).is_none()
            {
                members.insert(property.name.to_owned(), (*only).into());
            }
        }
        if !unknown.is_empty() {
            let mut names: Vec<&str> = readable()
                .map(|property| property.argument)
                .chain(own.iter().copied())
                .collect();
            names.sort_unstable();
            let mut missing: Vec<&Property> = readable()
                .filter(|property| is_missing(property, args, derived))
                .filter(|property| !is_misspelled(args, properties, property))
                .collect();
            for arg in unknown {
                let near = nearest(&arg.name, names.iter().copied());
                let meant = match near.as_slice() {
                    [] => self.meant(&arg.value, &mut missing),
                    _ => None,
                };
                if let Some(meant) = meant {
                    misnamed.push(meant.argument);
                    let near = meant::name(meant, &arg.value);
                    let message = wording::unknown_argument(owner, &arg.name, &[near], &names);
                    self.findings.error_at(arg.span, message);
                    continue;
                }
                let message = match near.first() {
                    Some(near) if args.is_given(near) => {
                        wording::needless_argument(owner, &arg.name, near)
                    }
                    // It has no value, so not only the name is wrong.
                    Some(near) if arg.value.is_unreadable() => {
                        let near = format!("{near} = …");
                        wording::unknown_argument(owner, &arg.name, &[&near], &names)
                    }
                    _ => wording::unknown_argument(owner, &arg.name, &near, &names),
                };
                self.findings.error_at(arg.span, message);
            }
        }
        Read { members, misnamed }
    }

    /// Reports each required property that is neither given nor derived.
    pub(crate) fn required(
        &mut self,
        owner: &str,
        at: Span,
        args: &Args,
        properties: &[Property],
        derived: &[&str],
        misnamed: &[&str],
    ) {
        for property in properties {
            if is_missing(property, args, derived)
                && !misnamed.contains(&property.argument)
                && !is_misspelled(args, properties, property)
            {
                let message = wording::missing_argument(owner, property);
                self.findings.error_at(at, message);
            }
        }
    }

    /// Checks one value and returns it in the descriptor's form.
    pub(crate) fn value(
        &mut self,
        property: &Property,
        ty: &Type,
        written: &Value,
    ) -> Option<PropertyTree> {
        if written.is_unreadable() {
            return None;
        }
        // An unlisted condition can have parameters, so `conditions` reads it.
        if let Value::Call(call) = written
            && call.path.is_ident("unlisted")
            && *ty != Type::Conditions
        {
            return self.unlisted(property, ty, call);
        }
        match ty {
            Type::Key(kinds) => match written {
                Value::Path(path) => {
                    let target = ReferenceTarget::Key(kinds);
                    Some(self.findings.refer(path, target, property.argument))
                }
                _ => self.text(property, written).map(PropertyTree::from),
            },
            Type::Url => match written {
                Value::Path(path) => {
                    let target = ReferenceTarget::Url;
                    Some(self.findings.refer(path, target, property.argument))
                }
                _ => self.text(property, written).map(PropertyTree::from),
            },
            Type::String => self.text(property, written).map(PropertyTree::from),
            Type::I18n => self.i18n(property, written),
            Type::Integer => self.integer(property, written),
            Type::HalfHours => self.half_hours(property, written),
            Type::Boolean => match written {
                Value::Literal(Lit::Bool(literal)) => Some(literal.value.into()),
                _ => {
                    let off = written.as_str().is_some_and(|text| text.value() == "false");
                    let example = if off { "false" } else { "true" };
                    self.expected(property, written, "`true` or `false`", example)
                }
            },
            Type::Location => self.location(property, written),
            Type::Event if matches!(written, Value::Array(..)) => {
                self.findings
                    .error_at(written.span(), wording::several_events(&texts(written)));
                None
            }
            Type::Event => {
                let name = self.text(property, written)?;
                let fact = connect_model::check_event(&name);
                self.findings.known(fact, written.span())?;
                Some(name.into())
            }
            Type::Enum(values) => self.one_of(property, values, written),
            Type::Conditions => conditions::list(written, self.findings).map(PropertyTree::List),
            Type::Object(members) => self.object_value(property, members, written),
            Type::Map => match written {
                Value::Object(_, args) => Some(open_value::map(args, self.findings).into()),
                _ => self.expected(property, written, "an object", "{ \"name\" = \"value\" }"),
            },
            Type::Array(of) => match written {
                Value::Array(_, values) => {
                    let elements = values.iter();
                    let elements = elements.filter_map(|one| self.value(property, of, one));
                    Some(PropertyTree::List(elements.collect()))
                }
                _ => self.expected(property, written, "a list", "[ … ]"),
            },
            Type::Any => open_value::any(written, self.findings),
        }
    }

    /// An object; a target by its name, or just the value of the only required member if that is a URL.
    fn object_value(
        &mut self,
        property: &Property,
        members: &[Property],
        written: &Value,
    ) -> Option<PropertyTree> {
        match written {
            Value::Object(span, args) => {
                let owner = format!("`{}`", property.argument);
                let Read {
                    members: object,
                    misnamed,
                } = self.object(&owner, args, members, &[], &[]);
                self.required(&owner, *span, args, members, &[], &misnamed);
                if property.name == "options"
                    && self.kind.is_some_and(|kind| kind.name == "dialogs")
                {
                    target::check_dimensions(args, members, &mut self.findings.report);
                }
                let report = &mut self.findings.report;
                forms::check(property, *span, args, members, &object, report);
                Some(object.into())
            }
            Value::Path(_) | Value::Call(_) if target::is_target(property) => {
                target::read(property, written, self)
            }
            Value::Path(_) | Value::Literal(Lit::Str(_)) if url_member(members).is_some() => {
                let url = url_member(members)?;
                let value = self.value(url, &url.ty, written)?;
                Some(PropertyTree::object([(url.name, value)]))
            }
            _ => self.expected(property, written, "an object", "{ … }"),
        }
    }

    /// Reports a value of the wrong type.
    fn expected<T>(
        &mut self,
        property: &Property,
        written: &Value,
        what: &str,
        example: &str,
    ) -> Option<T> {
        let message = wording::expected(property.argument, what, example);
        self.findings.error_at(written.span(), message);
        None
    }

    fn integer(&mut self, property: &Property, written: &Value) -> Option<PropertyTree> {
        let number = match written {
            Value::Literal(Lit::Int(literal)) => literal.base10_parse::<i64>().ok(),
            Value::Negative(_, literal) => literal.base10_parse::<i64>().ok().map(|number| -number),
            _ => None,
        };
        match number {
            Some(number) => Some(number.into()),
            None => {
                // `"2"` most likely means 2.
                let text = written.as_str().map(syn::LitStr::value);
                let text = text.filter(|text| text.parse::<i64>().is_ok());
                let example = text.as_deref().unwrap_or("10");
                self.expected(property, written, "a whole number", example)
            }
        }
    }

    fn half_hours(&mut self, property: &Property, written: &Value) -> Option<PropertyTree> {
        let digits = match written {
            Value::Literal(Lit::Int(literal)) => Some(literal.base10_digits().to_owned()),
            Value::Literal(Lit::Float(literal)) => Some(literal.base10_digits().to_owned()),
            Value::Negative(_, literal) => Some(format!("-{}", literal.base10_digits())),
            // `"2"` most likely means 2, but is text all the same.
            other => other.as_str().map(syn::LitStr::value),
        };
        let hours = digits.and_then(|digits| digits.trim().parse::<f64>().ok());
        let example = match hours.map(half_hours) {
            Some(Ok(hours)) if written.as_str().is_none() => {
                return Some(PropertyTree::Number(hours));
            }
            Some(Ok(nearest) | Err(nearest)) => nearest.to_string(),
            None => wording::example(property),
        };
        let what = "hours in steps of a half, from 0.5 to 24";
        self.expected(property, written, what, &example)
    }

    fn text(&mut self, property: &Property, written: &Value) -> Option<String> {
        let Some(literal) = written.as_str() else {
            let example = wording::example(property);
            return self.expected(property, written, "a string", &example);
        };
        let text = literal.value();
        if property.required && property.name == "name" && text.trim().is_empty() {
            let message = wording::empty(property.argument);
            self.findings.error_at(literal.span(), message);
            return None;
        }
        self.within_limits(property, &text, literal.span())
            .then_some(text)
    }

    /// Whether a text is within the host's length limit and matches its pattern.
    fn within_limits(&mut self, property: &Property, text: &str, at: Span) -> bool {
        let limit = match property.ty {
            Type::I18n => Some(TEXT_LIMIT),
            _ => property.max_length,
        };
        let short = limit.is_none_or(|limit| self.short_enough(property.argument, text, limit, at));
        if short
            && let Some(pattern) = property.pattern
            && let Some(rule) = pattern::broken_by(pattern, text)
        {
            let message = wording::bad_text(property, text, rule.description, rule.example);
            self.findings.error_at(at, message);
        }
        short
    }

    fn short_enough(&mut self, argument: &str, text: &str, limit: u32, at: Span) -> bool {
        let length = text.chars().count();
        let short = length <= limit as usize;
        if !short {
            let message = wording::too_long(argument, length, limit);
            self.findings.error_at(at, message);
        }
        short
    }

    /// `"text"` or `{ value = "text", i18n = "key" }`; the host stores both as an object.
    fn i18n(&mut self, property: &Property, written: &Value) -> Option<PropertyTree> {
        let Value::Object(_, args) = written else {
            let text = self.text(property, written)?;
            return Some(PropertyTree::object([("value", text.into())]));
        };
        const PARTS: [(&str, u32); 2] = [("value", TEXT_LIMIT), ("i18n", I18N_KEY_LIMIT)];
        args.report_faults(&mut self.findings.report);
        let mut members = Members::new();
        for arg in args.iter() {
            let part = PARTS.iter().find(|(name, _)| *name == arg.name);
            match (part, arg.value.as_str()) {
                (Some((name, limit)), Some(literal)) => {
                    self.short_enough(name, &literal.value(), *limit, literal.span());
                    members.insert(arg.name.clone(), literal.value().into());
                }
                (Some(_), None) if arg.value.is_unreadable() => {}
                (Some((name, _)), None) => {
                    let message = wording::expected(name, "a string", "\"…\"");
                    self.findings.error_at(arg.value.span(), message);
                }
                (None, _) => self.unknown_part(property, arg, &PARTS.map(|(name, _)| name)),
            }
        }
        // The platform's object has the text itself, and a key for its translations.
        let misspelled = |arg: &Arg| nearest(&arg.name, ["value"]).len() == 1;
        if !args.iter().any(misspelled) {
            let owner = format!("`{}`", property.argument);
            let message = wording::missing_text(&owner);
            self.findings.error_at(written.span(), message);
        }
        Some(members.into())
    }

    fn unknown_part(&mut self, property: &Property, arg: &Arg, names: &[&'static str]) {
        let near = nearest(&arg.name, names.iter().copied());
        let owner = format!("`{}`", property.argument);
        let message = wording::unknown_argument(&owner, &arg.name, &near, names);
        self.findings.error_at(arg.span, message);
    }

    fn location(&mut self, property: &Property, written: &Value) -> Option<PropertyTree> {
        if let Value::Path(path) = written {
            let form = match self.kind {
                Some(kind) if is_key_of_section(kind) => LocationForm::Key,
                kind => match kind.and_then(implicit_parent) {
                    Some(below) => LocationForm::Below(below),
                    None => LocationForm::Whole,
                },
            };
            let target = ReferenceTarget::Location(form);
            return Some(self.findings.refer(path, target, "location"));
        }
        if let Value::Call(call) = written
            && call.path.is_ident("bare")
        {
            let [Value::Path(path)] = call.positional.as_slice() else {
                self.findings.error(&call.path, wording::BARE_TAKES_ONE);
                return None;
            };
            let target = ReferenceTarget::Location(LocationForm::Key);
            return Some(self.findings.refer(path, target, "location"));
        }
        let name = self.text(property, written)?;
        if let Some(kind) = self.kind {
            let found = match connect_model::check_location(kind, &name) {
                Ok(found) => found,
                Err(unknown) => {
                    let message = match section_name(&name) {
                        Some(item) => {
                            let item = format!("location = {item}");
                            wording::unknown_item(&unknown, &item, "section")
                        }
                        None => wording::unknown(&unknown),
                    };
                    self.findings.error_at(written.span(), message);
                    return None;
                }
            };
            match found {
                LocationUse::BelowListed { section, .. } => {
                    self.findings.sections.push(SectionUse {
                        section: section.to_owned(),
                        span: written.span(),
                    });
                }
                LocationUse::Listed(row) => self.shown(kind, row, &name, written.span()),
                LocationUse::Explicit | LocationUse::NoLink => {}
            }
        }
        Some(name.into())
    }

    /// Reports a location that is known for certain not to show modules of the kind.
    fn shown(&mut self, kind: &ModuleKind, row: &Location, name: &str, at: Span) {
        if row.confidence == Confidence::Unverified || row.accepts.is_empty() {
            return;
        }
        let rows = connect_model::location(row.name);
        let in_product = |row: &&Location| kind.products.iter().any(|one| one.meets(row.product));
        if !rows.iter().any(|row| in_product(&row)) {
            let theirs = row.product.host().title();
            let message = wording::location_of_other_product(name, kind, theirs);
            self.findings.error_at(at, message);
            return;
        }
        // Where links can go, all kinds of links can: items, sections, pages.
        let is_panel = |kind: &str| kind == "webPanels";
        let mut accepted: Vec<&str> = rows
            .iter()
            .filter(in_product)
            .flat_map(|row| row.accepts)
            .copied()
            .collect();
        accepted.dedup();
        let none_fits = accepted
            .iter()
            .all(|one| is_panel(one) != is_panel(kind.name));
        if none_fits {
            let kinds: Vec<&ModuleKind> = accepted
                .iter()
                .filter_map(|one| connect_model::module_kind(one))
                .collect();
            let message = wording::location_of_other_kinds(name, kind, &kinds);
            self.findings.error_at(at, message);
        }
    }

    /// One of a closed set: as a bare name if Rust can spell it (`x_large`), else as a string.
    fn one_of(
        &mut self,
        property: &Property,
        values: &[&'static str],
        written: &Value,
    ) -> Option<PropertyTree> {
        let Some(spelled) = written.as_word() else {
            let example = wording::example(property);
            return self.expected(property, written, "one name of a set", &example);
        };
        let is_name = written.as_ident().is_some();
        let found = values
            .iter()
            .find(|value| **value == spelled || (is_name && value.replace('-', "_") == spelled));
        if found.is_none() {
            let near = nearest(&spelled, values.iter().copied());
            let message = wording::not_one_of(property.argument, &spelled, &near, values);
            self.findings.error_at(written.span(), message);
        }
        found.map(|value| (*value).into())
    }

    /// `unlisted("name")`: a name that is not in the tables.
    fn unlisted(
        &mut self,
        property: &Property,
        ty: &Type,
        call: &ValueCall,
    ) -> Option<PropertyTree> {
        let name = match (call.positional.as_slice(), call.named.iter().next()) {
            ([only], None) => only.as_str(),
            _ => None,
        };
        let Some(name) = name else {
            self.findings.error(&call.path, wording::UNLISTED_TAKES_ONE);
            return None;
        };
        if !matches!(ty, Type::Location | Type::Event | Type::Enum(_)) {
            let message = wording::misplaced_unlisted(property.argument);
            self.findings.error(&call.path, message);
            return None;
        }
        if !self.within_limits(property, &name.value(), name.span()) {
            return None;
        }
        let kind = self.kind;
        let plain = Value::Literal(Lit::Str(name.clone()));
        let is_listed = self.findings.would_accept(|apart| {
            Checker::new(kind, apart).value(property, ty, &plain);
        });
        self.findings
            .vouched(name.value(), call.path.span(), is_listed);
        Some(name.value().into())
    }
}

/// The probable Rust name of a section with this key: `my-tools` is the key of `MyTools`. `None` if it is
/// not a key.
fn section_name(key: &str) -> Option<String> {
    let mut name = String::new();
    for word in key.split('-') {
        let mut letters = word.chars();
        let first = letters.next().filter(char::is_ascii_alphabetic)?;
        name.push(first.to_ascii_uppercase());
        name.push_str(letters.as_str());
    }
    name.chars()
        .all(|letter| letter.is_ascii_alphanumeric())
        .then_some(name)
}

/// The texts in a list, ignoring its other values.
fn texts(list: &Value) -> Vec<String> {
    let values = match list {
        Value::Array(_, values) => values.as_slice(),
        _ => &[],
    };
    let texts = values.iter().filter_map(Value::as_str);
    texts.map(syn::LitStr::value).collect()
}

/// The member that an object can be abbreviated to: the only required one, if it is a URL.
fn url_member(members: &[Property]) -> Option<&Property> {
    let mut required = members.iter().filter(|member| member.required);
    match (required.next(), required.next()) {
        (Some(only), None) if only.ty == Type::Url => Some(only),
        _ => None,
    }
}

/// Whether a property must be written and is not. One with a single possible value need not be.
fn is_missing(property: &Property, args: &Args, derived: &[&str]) -> bool {
    let needless = matches!(property.ty, Type::Enum([_])) || derived.contains(&property.name);
    property.required && !needless && args.get(property.argument).is_none()
}

/// Whether an argument's name is close to the property's. It is already an error; reporting the right
/// one as missing would be a second.
fn is_misspelled(args: &Args, properties: &[Property], property: &Property) -> bool {
    args.iter().any(|arg| {
        !properties
            .iter()
            .any(|property| property.argument == arg.name)
            && nearest(&arg.name, std::iter::once(property.argument)).contains(&property.argument)
    })
}
