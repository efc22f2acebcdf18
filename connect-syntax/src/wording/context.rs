//! What is said of context parameters.

use connect_model::context_parameter::{Bound, Elsewhere};
use connect_model::{ModuleKind, Unbound, Url};

use super::unknown;

/// A name that the host leaves empty here, with the nearest ones that it fills in, where else this
/// one is right, and the way out.
pub(crate) fn unbound(unbound: &Unbound) -> String {
    let elsewhere = match unbound {
        Unbound::Unknown(name) => return unknown(name),
        Unbound::Elsewhere(elsewhere) => elsewhere,
    };
    let suggestion = unbound.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unbound}\n{}{}help: if the host fills it in here, write `#[context(unlisted({:?}))]`",
        suggestion.unwrap_or_default(),
        right_place(elsewhere),
        elsewhere.name
    )
}

/// A name that is nearly a parameter of the macro's.
pub(crate) fn undeclared_parameter(name: &str, near: &str) -> String {
    format!(
        "this macro declares no parameter {name:?}\n\
         help: did you mean {near:?}?\n\
         help: if the macro stores it without declaring it, write `#[context(unlisted({name:?}))]`"
    )
}

/// `help: take it in a …`, where the name belongs to kinds of module.
fn right_place(elsewhere: &Elsewhere) -> String {
    let Bound::In(kinds) = &elsewhere.bound else {
        return String::new();
    };
    let attribute = |kind: &&ModuleKind| format!("`#[{}]`", kind.attribute);
    let attributes: Vec<String> = kinds.iter().map(attribute).collect();
    let attributes = attributes.join(" or ");
    // A kind that the host never calls has its pages in its properties.
    if kinds.iter().any(|kind| kind.url == Url::None) {
        format!("help: take it in an `#[iframe]` that {attributes} names\n")
    } else {
        format!("help: take it in {attributes}\n")
    }
}

pub(crate) fn context_without_name() -> String {
    "`#[context]` names the context parameter that the host fills in\n\
     help: write `#[context(\"issue.key\")]`"
        .to_owned()
}

pub(crate) const CONTEXT_TWICE: &str =
    "an argument is one context parameter, and this one is given two
help: take each in an argument of its own";

pub(crate) fn context_misplaced(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` has no context parameters: the host fills them in only where it opens a module\n\
         help: take what the caller sends with `Query<…>`, `Path<…>` or `Json<…>`"
    )
}

pub(crate) fn cacheable_has_no_context(name: &str) -> String {
    format!(
        "a cacheable page gets no context parameters: the host drops the query\n\
         help: remove `#[context({name:?})]` and ask the host in the page with `AP.context`, \
         or remove `cacheable`"
    )
}
