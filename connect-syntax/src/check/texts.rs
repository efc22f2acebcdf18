//! Texts: how long they may be, and that some can be translated.

use connect_model::module_kind::{I18N_KEY_LIMIT, TEXT_LIMIT};
use connect_model::nearest::nearest;
use connect_model::{Property, Type};
use proc_macro2::Span;
use serde_json::{Map, Value as Json, json};

use super::{Findings, expected, pattern};
use crate::args::Arg;
use crate::value::Value;
use crate::wording;

pub(super) fn text(
    property: &Property,
    written: &Value,
    findings: &mut Findings,
) -> Option<String> {
    let Some(literal) = written.as_str() else {
        let example = wording::example(property);
        expected(property, written, "a string", example, findings);
        return None;
    };
    let text = literal.value();
    within(property, &text, literal.span(), findings).then_some(text)
}

/// Whether a text is within the limit that the host sets.
pub(super) fn within(property: &Property, text: &str, at: Span, findings: &mut Findings) -> bool {
    let limit = match property.ty {
        Type::I18n => Some(TEXT_LIMIT),
        _ => property.max_length,
    };
    let short =
        limit.is_none_or(|limit| short_enough(property.argument, text, limit, at, findings));
    if let (true, Some(pattern)) = (short, property.pattern) {
        pattern::check(pattern, property.argument, text, at, findings);
    }
    short
}

fn short_enough(argument: &str, text: &str, limit: u32, at: Span, findings: &mut Findings) -> bool {
    let length = text.chars().count();
    if length > limit as usize {
        findings
            .report
            .error_at(at, wording::too_long(argument, length, limit));
        return false;
    }
    true
}

/// `"text"` or `{ value = "text", i18n = "key" }`; the host stores both as an object.
pub(super) fn i18n(property: &Property, written: &Value, findings: &mut Findings) -> Option<Json> {
    match written {
        Value::Object(_, args) => {
            args.report_repeated(&mut findings.report);
            args.report_broken(&mut findings.report);
            let mut json = Map::new();
            for arg in args.iter() {
                match (arg.name.as_str(), arg.value.as_str()) {
                    (part @ ("value" | "i18n"), Some(literal)) => {
                        let limit = if part == "value" {
                            TEXT_LIMIT
                        } else {
                            I18N_KEY_LIMIT
                        };
                        short_enough(part, &literal.value(), limit, literal.span(), findings);
                        json.insert(arg.name.clone(), literal.value().into());
                    }
                    ("value" | "i18n", None) => findings.report.error_at(
                        arg.value.span(),
                        wording::expected(&arg.name, "a string", "\"…\""),
                    ),
                    _ => unknown_in(property, arg, &["value", "i18n"], findings),
                }
            }
            Some(Json::Object(json))
        }
        _ => text(property, written, findings).map(|text| json!({ "value": text })),
    }
}

fn unknown_in(property: &Property, arg: &Arg, names: &[&'static str], findings: &mut Findings) {
    let near = nearest(&arg.name, names.iter().copied());
    findings.report.error_at(
        arg.span,
        wording::unknown_argument(&format!("`{}`", property.argument), &arg.name, &near, names),
    );
}
