//! Every sentence that the compiler says for us, in one place.
//!
//! The grammar: lower case, the item in backticks, what must hold, then `help:` with what to
//! write.

mod app;
mod conditions;
mod context;
mod forms;
mod webhook;

use connect_model::fact::joined;
use connect_model::{ModuleKind, Property, Unknown};

pub(crate) use app::{
    SELF_PER_PRODUCT, UNLISTED_MIGRATION, address_example, always_on, bad_address, bad_app_key,
    member, unknown_migration, written_for_you,
};
pub(crate) use conditions::{
    REMOTE_TAKES_ONE, UNLISTED_CONDITION, condition_of_other_product, condition_takes_named,
    missing_parameter, unknown_parameter,
};
pub(crate) use context::{
    CONTEXT_TWICE, cacheable_has_no_context, context_misplaced, context_without_name, unbound,
    undeclared_parameter,
};
pub(crate) use forms::{no_form, of_member, of_word, other_form, several_forms};
pub(crate) use webhook::{EVENT_WITHOUT_BODY, ONE_OF_EVENT_AND_EVENTS, bad_jql, event_without};

/// A name that no fact knows, with the nearest ones and the way out.
#[must_use]
pub fn unknown(unknown: &Unknown) -> String {
    let suggestion = unknown.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unknown}\n{}help: {}",
        suggestion.unwrap_or_default(),
        unknown.way_out()
    )
}

pub(crate) fn unknown_argument(owner: &str, name: &str, nearest: &[&str], all: &[&str]) -> String {
    let help = match nearest {
        [] if all.is_empty() => format!("{owner} has none"),
        [] => format!("it takes {}", list(all)),
        nearest => format!("did you mean {}?", list(nearest)),
    };
    // An attribute has arguments; `app!` and the objects inside have fields.
    let noun = if owner.starts_with('`') {
        "field"
    } else {
        "argument"
    };
    format!(
        "unknown {noun} `{name}` of {owner}
help: {help}"
    )
}

pub(crate) fn repeated_argument(name: &str) -> String {
    format!("argument `{name}` is given twice\nhelp: remove one of the two")
}

pub(crate) fn missing_argument(owner: &str, property: &Property) -> String {
    format!(
        "{owner} needs `{}`\nhelp: write `{} = {}`",
        property.argument,
        property.argument,
        example(property)
    )
}

pub(crate) fn missing_name(kind: &ModuleKind) -> String {
    format!(
        "{} has no name for its users to see\n\
         help: write `name = \"…\"`, or a doc comment whose first line is the name",
        article(kind.label)
    )
}

pub(crate) fn expected(argument: &str, what: &str, example: &str) -> String {
    format!("`{argument}` takes {what}\nhelp: write `{argument} = {example}`")
}

pub(crate) fn not_one_of(argument: &str, value: &str, nearest: &[&str], all: &[&str]) -> String {
    let help = if nearest.is_empty() {
        format!("it is one of {}", list(all))
    } else {
        format!("did you mean {}?", list(nearest))
    };
    format!("unknown value {value:?} of `{argument}`\nhelp: {help}")
}

pub(crate) fn too_long(argument: &str, length: usize, limit: u32) -> String {
    format!(
        "`{argument}` has {length} characters; the host takes at most {limit}\n\
         help: shorten it"
    )
}

pub(crate) fn misplaced_unlisted(argument: &str) -> String {
    format!(
        "`unlisted(\"…\")` is for names of the host's that the tables lack, and `{argument}` takes none\n\
         help: write the value itself"
    )
}

pub(crate) const UNLISTED_TAKES_ONE: &str =
    "`unlisted` takes one string, the name as the host spells it\nhelp: write `unlisted(\"…\")`";

pub(crate) fn bad_key(key: &str) -> String {
    let mend: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    format!(
        "module key {key:?} may hold only letters, digits and `-`, at most 100 of them\n\
         help: write `key = {mend:?}`"
    )
}

pub(crate) fn name_is_no_key(name: &str) -> String {
    format!(
        "`{name}` gives no module key: a key may hold only letters, digits and `-`\n\
         help: write `key = \"…\"`"
    )
}

pub(crate) fn bad_path(argument: &str, path: &str) -> String {
    format!(
        "`{argument}` is a path below the app's base URL, and {path:?} is none\n\
         help: write `{argument} = \"/{}\"`",
        path.trim_start_matches('/')
            .split(['?', '#', '{', ' '])
            .next()
            .unwrap_or("")
    )
}

/// An attribute that stands on something else than a function.
#[must_use]
pub fn needs_async_fn(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` goes on an `async fn`\nhelp: write `async fn name(…) {{ … }}` below it"
    )
}

/// A data kind on something else than a unit struct.
#[must_use]
pub fn needs_unit_struct(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` goes on a unit struct: the host never calls the app for it\n\
         help: write `struct Name;` below it"
    )
}

pub(crate) const ONE_DIALOG: &str = "`dialog(…)` takes options, or the one item that is the dialog\n\
     help: write `dialog(size = small)`, or `dialog(editor)` with `#[dialog] async fn editor`";

pub(crate) fn no_dialog_module(argument: &str) -> String {
    format!(
        "this `{argument}` can't open another module of the app\n\
         help: write `dialog`, which opens the item's own page in a dialog"
    )
}

pub(crate) fn cacheable_is_public() -> String {
    "a cacheable page is requested without a token, so it is served to anybody\n\
     help: write `public = true` beside it, or remove `cacheable`"
        .to_owned()
}

