//! A webhook's arguments against its events ("Webhook").

use connect_model::Event;
use proc_macro2::Span;
use syn::LitStr;

use crate::args::Args;
use crate::findings::Findings;
use crate::property_tree::PropertyTree;
use crate::wording;

/// Checks `filter` and `property_keys` against the events, and the filter's own form.
pub(crate) fn check(events: &PropertyTree, args: &Args, findings: &mut Findings) {
    let names: Vec<&str> = events
        .elements()
        .iter()
        .filter_map(PropertyTree::as_text)
        .collect();
    if let Some(filter) = args.get("filter") {
        let span = filter.value.span();
        supported(&names, |row| row.filter_jql, "filter", span, findings);
        if let Some(literal) = filter.value.as_str() {
            balanced(literal, findings);
        }
    }
    if let Some(keys) = args.get("property_keys") {
        let span = keys.value.span();
        supported(
            &names,
            |row| row.property_keys,
            "property_keys",
            span,
            findings,
        );
    }
}

/// Reports the first known event that does not support an argument.
fn supported(
    names: &[&str],
    supports: impl Fn(&Event) -> bool,
    argument: &str,
    at: Span,
    findings: &mut Findings,
) {
    let lacking = names.iter().find(|name| {
        let rows = connect_model::event(name);
        !rows.is_empty() && **name != "*" && !rows.iter().any(&supports)
    });
    if let Some(event) = lacking {
        let message = wording::event_without(event, argument);
        findings.error_at(at, message);
    }
}

/// Reports quotes and parentheses that are not closed: such a filter never matches.
fn balanced(literal: &LitStr, findings: &mut Findings) {
    if let Some(fault) = fault(&literal.value()) {
        findings.error(literal, wording::bad_jql(&fault));
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
                None => return Some("unmatched `)`".to_owned()),
            },
            (None, _) => {}
        }
    }
    match (quote, open) {
        (Some(begun), _) => Some(format!("unclosed `{begun}`")),
        (None, 0) if jql.trim().is_empty() => Some("it is empty".to_owned()),
        (None, 0) => None,
        (None, 1) => Some("unclosed `(`".to_owned()),
        (None, more) => Some(format!("{more} unclosed `(`")),
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
        assert_eq!(fault("a = (1").as_deref(), Some("unclosed `(`"));
        assert_eq!(fault("((a").as_deref(), Some("2 unclosed `(`"));
        assert_eq!(fault("a) = 1").as_deref(), Some("unmatched `)`"));
        let open = "unclosed `\"`";
        assert_eq!(fault("a = \"x").as_deref(), Some(open));
        assert_eq!(fault(" ").as_deref(), Some("it is empty"));
    }
}
