//! A written value against what the table says it must be.

use connect_model::nearest::nearest;
use connect_model::{ModuleKind, Product, Property, Type};
use proc_macro2::Span;
use serde_json::{Map, Value as Json, json};
use syn::{Lit, Path};

use crate::args::Args;
use crate::conditions;
use crate::declared::Deprecation;
use crate::reference::{self, Reference, Wants};
use crate::report::Report;
use crate::target;
use crate::value::Value;
use crate::wording;

mod forms;
mod names;
mod pattern;
mod texts;
pub(crate) mod webhook;

pub(crate) use names::known;
use names::{location, one_of, unlisted};
use texts::{i18n, text};

/// A name that is right only if something elsewhere in the app says so.
#[derive(Debug, Clone)]
pub struct SectionUse {
    /// The key of the section that the app must declare.
    pub section: String,
    /// Where it is named.
    pub span: Span,
}

/// A name of the host's that the user vouches for.
#[derive(Debug, Clone)]
pub struct UnlistedUse {
    /// The name.
    pub name: String,
    /// Where it is vouched for.
    pub span: Span,
}

/// What checking found besides errors.
#[derive(Debug, Default)]
pub struct Findings {
    /// The errors.
    pub report: Report,
    /// Sections that the app must declare somewhere.
    pub sections: Vec<SectionUse>,
    /// Names written as `unlisted("…")`.
    pub unlisted: Vec<UnlistedUse>,
    /// Items of the app that are named.
    pub references: Vec<Reference>,
    /// What is named that the platform advises against.
    pub deprecations: Vec<Deprecation>,
    /// The products that the module can be for.
    pub products: Vec<Product>,
}

impl Findings {
    /// Takes note of an item that is named, and gives what stands for it until it is known.
    pub(crate) fn refer(&mut self, path: &Path, wants: Wants, argument: &str) -> String {
        self.references.push(Reference {
            path: path.clone(),
            wants,
            argument: argument.to_owned(),
            products: self.products.clone(),
        });
        reference::mark(self.references.len() - 1)
    }
}

