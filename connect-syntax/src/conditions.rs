//! `conditions = …`: when the host shows a module.

use connect_model::condition::{Condition, ConditionParameter};
use connect_model::nearest::nearest;
use proc_macro2::Span;
use syn::Lit;
use syn::spanned::Spanned;

use crate::args::{Arg, Args};
use crate::findings::Findings;
use crate::open_value;
use crate::property_tree::{Members, PropertyTree};
use crate::reference::ReferenceTarget;
use crate::value::{Value, ValueCall};
use crate::wording;

/// One condition, `all(…)` of several, or a list; the descriptor has a list of conditions that must
/// all hold ("Conditions").
pub(crate) fn list(written: &Value, findings: &mut Findings) -> Option<Vec<PropertyTree>> {
    match written {
        Value::Array(_, values) => Some(each(values, findings)),
        Value::Call(call) if call.path.is_ident("all") => Some(each(&call.positional, findings)),
        one => condition(one, findings).map(|one| vec![one]),
    }
}

fn each(values: &[Value], findings: &mut Findings) -> Vec<PropertyTree> {
    values
        .iter()
        .filter_map(|value| condition(value, findings))
        .collect()
}

fn condition(written: &Value, findings: &mut Findings) -> Option<PropertyTree> {
    if let Some(ident) = written.as_ident() {
        return named(&ident.to_string(), &Args::default(), written, findings);
    }
    if let Some(literal) = written.as_str() {
        let name = literal.value();
        // A path is a remote condition, which the app itself evaluates.
        if name.starts_with('/') || name.starts_with("https://") {
            return Some(PropertyTree::object([("condition", name.into())]));
        }
        return named(&name, &Args::default(), written, findings);
    }
    if written.is_unreadable() {
        return None;
    }
    let Value::Call(call) = written else {
        findings.error_at(written.span(), wording::EXPECTED_CONDITION);
        return None;
    };
    let name = call.path.get_ident().map(ToString::to_string)?;
    match name.as_str() {
        "all" => Some(group("and", &call.positional, findings)),
        "any" => Some(group("or", &call.positional, findings)),
        "not" => not(call, findings),
        "remote" => remote(call, findings),
        "unlisted" => unlisted(call, findings),
        "and" | "or" => {
            let ours = if name == "and" { "all" } else { "any" };
            let message = wording::condition_group(&name, ours);
            findings.error(&call.path, message);
            None
        }
        _ => {
            if let Some(extra) = call.positional.first() {
                let parameter = first_parameter(&name);
                let message = wording::condition_takes_named(&name, parameter);
                findings.error_at(extra.span(), message);
                return None;
            }
            named(&name, &call.named, written, findings)
        }
    }
}

/// `all(a, b)` or `any(a, b)`.
fn group(name: &str, values: &[Value], findings: &mut Findings) -> PropertyTree {
    PropertyTree::object([(name, PropertyTree::List(each(values, findings)))])
}

/// `unlisted("name", parameter = "…")`: a condition that is not in the tables, with its parameters in
/// the host's spelling.
fn unlisted(call: &ValueCall, findings: &mut Findings) -> Option<PropertyTree> {
    let [Value::Literal(Lit::Str(name))] = call.positional.as_slice() else {
        let message = wording::UNLISTED_CONDITION;
        findings.error(&call.path, message);
        return None;
    };
    let is_listed = findings.would_accept(|apart| {
        let at = Value::Literal(Lit::Str(name.clone()));
        self::named(&name.value(), &call.named, &at, apart);
    });
    findings.vouched(name.value(), call.path.span(), is_listed);
    let params = open_value::map(&call.named, findings);
    Some(with_params(&name.value(), params))
}

/// `remote(beta)`: the app itself decides, in a `#[condition]`.
fn remote(call: &ValueCall, findings: &mut Findings) -> Option<PropertyTree> {
    match call.positional.as_slice() {
        [Value::Path(path)] => {
            let url = findings.refer(path, ReferenceTarget::Condition, "remote");
            Some(PropertyTree::object([("condition", url)]))
        }
        _ => {
            findings.error(&call.path, wording::REMOTE_TAKES_ONE);
            None
        }
    }
}

fn not(call: &ValueCall, findings: &mut Findings) -> Option<PropertyTree> {
    let [only] = call.positional.as_slice() else {
        findings.error(&call.path, wording::NOT_TAKES_ONE);
        return None;
    };
    match condition(only, findings)? {
        PropertyTree::Object(mut condition) if condition.contains_key("condition") => {
            let inverted = condition.get("invert") == Some(&PropertyTree::Boolean(true));
            condition.insert("invert".to_owned(), (!inverted).into());
            Some(condition.into())
        }
        _ => {
            findings.error_at(call.path.span(), wording::NOT_OF_SEVERAL);
            None
        }
    }
}

