//! What a webhook's arguments have to do with its events ("Webhook").

use connect_model::Event;
use proc_macro2::Span;
use serde_json::Value as Json;
use syn::{LitStr, Type};

use super::Findings;
use crate::args::Args;
use crate::signature::Argument;
use crate::wording;

/// Checks `filter` and `property_keys` against the events, and the filter's own form.
pub(crate) fn check(events: &Json, args: &Args, findings: &mut Findings) {
    let names: Vec<&str> = match events {
        Json::Array(events) => events.iter().filter_map(Json::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if let Some(filter) = args.get("filter") {
        let span = filter.value.span();
        without(&names, |row| row.filter_jql, "filter", span, findings);
        if let Some(literal) = filter.value.as_str() {
            balanced(literal, findings);
        }
    }
    for name in ["property_keys", "propertyKeys"] {
        if let Some(keys) = args.get(name) {
            let span = keys.value.span();
            without(
                &names,
                |row| row.property_keys,
                "property_keys",
                span,
                findings,
            );
        }
    }
}

/// A handler that reads the body of a webhook that has none fails at every event.
pub(crate) fn body(args: &Args, arguments: &[Argument], findings: &mut Findings) {
    let excluded = ["exclude_body", "excludeBody"]
        .into_iter()
        .find_map(|name| args.get(name))
        .is_some_and(|arg| arg.value.is_true());
    if !excluded {
        return;
    }
    for argument in arguments {
        if let Type::Path(path) = &argument.ty
            && let Some(last) = path.path.segments.last()
            && last.ident == "Event"
        {
            findings
                .report
                .error(&last.ident, wording::EVENT_WITHOUT_BODY);
        }
    }
}

/// Reports the first event that is known and has no such thing.
fn without(
    names: &[&str],
    has: impl Fn(&Event) -> bool,
    argument: &str,
    at: Span,
    findings: &mut Findings,
) {
    let lacking = names.iter().find(|name| {
        let rows = connect_model::event(name);
        !rows.is_empty() && **name != "*" && !rows.iter().any(&has)
    });
    if let Some(event) = lacking {
        let message = wording::event_without(event, argument);
        findings.report.error_at(at, message);
    }
}

/// Quotes and parentheses of JQL: a filter that does not close them never matches.
fn balanced(literal: &LitStr, findings: &mut Findings) {
    if let Some(fault) = fault(&literal.value()) {
        findings.report.error(literal, wording::bad_jql(&fault));
    }
}

fn fault(jql: &str) -> Option<String> {
    let mut quote = None;
    let mut open = 0_usize;
    let mut escaped = false;
    for letter in jql.chars() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(begun), _) if begun == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(') => open += 1,
            (None, ')') => match open.checked_sub(1) {
                Some(rest) => open = rest,
                None => return Some("a `)` closes nothing".to_owned()),
            },
            (None, _) => {}
        }
    }
    match (quote, open) {
        (Some(begun), _) => Some(format!("a text that begins with `{begun}` does not end")),
        (None, 0) if jql.trim().is_empty() => Some("it is empty".to_owned()),
        (None, 0) => None,
        (None, 1) => Some("a `(` is not closed".to_owned()),
        (None, more) => Some(format!("{more} `(` are not closed")),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn quotes_and_parentheses_belong_together() {
        for right in [
            "project = DEMO",
            "(a = \"x)\" OR b = 'y(') AND c = 1",
            "summary ~ \"say \\\"hi\\\"\"",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
        assert_eq!(fault("a = (1").as_deref(), Some("a `(` is not closed"));
        assert_eq!(fault("((a").as_deref(), Some("2 `(` are not closed"));
        assert_eq!(fault("a) = 1").as_deref(), Some("a `)` closes nothing"));
        let open = "a text that begins with `\"` does not end";
        assert_eq!(fault("a = \"x").as_deref(), Some(open));
        assert_eq!(fault(" ").as_deref(), Some("it is empty"));
    }
}