/// Checks arguments against the properties that their owner has, and gives the JSON object that
/// stands in the descriptor. `ours` are arguments that the caller has taken out already: no
/// property is read under their names, but a slip in one is answered with it.
pub(crate) fn object(
    owner: &str,
    kind: Option<&ModuleKind>,
    args: &Args,
    properties: &[Property],
    ours: &[&'static str],
    findings: &mut Findings,
) -> Map<String, Json> {
    args.report_repeated(&mut findings.report);
    args.report_broken(&mut findings.report);
    let mut object = Map::new();
    let mut unknown = Vec::new();
    for arg in args.iter() {
        let property = properties
            .iter()
            .filter(|property| !ours.contains(&property.name))
            .find(|property| property.is_written(&arg.name));
        match property {
            Some(property) => {
                if let Some(json) = value(kind, property, &property.ty, &arg.value, findings) {
                    object.insert(property.name.to_owned(), json);
                }
            }
            None => unknown.push(arg),
        }
    }
    // What can only be one word need not be written.
    for property in properties.iter().filter(|property| property.required) {
        if let Type::Enum([only]) = property.ty
            && !args.iter().any(|arg| property.is_written(&arg.name))
        {
            object.insert(property.name.to_owned(), (*only).into());
        }
    }
    for arg in &unknown {
        let mut names: Vec<&str> = properties
            .iter()
            .filter(|property| !ours.contains(&property.name))
            .map(|property| property.argument)
            .chain(ours.iter().copied())
            .collect();
        names.sort_unstable();
        let near = nearest(&arg.name, names.iter().copied());
        findings.report.error_at(
            arg.span,
            wording::unknown_argument(owner, &arg.name, &near, &names),
        );
    }
    object
}

/// Reports each required property that is neither given nor derived.
pub(crate) fn required(
    owner: &str,
    at: Span,
    args: &Args,
    properties: &[Property],
    derived: &[&str],
    report: &mut Report,
) {
    for property in properties.iter().filter(|property| property.required) {
        let given = args
            .iter()
            .any(|arg| arg.name == property.argument || arg.name == property.name);
        let misspelt = is_misspelt(args, properties, property);
        let only_one = matches!(property.ty, Type::Enum([_]));
        if !given && !misspelt && !only_one && !derived.contains(&property.name) {
            report.error_at(at, wording::missing_argument(owner, property));
        }
    }
}

/// Whether an argument is nearly the property's name. It is an error already; asking for the right
/// one would be a second.
fn is_misspelt(args: &Args, properties: &[Property], property: &Property) -> bool {
    args.iter().any(|arg| {
        !properties
            .iter()
            .any(|property| property.is_written(&arg.name))
            && nearest(&arg.name, std::iter::once(property.argument)).contains(&property.argument)
    })
}

/// One value, as descriptor JSON.
pub(crate) fn value(
    kind: Option<&ModuleKind>,
    property: &Property,
    ty: &Type,
    written: &Value,
    findings: &mut Findings,
) -> Option<Json> {
    // A condition that is unlisted may have parameters.
    if let Value::Call(call) = written
        && call.path.is_ident("unlisted")
        && *ty != Type::Conditions
    {
        return unlisted(property, ty, call, findings);
    }
    if let Some(short) = in_short(property, ty, written, findings) {
        return short;
    }
    match ty {
        Type::String | Type::Url | Type::Key(_) => {
            text(property, written, findings).map(Json::from)
        }
        Type::I18n => i18n(property, written, findings),
        Type::Integer => integer(property, written, findings),
        Type::Boolean => match written {
            Value::Literal(Lit::Bool(literal)) => Some(literal.value.into()),
            _ => expected(property, written, "`true` or `false`", "true", findings),
        },
        Type::Location => location(kind, property, written, findings),
        Type::Event => {
            let name = text(property, written, findings)?;
            known(connect_model::check_event(&name), written.span(), findings)?;
            Some(name.into())
        }
        Type::Enum(values) => one_of(property, values, written, findings),
        Type::Conditions => conditions::list(written, findings).map(Json::Array),
        Type::Object(properties) => match written {
            Value::Object(span, args) => {
                let owner = format!("`{}`", property.argument);
                let json = object(&owner, kind, args, properties, &[], findings);
                let report = &mut findings.report;
                required(&owner, *span, args, properties, &[], report);
                forms::check(property, *span, args, properties, &json, report);
                Some(Json::Object(json))
            }
            _ => expected(property, written, "an object", "{ … }", findings),
        },
        Type::Map => match written {
            Value::Object(_, args) => Some(Json::Object(map(args, findings))),
            _ => expected(
                property,
                written,
                "an object",
                "{ \"name\" = \"value\" }",
                findings,
            ),
        },
        Type::Array(of) => match written {
            Value::Array(_, values) => Some(Json::Array(
                values
                    .iter()
                    .filter_map(|item| value(kind, property, of, item, findings))
                    .collect(),
            )),
            _ => expected(property, written, "a list", "[ … ]", findings),
        },
        Type::Any => any(written, findings),
    }
}

/// What is written shorter than the descriptor has it: an item for its key, URL or location, a
/// target by its name, and a URL alone for the object around it.
fn in_short(
    property: &Property,
    ty: &Type,
    written: &Value,
    findings: &mut Findings,
) -> Option<Option<Json>> {
    match (ty, written) {
        (Type::Key(kinds), Value::Path(path)) => {
            let key = findings.refer(path, Wants::Key(kinds), property.argument);
            Some(Some(key.into()))
        }
        (Type::Url, Value::Path(path)) => {
            let url = findings.refer(path, Wants::Url, property.argument);
            Some(Some(url.into()))
        }
        (Type::Object(_), Value::Path(_) | Value::Call(_)) if target::is_target(property) => {
            Some(target::read(property, written, findings))
        }
        (Type::Object(members), Value::Path(_) | Value::Literal(Lit::Str(_))) => {
            let mut required = members.iter().filter(|member| member.required);
            match (required.next(), required.next()) {
                (Some(only), None) if only.ty == Type::Url => {
                    let url = value(None, only, &only.ty, written, findings);
                    Some(url.map(|url| json!({ only.name: url })))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn expected(
    property: &Property,
    written: &Value,
    what: &str,
    example: &str,
    findings: &mut Findings,
) -> Option<Json> {
    findings.report.error_at(
        written.span(),
        wording::expected(property.argument, what, example),
    );
    None
}

fn integer(property: &Property, written: &Value, findings: &mut Findings) -> Option<Json> {
    let number = match written {
        Value::Literal(Lit::Int(literal)) => literal.base10_parse::<i64>().ok(),
        Value::Negative(_, literal) => literal.base10_parse::<i64>().ok().map(|number| -number),
        _ => None,
    };
    match number {
        Some(number) => Some(number.into()),
        None => expected(property, written, "a whole number", "10", findings),
    }
}

/// Free names with string values, as `params` and `links` are.
pub(crate) fn map(args: &Args, findings: &mut Findings) -> Map<String, Json> {
    args.report_repeated(&mut findings.report);
    args.report_broken(&mut findings.report);
    args.iter()
        .filter_map(|arg| Some((arg.name.clone(), any(&arg.value, findings)?)))
        .collect()
}

/// A value that the table leaves open, taken as written.
pub(crate) fn any(written: &Value, findings: &mut Findings) -> Option<Json> {
    match written {
        Value::Literal(Lit::Str(literal)) => Some(literal.value().into()),
        Value::Literal(Lit::Bool(literal)) => Some(literal.value.into()),
        Value::Literal(Lit::Int(literal)) => literal.base10_parse::<i64>().ok().map(Json::from),
        Value::Literal(Lit::Float(literal)) => literal.base10_parse::<f64>().ok().map(Json::from),
        Value::Negative(_, literal) => literal
            .base10_parse::<i64>()
            .ok()
            .map(|number| Json::from(-number)),
        Value::Object(_, args) => Some(Json::Object(map(args, findings))),
        Value::Array(_, values) => Some(Json::Array(
            values
                .iter()
                .filter_map(|value| any(value, findings))
                .collect(),
        )),
        _ => None,
    }
    .or_else(|| {
        findings.report.error_at(
            written.span(),
            "expected text, a number, `true`, `{ … }` or `[ … ]`",
        );
        None
    })
}