fn named(
    name: &str,
    args: &Args,
    written: &Value,
    findings: &mut Findings,
) -> Option<PropertyTree> {
    if let Err(unknown) = connect_model::check_condition(name) {
        let message = match written.as_str() {
            Some(_) => wording::unknown(&unknown),
            None => wording::unknown_item(&unknown, &format!("remote({name})"), "`#[condition]`"),
        };
        findings.error_at(written.span(), message);
        return None;
    }
    let all = connect_model::condition(name);
    let rows: Vec<&Condition> = all
        .iter()
        .filter(|row| {
            findings.products.is_empty()
                || findings.products.iter().any(|one| one.meets(row.product))
        })
        .collect();
    if rows.is_empty()
        && let Some(other) = all.first()
    {
        let mut ours: Vec<&str> = findings
            .products
            .iter()
            .map(|product| product.host().title())
            .collect();
        ours.dedup();
        let theirs = other.product.host().title();
        let message = wording::condition_of_other_product(name, theirs, &ours.join(" or "));
        findings.error_at(written.span(), message);
        return None;
    }
    let params = parameters(name, &rows, args, written.span(), findings);
    Some(with_params(name, params))
}

fn with_params(name: &str, params: Members) -> PropertyTree {
    let condition = ("condition", name.into());
    if params.is_empty() {
        PropertyTree::object([condition])
    } else {
        PropertyTree::object([condition, ("params", params.into())])
    }
}

/// The object with a condition's parameters. `rows` are the condition's in the products that the
/// module is for; what they disagree about is left to the host.
fn parameters(
    name: &str,
    rows: &[&Condition],
    args: &Args,
    at: Span,
    findings: &mut Findings,
) -> Members {
    args.report_faults(&mut findings.report);
    let mut params = Members::new();
    for arg in args.iter() {
        let parameter = rows
            .iter()
            .flat_map(|row| row.parameters)
            .find(|parameter| is_written(parameter, &arg.name));
        match parameter {
            Some(parameter) => {
                if let Some(value) = parameter_value(parameter, rows, arg, findings) {
                    params.insert(parameter.name.to_owned(), value.into());
                }
            }
            None => unknown_parameter(name, rows, arg, findings),
        }
    }
    let Some(first) = rows.first() else {
        return params;
    };
    for parameter in first.parameters {
        let agreed = rows.iter().all(|row| {
            row.parameters
                .iter()
                .any(|other| other.name == parameter.name && other.required)
        });
        let misspelled = args
            .iter()
            .any(|arg| nearest(&arg.name, [parameter.name, parameter.argument]).len() == 1);
        if agreed && !misspelled && !args.iter().any(|arg| is_written(parameter, &arg.name)) {
            let message = wording::missing_parameter(name, parameter.argument);
            findings.error_at(at, message);
        }
    }
    params
}

/// The first parameter of a condition, as an example of how to write one.
fn first_parameter(name: &str) -> &'static str {
    connect_model::condition(name)
        .iter()
        .flat_map(|row| row.parameters)
        .next()
        .map_or("name", |parameter| parameter.argument)
}

fn is_written(parameter: &ConditionParameter, name: &str) -> bool {
    parameter.name == name || parameter.argument == name
}

fn unknown_parameter(name: &str, rows: &[&Condition], arg: &Arg, findings: &mut Findings) {
    let mut names: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.parameters)
        .map(|parameter| parameter.argument)
        .collect();
    names.sort_unstable();
    names.dedup();
    let near = nearest(&arg.name, names.iter().copied());
    let message = wording::unknown_parameter(name, &arg.name, &near, &names);
    findings.error_at(arg.span, message);
}

/// The host accepts only strings ("Conditions"); words and numbers are converted.
fn parameter_value(
    parameter: &ConditionParameter,
    rows: &[&Condition],
    arg: &Arg,
    findings: &mut Findings,
) -> Option<String> {
    let text = match &arg.value {
        Value::Literal(Lit::Str(literal)) => literal.value(),
        Value::Literal(Lit::Bool(literal)) => literal.value.to_string(),
        Value::Literal(Lit::Int(literal)) => literal.base10_digits().to_owned(),
        Value::Path(path) if path.get_ident().is_some() => path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default(),
        Value::Unreadable(_) => return None,
        other => {
            let message = wording::expected(&arg.name, "text, a word or a number", "\"…\"");
            findings.error_at(other.span(), message);
            return None;
        }
    };
    let closed = parameter.values;
    let entities: Vec<&'static str> = rows
        .iter()
        .flat_map(|row| row.entities)
        .map(|entity| {
            entity
                .rsplit_once(':')
                .map_or(*entity, |(_, entity)| entity)
        })
        .collect();
    let words: &[&'static str] = if parameter.name == "entity" {
        &entities
    } else {
        closed
    };
    // A list with a single word is an example from the documentation, not a closed set.
    let spelled = |word: &&&str| **word == text || word.replace(['-', '.'], "_") == text;
    match words.iter().find(spelled) {
        Some(word) => Some((*word).to_owned()),
        None if words.len() < 2 => Some(text),
        None => {
            let near = nearest(&text, words.iter().copied());
            let message = wording::not_one_of(&arg.name, &text, &near, words);
            findings.error_at(arg.value.span(), message);
            None
        }
    }
}
