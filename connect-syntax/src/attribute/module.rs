//! A module of the host's: the row of its kind against the arguments and the item.

use connect_model::assemble::webhook;
use connect_model::{Item, ModuleKind, Product, Type, Url};
use proc_macro2::{Span, TokenStream};
use serde_json::{Map, Value as Json, json};

use super::{products, text_of, url_of};
use crate::args::{Arg, Args};
use crate::check::{self, Findings};
use crate::context::{self, Place};
use crate::declared::{Declared, ModuleRoute, Needs, What};
use crate::item::{Annotated, HandlerFn};
use crate::signature::{Argument, Rules, Source};
use crate::template::Template;
use crate::value::Value;
use crate::{doc, key, wording};

/// Reads an attribute of a module kind.
pub(super) fn read(
    row: &'static ModuleKind,
    args: TokenStream,
    item: &Annotated,
) -> syn::Result<Declared> {
    let at = Span::call_site();
    let mut findings = Findings::default();
    let mut args = Args::parse_tokens(args, &mut findings.report);
    let said = products::said(&args);
    findings.products = products::of(row, &said);
    if row.item == Item::Struct && item.function().is_some() {
        let message = wording::needs_unit_struct(row.attribute);
        findings.report.error(item.ident(), message);
    }

    let (key, key_span) = module_key(row, &mut args, item, &mut findings);
    let events = Events::take(row, &mut args, &mut findings);
    let served = item
        .function()
        .filter(|_| row.url != Url::None)
        .map(|function| Served::take((row, &said), &key, &mut args, function, &mut findings));

    let mut ours: Vec<&'static str> = Vec::new();
    let mut derived: Vec<&str> = vec!["key", "name"];
    if row.has_key() {
        ours.push("key");
    }
    if served.is_some() {
        ours.push("url");
        derived.extend(row.url_at.first());
    }
    if events.is_some() {
        derived.push("event");
    }
    // A struct has no page: who forgot the function did not mean to name somebody else's.
    let url_must_be_there = row
        .property("url")
        .is_some_and(|property| property.required);
    if served.is_none() && row.url != Url::None && url_must_be_there && args.get("url").is_none() {
        let message = wording::needs_async_fn(row.attribute);
        findings.report.error(item.ident(), message);
        derived.push("url");
    }
    let mut properties = check::object(
        row.label,
        Some(row),
        &args,
        row.properties,
        &ours,
        &mut findings,
    );
    name(row, &args, item, &mut properties, &mut findings);
    check::required(
        &wording::article(row.label),
        at,
        &args,
        row.properties,
        &derived,
        &mut findings.report,
    );

    if row.has_key() {
        properties.insert("key".to_owned(), key.clone().into());
    }
    if let Some(events) = events {
        properties.insert("event".to_owned(), events.0);
    }
    if let Some(events) = properties.get("event") {
        check::webhook::check(events, &args, &mut findings);
        let arguments = served.as_ref().map_or(&[][..], |served| &served.arguments);
        check::webhook::body(&args, arguments, &mut findings);
    }
    let (route, url, arguments) = match served {
        Some(served) => {
            served.put(row, &mut properties);
            (Some(served.route), Some(served.url.whole), served.arguments)
        }
        None => (None, None, Vec::new()),
    };
    let needs = needs(row, &args, &properties);
    let Findings {
        report,
        sections,
        unlisted,
        references,
        deprecations,
        products,
    } = findings;
    report.finish(Declared {
        what: What::Module(row, route),
        key,
        key_span,
        properties: Json::Object(properties).to_string(),
        url,
        arguments,
        needs,
        sections,
        unlisted,
        deprecations,
        products,
        references,
    })
}

/// How the host finds the function.
struct Served {
    route: ModuleRoute,
    url: Template,
    arguments: Vec<Argument>,
    /// The object around the URL, where it does not stand by itself.
    around: Map<String, Json>,
}

