//! `conditions = …`: when the host shows a module.

use connect_model::Condition;
use serde_json::{Map, Value as Json, json};
use syn::Lit;
use syn::spanned::Spanned;

use crate::args::Args;
use crate::check::{self, Findings, UnlistedUse};
use crate::reference::Wants;
use crate::value::{Call, Value};
use crate::wording;

mod parameters;

/// One condition, `all(…)` of several, or a list; the descriptor holds a list of all that must
/// hold ("Conditions").
pub(crate) fn list(written: &Value, findings: &mut Findings) -> Option<Vec<Json>> {
    match written {
        Value::Array(_, values) => Some(each(values, findings)),
        Value::Call(call) if call.path.is_ident("all") => Some(each(&call.positional, findings)),
        one => condition(one, findings).map(|one| vec![one]),
    }
}

fn each(values: &[Value], findings: &mut Findings) -> Vec<Json> {
    values
        .iter()
        .filter_map(|value| condition(value, findings))
        .collect()
}

fn condition(written: &Value, findings: &mut Findings) -> Option<Json> {
    if let Some(ident) = written.as_ident() {
        return named(&ident.to_string(), &Args::default(), written, findings);
    }
    if let Some(literal) = written.as_str() {
        let name = literal.value();
        // A path is a remote condition, which the app itself answers.
        if name.starts_with('/') || name.starts_with("https://") {
            return Some(json!({ "condition": name }));
        }
        return named(&name, &Args::default(), written, findings);
    }
    let Value::Call(call) = written else {
        findings.report.error_at(
            written.span(),
            "expected a condition\nhelp: write its name, `not(…)`, `all(…)` or `any(…)`",
        );
        return None;
    };
    let name = call.path.get_ident().map(ToString::to_string)?;
    match name.as_str() {
        "all" => Some(json!({ "and": each(&call.positional, findings) })),
        "any" => Some(json!({ "or": each(&call.positional, findings) })),
        "not" => not(call, findings),
        "remote" => remote(call, findings),
        "unlisted" => unlisted(call, findings),
        _ => {
            if let Some(extra) = call.positional.first() {
                let parameter = parameters::first(&name);
                let message = wording::condition_takes_named(&name, &parameter);
                findings.report.error_at(extra.span(), message);
                return None;
            }
            named(&name, &call.named, written, findings)
        }
    }
}

/// `unlisted("name", parameter = "…")`: a condition that the tables lack, with its parameters as
/// the host spells them.
fn unlisted(call: &Call, findings: &mut Findings) -> Option<Json> {
    let [Value::Literal(Lit::Str(name))] = call.positional.as_slice() else {
        let message = wording::UNLISTED_CONDITION;
        findings.report.error(&call.path, message);
        return None;
    };
    findings.unlisted.push(UnlistedUse {
        name: name.value(),
        span: call.path.span(),
    });
    let mut condition = json!({ "condition": name.value() });
    let params = check::map(&call.named, findings);
    if !params.is_empty() {
        condition["params"] = Json::Object(params);
    }
    Some(condition)
}

/// `remote(beta)`: the app itself decides, in a `#[condition]`.
fn remote(call: &Call, findings: &mut Findings) -> Option<Json> {
    match call.positional.as_slice() {
        [Value::Path(path)] => {
            let url = findings.refer(path, Wants::Condition, "remote");
            Some(json!({ "condition": url }))
        }
        _ => {
            findings.report.error(&call.path, wording::REMOTE_TAKES_ONE);
            None
        }
    }
}

fn not(call: &Call, findings: &mut Findings) -> Option<Json> {
    let [only] = call.positional.as_slice() else {
        findings.report.error(
            &call.path,
            "`not` takes one condition\nhelp: write `not(any(…))` for none of several",
        );
        return None;
    };
    match condition(only, findings)? {
        Json::Object(mut condition) if condition.contains_key("condition") => {
            let inverted = condition
                .get("invert")
                .and_then(Json::as_bool)
                .unwrap_or(false);
            condition.insert("invert".to_owned(), (!inverted).into());
            Some(Json::Object(condition))
        }
        _ => {
            findings.report.error_at(
                call.path.span(),
                "the host inverts single conditions only\n\
                 help: move `not` inside: `not(any(a, b))` is `all(not(a), not(b))`",
            );
            None
        }
    }
}

fn named(name: &str, args: &Args, written: &Value, findings: &mut Findings) -> Option<Json> {
    check::known(
        connect_model::check_condition(name),
        written.span(),
        findings,
    )?;
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
        findings.report.error_at(written.span(), message);
        return None;
    }
    let params = parameters::read(name, &rows, args, written.span(), findings);
    let mut condition = Map::new();
    condition.insert("condition".to_owned(), name.into());
    if !params.is_empty() {
        condition.insert("params".to_owned(), Json::Object(params));
    }
    Some(Json::Object(condition))
}
