//! The parameters of a condition: `entity_property_equal_to(entity = issue, …)`.

use connect_model::condition::{Condition, ConditionParameter};
use connect_model::nearest::nearest;
use proc_macro2::Span;
use serde_json::{Map, Value as Json};
use syn::Lit;

use crate::args::{Arg, Args};
use crate::check::Findings;
use crate::value::Value;
use crate::wording;

/// The JSON object of a condition's parameters. `rows` are the condition's in the products that
/// the module is for; what they disagree about is left to the host.
pub(super) fn read(
    name: &str,
    rows: &[&Condition],
    args: &Args,
    at: Span,
    findings: &mut Findings,
) -> Map<String, Json> {
    args.report_repeated(&mut findings.report);
    args.report_broken(&mut findings.report);
    let mut params = Map::new();
    for arg in args.iter() {
        let parameter = rows
            .iter()
            .flat_map(|row| row.parameters)
            .find(|parameter| is_written(parameter, &arg.name));
        match parameter {
            Some(parameter) => {
                if let Some(value) = value(parameter, rows, arg, findings) {
                    params.insert(parameter.name.to_owned(), value.into());
                }
            }
            None => unknown(name, rows, arg, findings),
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
        let misspelt = args
            .iter()
            .any(|arg| nearest(&arg.name, [parameter.name, &snake(parameter.name)]).len() == 1);
        if agreed && !misspelt && !args.iter().any(|arg| is_written(parameter, &arg.name)) {
            let message = wording::missing_parameter(name, &snake(parameter.name));
            findings.report.error_at(at, message);
        }
    }
    params
}

/// The first parameter of a condition, to show how one is written.
pub(super) fn first(name: &str) -> String {
    connect_model::condition(name)
        .iter()
        .flat_map(|row| row.parameters)
        .next()
        .map_or_else(|| "name".to_owned(), |parameter| snake(parameter.name))
}

fn is_written(parameter: &ConditionParameter, name: &str) -> bool {
    parameter.name == name || snake(parameter.name) == name
}

/// `propertyKey` → `property_key`.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn unknown(name: &str, rows: &[&Condition], arg: &Arg, findings: &mut Findings) {
    let mut names: Vec<String> = rows
        .iter()
        .flat_map(|row| row.parameters)
        .map(|parameter| snake(parameter.name))
        .collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let near = nearest(&arg.name, names.iter().copied());
    let message = wording::unknown_parameter(name, &arg.name, &near, &names);
    findings.report.error_at(arg.span, message);
}

/// The host takes texts only ("Conditions"); a word or a number is one.
fn value(
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
        other => {
            let message = wording::expected(&arg.name, "text, a word or a number", "\"…\"");
            findings.report.error_at(other.span(), message);
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
    // A list of one word is an example of what the documentation shows, not a closed one.
    let spelled = |word: &&&str| **word == text || word.replace(['-', '.'], "_") == text;
    match words.iter().find(spelled) {
        Some(word) => Some((*word).to_owned()),
        None if words.len() < 2 => Some(text),
        None => {
            let near = nearest(&text, words.iter().copied());
            let message = wording::not_one_of(&arg.name, &text, &near, words);
            findings.report.error_at(arg.value.span(), message);
            None
        }
    }
}