impl Served {
    fn take(
        (row, said): (&'static ModuleKind, &[Product]),
        key: &str,
        args: &mut Args,
        item: &HandlerFn,
        findings: &mut Findings,
    ) -> Self {
        // The host fills nothing into the URL of a cacheable page, so no name is out of place.
        let place = match cacheable(args) {
            Some(_) => Place::Served,
            None => Place::Module {
                kind: row,
                products: said,
                declared: context::declared(row, args),
            },
        };
        let rules = Rules {
            attribute: row.attribute,
            context: Some(place),
        };
        let written = args.remove("url");
        let literal = written
            .as_ref()
            .and_then(|arg| text_of(&arg.value, "url", "\"/votes\"", findings));
        let default = match row.url {
            Url::Callback => format!("/{}/{key}", row.name),
            _ => format!("/{key}"),
        };
        let (url, arguments) = url_of(literal, default, item, &rules, findings);
        let public = public(row, args, &arguments, findings);
        let around = around(row, args, findings);
        Self {
            route: ModuleRoute {
                call: row.url,
                path: url.path.clone(),
                public,
            },
            url,
            arguments,
            around,
        }
    }

    /// Puts the URL where the kind has it.
    fn put(&self, row: &ModuleKind, properties: &mut Map<String, Json>) {
        let url = Json::from(self.url.whole.clone());
        match row.url_at {
            [outer, inner] => {
                let mut around = self.around.clone();
                around.insert((*inner).to_owned(), url);
                properties.insert((*outer).to_owned(), Json::Object(around));
            }
            [only] => {
                properties.insert((*only).to_owned(), url);
            }
            _ => {}
        }
    }
}

/// What else stands in the object around the URL: `target = { … }`.
fn around(row: &'static ModuleKind, args: &mut Args, findings: &mut Findings) -> Map<String, Json> {
    let [outer, inner] = row.url_at else {
        return Map::new();
    };
    let Some(property) = row.property(outer) else {
        return Map::new();
    };
    let Type::Object(members) = property.ty else {
        return Map::new();
    };
    let owner = format!("`{}`", property.argument);
    let nothing = Args::default();
    let written = args.remove(property.argument);
    let inside = match &written {
        Some(Arg {
            value: Value::Object(_, inside),
            ..
        }) => inside,
        Some(other) => {
            let message = wording::expected(property.argument, "an object", "{ … }");
            findings.report.error_at(other.value.span(), message);
            &nothing
        }
        None => &nothing,
    };
    let object = check::object(&owner, Some(row), inside, members, &[inner], findings);
    if let Some(arg) = &written {
        let at = arg.value.span();
        check::required(&owner, at, inside, members, &[inner], &mut findings.report);
    }
    object
}

/// Whether the page is served to anybody: the host requests a cacheable page without a token and
/// without parameters ("Cacheable app iframes"), and nothing is public that doesn't say so.
fn public(
    row: &ModuleKind,
    args: &mut Args,
    arguments: &[Argument],
    findings: &mut Findings,
) -> bool {
    row.property("cacheable").is_some() && {
        let said = args.remove("public");
        let cacheable = cacheable(args);
        match (&cacheable, &said) {
            (Some(arg), None) => {
                let message = wording::cacheable_is_public();
                findings.report.error_at(arg.span, message);
            }
            (Some(arg), Some(said)) if !said.value.is_true() => {
                let message = wording::cacheable_is_public();
                findings.report.error_at(arg.span, message);
            }
            (None, Some(said)) => {
                let message = wording::public_is_cacheable();
                findings.report.error_at(said.span, message);
            }
            _ => {}
        }
        if cacheable.is_some() {
            for argument in arguments {
                if let Source::Context { name, .. } = &argument.source {
                    let message = wording::cacheable_has_no_context(&name.value());
                    findings.report.error(name, message);
                }
            }
        }
        cacheable.is_some()
    }
}

/// The argument that makes a page cacheable.
fn cacheable(args: &Args) -> Option<&Arg> {
    args.get("cacheable").filter(|arg| arg.value.is_true())
}

/// The name that users see: an argument, or the doc comment's first line.
fn name(
    row: &ModuleKind,
    args: &Args,
    item: &Annotated,
    properties: &mut Map<String, Json>,
    findings: &mut Findings,
) {
    let Some(property) = row.property("name").filter(|property| property.required) else {
        return;
    };
    if args.iter().any(|arg| arg.name == "name") {
        return;
    }
    match doc::first_line(item.attrs()) {
        Some(name) => {
            let value = match property.ty {
                Type::I18n => json!({ "value": name }),
                _ => name.into(),
            };
            properties.insert("name".to_owned(), value);
        }
        None => findings
            .report
            .error_at(Span::call_site(), wording::missing_name(row)),
    }
}

/// `events = ["a", "b"]`: one handler for several events.
struct Events(Json);

impl Events {
    fn take(row: &ModuleKind, args: &mut Args, findings: &mut Findings) -> Option<Self> {
        let property = row.property("event")?;
        let arg = args.remove("events")?;
        if let Some(event) = args.get("event") {
            let message = wording::ONE_OF_EVENT_AND_EVENTS;
            findings.report.error_at(event.span, message);
        }
        let Value::Array(_, values) = &arg.value else {
            let message = wording::expected("events", "a list", "[\"jira:issue_created\", …]");
            findings.report.error_at(arg.value.span(), message);
            return Some(Self(Json::Null));
        };
        let events: Vec<Json> = values
            .iter()
            .filter_map(|one| check::value(Some(row), property, &Type::Event, one, findings))
            .collect();
        if values.is_empty() {
            let message =
                wording::expected("events", "at least one event", "[\"jira:issue_created\"]");
            findings.report.error_at(arg.value.span(), message);
        }
        Some(Self(events.into()))
    }
}

/// A webhook needs the scopes of its events.
fn needs(row: &ModuleKind, args: &Args, properties: &Map<String, Json>) -> Vec<Needs> {
    if row.name != "webhooks" {
        return Vec::new();
    }
    let span = args
        .get("event")
        .map_or_else(Span::call_site, |arg| arg.value.span());
    let events = match properties.get("event") {
        Some(Json::Array(events)) => events.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    events
        .iter()
        .filter_map(Json::as_str)
        .map(|event| {
            let (what, scope) = webhook(event);
            Needs { what, scope, span }
        })
        .collect()
}

fn module_key(
    row: &ModuleKind,
    args: &mut Args,
    item: &Annotated,
    findings: &mut Findings,
) -> (String, Span) {
    let ident = item.ident();
    let from_name = (key::of(ident), ident.span());
    if !row.has_key() {
        return from_name;
    }
    let Some(arg) = args.remove("key") else {
        if !key::is_valid(&from_name.0) {
            let message = wording::name_is_no_key(&ident.to_string());
            findings.report.error(ident, message);
        }
        return from_name;
    };
    let example = format!("{:?}", from_name.0);
    match text_of(&arg.value, "key", &example, findings) {
        Some(literal) if key::is_valid(&literal.value()) => (literal.value(), literal.span()),
        Some(literal) => {
            let message = wording::bad_key(&literal.value());
            findings.report.error(literal, message);
            from_name
        }
        None => from_name,
    }
}