pub(crate) fn public_is_cacheable() -> String {
    "the host sends a token for this page, and a page that checks it is not public\n\
     help: remove `public`, or write `cacheable = true` beside it"
        .to_owned()
}

pub(crate) fn too_deep(deepest: usize) -> String {
    format!("more than {deepest} delimiters stand in each other\nhelp: give the inner part a name")
}

pub(crate) fn own_path(attribute: &str) -> String {
    format!("`#[{attribute}]` takes a path, or nothing\nhelp: write `#[{attribute}(\"/path\")]`")
}

/// Said where an item is named that is of another kind than the place takes.
#[must_use]
pub fn wrong_item(name: &str, argument: &str, wanted: &str, attributes: &[&str]) -> String {
    let attributes: Vec<String> = attributes.iter().map(|one| format!("`#[{one}]`")).collect();
    format!(
        "`{name}` is not {}, which `{argument}` names\nhelp: name an item that has {}",
        article(wanted),
        attributes.join(" or ")
    )
}

/// Said where an item is named that lives in another product.
#[must_use]
pub fn other_product_item(name: &str, argument: &str, products: &str) -> String {
    format!(
        "`{name}` is a module of another product: this `{argument}` is for {products}\n\
         help: name an item of the same product"
    )
}

pub(crate) fn bad_text(argument: &str, text: &str, says: &str, example: &str) -> String {
    format!("`{argument}` is {says}, and {text:?} is not\nhelp: write `{argument} = {example:?}`")
}

pub(crate) fn location_of_other_product(name: &str, kind: &ModuleKind, theirs: &str) -> String {
    format!(
        "location {name:?} is one of {theirs}'s, which has no {}s\n\
         help: if the host shows it there, write `unlisted({name:?})`",
        kind.label
    )
}

pub(crate) fn location_of_other_kinds(
    name: &str,
    kind: &ModuleKind,
    takes: &[&str],
    attributes: &[&str],
) -> String {
    let attributes: Vec<String> = attributes.iter().map(|one| format!("#[{one}]")).collect();
    let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
    format!(
        "location {name:?} shows {}, not {}s\n\
         help: write {} here, or name a location of {}s\n\
         help: if the host shows it there, write `unlisted({name:?})`",
        plurals(takes),
        kind.label,
        list(&attributes),
        kind.label
    )
}

/// `web items, pages and sections`.
fn plurals(labels: &[&str]) -> String {
    let plurals: Vec<String> = labels.iter().map(|label| format!("{label}s")).collect();
    joined(&plurals, "and")
}

/// Said of a kind that the platform no longer lists.
#[must_use]
pub fn deprecated_kind(kind: &ModuleKind) -> String {
    format!(
        "the platform no longer lists {}s; hosts that still show them may stop",
        kind.label
    )
}

pub(crate) fn not_async(name: &str) -> String {
    format!("handler `{name}` must be `async`\nhelp: write `async fn {name}`")
}

pub(crate) fn generic_handler(name: &str) -> String {
    format!(
        "handler `{name}` can't be generic: the host calls it with one set of types\n\
         help: name the types"
    )
}

pub(crate) fn too_many_arguments(name: &str, most: usize) -> String {
    format!(
        "handler `{name}` takes more than {most} arguments\n\
         help: take several as one: a struct that implements axum's `FromRequestParts`"
    )
}

pub(crate) fn method_handler(name: &str) -> String {
    format!(
        "handler `{name}` can't take `self`\n\
         help: write a free function; take what it needs with `State<…>`"
    )
}

pub(crate) fn route_grammar(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` takes a method and a path\nhelp: write `#[{attribute}(GET \"/path\")]`"
    )
}

pub(crate) fn bad_route_path(path: &str) -> String {
    let mend = path
        .trim_start_matches('/')
        .split(['?', '#', ' '])
        .next()
        .unwrap_or("");
    format!("{path:?} is no path below the app's base URL\nhelp: write `\"/{mend}\"`")
}

pub(crate) fn unknown_method(method: &str, nearest: &[&str]) -> String {
    let help = if nearest.is_empty() {
        "it is one of `GET`, `POST`, `PUT`, `PATCH`, `DELETE`".to_owned()
    } else {
        format!("did you mean {}?", list(nearest))
    };
    format!("unknown method `{method}`\nhelp: {help}")
}

pub(crate) fn reserved_path(path: &str) -> String {
    format!("{path:?} is served by the framework itself\nhelp: choose another path")
}

pub(crate) fn no_arguments(attribute: &str) -> String {
    format!("`#[{attribute}]` takes no arguments\nhelp: write `#[{attribute}]`")
}

/// `a`, `b` or `c`, as a sentence says it.
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    joined(&quoted, "or")
}

pub(crate) fn article(label: &str) -> String {
    let vowel = label.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {label}", if vowel { "an" } else { "a" })
}

/// What a value of the property's type looks like.
pub(crate) fn example(property: &Property) -> &'static str {
    use connect_model::Type;
    match &property.ty {
        Type::Location => "\"…\"",
        Type::Event => "\"jira:issue_created\"",
        Type::Integer => "10",
        Type::Boolean => "true",
        Type::Enum(values) => values.first().copied().unwrap_or("…"),
        Type::Object(_) | Type::Map => "{ … }",
        Type::Array(_) => "[ … ]",
        Type::Conditions => "user_is_logged_in",
        _ => "\"…\"",
    }
}
