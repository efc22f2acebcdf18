//! Checking a webhook's arguments against its events ("Webhook"), and reading those about when its function
//! runs, which concern only the app and are not in the descriptor.

use connect_model::Event;
use proc_macro2::Span;
use syn::LitStr;

use crate::args::{Arg, Args};
use crate::declared::{InOrder, Work};
use crate::findings::Findings;
use crate::property_tree::PropertyTree;
use crate::value::Value;
use crate::wording;

pub(crate) mod body;

/// The kind of module.
pub(crate) const KIND: &str = "webhooks";

/// The arguments that are not in the descriptor.
pub(crate) const OWN_ARGUMENTS: [&str; 2] = ["in_order", "inline"];

/// When a webhook's function runs, and the path in the body that determines its order.
#[derive(Default)]
pub(crate) struct Timing {
    pub(crate) work: Work,
    /// The path as written, unless it is unlisted.
    place: Option<LitStr>,
}

/// Takes `inline` and `in_order`.
pub(crate) fn timing(args: &mut Args, findings: &mut Findings) -> Timing {
    let inline = args.remove("inline");
    let in_order = args.remove("in_order");
    if let Some(inline) = &inline
        && !inline.value.is_boolean()
        && !inline.value.is_unreadable()
    {
        let message = wording::expected("inline", "`true` or `false`", "true");
        findings.error_at(inline.value.span(), message);
    }
    let is_inline = inline.is_some_and(|arg| arg.value.is_true());
    if is_inline && let Some(in_order) = &in_order {
        findings.error_at(in_order.span, wording::INLINE_HAS_NO_ORDER);
    }
    let has_body = !args
        .get("exclude_body")
        .is_some_and(|arg| arg.value.is_true());
    let place = in_order
        .as_ref()
        .and_then(|arg| arg.value.as_str().cloned());
    let in_order = in_order.and_then(|arg| order(&arg, has_body, findings));
    Timing {
        place: place.filter(|_| in_order.is_some()),
        work: Work {
            inline: is_inline,
            in_order,
        },
    }
}

/// `tenant`, or the path of a value in the body.
fn order(arg: &Arg, has_body: bool, findings: &mut Findings) -> Option<InOrder> {
    if arg.value.as_ident().is_some_and(|word| word == "tenant") {
        return Some(InOrder::Tenant);
    }
    let vouched = match &arg.value {
        Value::Call(call) if call.path.is_ident("unlisted") => {
            match (call.positional.as_slice(), call.named.iter().next()) {
                ([only], None) => only.as_str(),
                _ => None,
            }
        }
        _ => None,
    };
    let Some(place) = vouched.or_else(|| arg.value.as_str()) else {
        if !arg.value.is_unreadable() {
            let what = "`tenant`, or the path of a value in the body";
            let message = wording::expected("in_order", what, "tenant");
            findings.error_at(arg.value.span(), message);
        }
        return None;
    };
    let text = place.value();
    let named = |part: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        !part.is_empty() && part.bytes().all(letter)
    };
    if text == "tenant" {
        findings.error(
            place,
            wording::expected("in_order", "a name without quotes here", "tenant"),
        );
        None
    } else if !text.split('.').all(named) {
        findings.error(place, wording::bad_place_in_body(&text));
        None
    } else if !has_body {
        findings.error(place, wording::order_by_excluded_body(&text));
        None
    } else {
        if vouched.is_some() {
            findings.vouched(text.clone(), arg.value.span(), false);
        }
        Some(InOrder::Field(text))
    }
}

/// Checks that the bodies of all events have a value at the path that determines their order:
/// those without one would all wait for each other.
pub(crate) fn check_place(events: &PropertyTree, timing: &Timing, findings: &mut Findings) {
    let Some(place) = &timing.place else {
        return;
    };
    let text = place.value();
    let names = events.elements().iter().filter_map(PropertyTree::as_text);
    let vouched = |name: &str| findings.unlisted.iter().any(|one| one.name == name);
    let fault = names
        .filter(|name| !vouched(name))
        .find_map(|name| Some((name, body::check(name, &text).err()?)));
    if let Some((event, why)) = fault {
        findings.error(place, wording::no_value_in_body(event, &text, &why));
    }
}

/// Checks `filter` and `property_keys` against the events, and the filter's own syntax.
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

/// Reports unclosed quotes and parentheses: such a filter never matches.
fn balanced(literal: &LitStr, findings: &mut Findings) {
    if let Some(fault) = fault(&literal.value()) {
        findings.error(literal, wording::bad_jql(&fault));
    }
}

fn fault(jql: &str) -> Option<String> {
    let mut quote = None;
    let mut open = 0_usize;
    let mut escaped = false;
    let mut before = ' ';
    for letter in jql.chars() {
        if quote.is_none() && (before, letter) == ('=', '=') {
            return Some("`==`, which JQL writes `=`".to_owned());
        }
        before = letter;
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
        let twice = "`==`, which JQL writes `=`";
        assert_eq!(fault("a == 1").as_deref(), Some(twice));
        assert_eq!(fault("a = \"==\""), None);
        let open = "unclosed `\"`";
        assert_eq!(fault("a = \"x").as_deref(), Some(open));
        assert_eq!(fault(" ").as_deref(), Some("it is empty"));
    }
}
