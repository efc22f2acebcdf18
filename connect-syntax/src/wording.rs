//! Every sentence that the compiler prints for this crate, in one place.
//!
//! The grammar: lower case, the item in backticks, what must hold, then `help:` with what to write.

use connect_model::app_field::Address;
use connect_model::context_parameter::{Bound, Elsewhere};
use connect_model::declaration::kind;
use connect_model::fact::{self, joined};
use connect_model::module_kind::{Invocation, Type};
use connect_model::{MigrationStep, ModuleKind, Property, Unbound, Unknown};

use crate::path::PathFault;
use crate::webhook::body::NoValue;

pub(crate) mod rest;

// What was written.

pub(crate) const EXPECTED_ARGUMENT: &str = "expected `name = value`";

pub(crate) const SEMICOLON: &str = "expected `,` between arguments\nhelp: replace `;` by `,`";

pub(crate) const EXPECTED_VALUE: &str =
    "expected a value: text, a number, `true`, a name, `{ … }` or `[ … ]`";

pub(crate) const EXPECTED_OPEN_VALUE: &str = "expected text, a number, `true`, `{ … }` or `[ … ]`";

pub(crate) const EXPECTED_END_OF_STRUCT: &str = "expected nothing after the struct";

pub(crate) fn no_value(name: &str) -> String {
    format!("`{name}` has no value\nhelp: write `{name} = …`")
}

/// `key: "…"`; a semicolon that ends it is part of the fault.
pub(crate) fn colon(name: &str, text: Option<&str>, semicolon: bool) -> String {
    let name = member(name);
    let value = text.map_or_else(|| "…".to_owned(), |text| format!("{text:?}"));
    let comma = if semicolon { "," } else { "" };
    format!("`{name}` is set with `=`, not with `:`\nhelp: write `{name} = {value}{comma}`")
}

pub(crate) fn unquoted(name: &str, text: &str) -> String {
    format!("`{name}` takes text in quotes\nhelp: write `{name} = {text:?}`")
}

pub(crate) fn expression(name: &str) -> String {
    format!(
        "`{name}` takes a literal: an expression is not evaluated here\n\
         help: write the value itself, `{name} = \"…\"`"
    )
}

/// `url = asset!("icon.svg")`.
pub(crate) fn asset_in_attribute(name: &str, file: &str) -> String {
    format!(
        "`{name}` takes text: `asset!` is for pages, and is not evaluated here\n\
         help: write the file's path with its folder, `{name} = \"/static/{file}\"`"
    )
}

pub(crate) fn suffix(literal: &str, suffix: &str) -> String {
    let bare = literal.strip_suffix(suffix).unwrap_or(literal);
    format!("`{literal}` has a type suffix, which a descriptor does not have\nhelp: write `{bare}`")
}

/// A text without a name among an attribute's arguments.
pub(crate) fn unnamed(owner: &str, argument: &str, text: &str) -> String {
    format!("an argument of {owner} needs a name\nhelp: write `{argument} = {text:?}`")
}

pub(crate) fn no_comma(after: &str) -> String {
    format!("expected `,` after {after}")
}

pub(crate) fn too_deep(levels: usize) -> String {
    format!(
        "nested more than {levels} levels deep\n\
         help: move the inner part into a variable or a function"
    )
}

// Arguments and their values.

/// A name that is not in the tables, with the nearest ones and how to use it nevertheless.
#[must_use]
pub fn unknown(unknown: &Unknown) -> String {
    let suggestion = unknown.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unknown}\n{}help: {}",
        suggestion.unwrap_or_default(),
        unknown.way_out()
    )
}

/// The same for a name that may be meant for an item of the app, which is written differently.
pub(crate) fn unknown_item(unknown: &Unknown, item: &str, what: &str) -> String {
    let suggestion = unknown.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unknown}\n{}help: for a {what} of the app, write `{item}`; if the host knows the name, write `unlisted({:?})`",
        suggestion.unwrap_or_default(),
        unknown.name
    )
}

pub(crate) fn unknown_argument(owner: &str, name: &str, nearest: &[&str], all: &[&str]) -> String {
    let help = did_you_mean(nearest).unwrap_or_else(|| {
        if all.is_empty() {
            format!("{owner} has none")
        } else {
            format!("it takes {}", list(all))
        }
    });
    format!("unknown {} `{name}` of {owner}\nhelp: {help}", noun(owner))
}

/// An unknown argument whose name is close to one that is already given.
pub(crate) fn needless_argument(owner: &str, name: &str, given: &str) -> String {
    format!(
        "unknown {} `{name}` of {owner}\nhelp: remove it: `{given}` is given already",
        noun(owner)
    )
}

/// An attribute has arguments; `app!` and nested objects have fields.
fn noun(owner: &str) -> &'static str {
    if owner.starts_with('`') {
        "field"
    } else {
        "argument"
    }
}

pub(crate) fn repeated_argument(name: &str) -> String {
    format!("argument `{name}` is given twice\nhelp: remove one of the two")
}

pub(crate) fn attribute_twice(attribute: &str) -> String {
    format!("`#[{attribute}]` is given twice\nhelp: remove one of the two")
}

/// Two modules on one item.
pub(crate) fn key_twice(key: &str) -> String {
    format!(
        "another attribute of this item already has the module key {key:?}\n\
         help: write `key = \"{key}-2\"`, or remove one of the two"
    )
}

/// Two routes on one function.
pub(crate) fn path_twice(path: &str) -> String {
    format!(
        "another attribute of this function already serves {path}\n\
         help: give one of the two another path, or remove it"
    )
}

pub(crate) fn missing_argument(owner: &str, property: &Property) -> String {
    format!(
        "{owner} needs `{}`\nhelp: write `{} = {}`",
        property.argument,
        property.argument,
        example(property)
    )
}

pub(crate) fn empty(argument: &str) -> String {
    format!("`{argument}` is empty, and users are to see it\nhelp: write `{argument} = \"…\"`")
}

pub(crate) fn missing_text(owner: &str) -> String {
    format!("{owner} needs `value`, the text that users see\nhelp: write `value = \"…\"`")
}

pub(crate) fn missing_name(kind: &ModuleKind) -> String {
    format!(
        "{} needs a name for users to see\n\
         help: write `name = \"…\"`, or a doc comment whose first line is the name",
        article(kind.label)
    )
}

pub(crate) fn expected(argument: &str, what: &str, example: &str) -> String {
    format!("`{argument}` takes {what}\nhelp: write `{argument} = {example}`")
}

/// A list of events under the name of one.
pub(crate) fn several_events(events: &[String]) -> String {
    let events: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
    let events = if events.is_empty() {
        "\"jira:issue_created\"".to_owned()
    } else {
        events.join(", ")
    };
    format!("`event` is one event; several are `events`\nhelp: write `events = [{events}]`")
}

pub(crate) fn not_one_of(argument: &str, value: &str, nearest: &[&str], all: &[&str]) -> String {
    let help = fact::did_you_mean(&words(nearest))
        .unwrap_or_else(|| format!("it is one of {}", joined(&words(all), "or")));
    format!("unknown value {value:?} of `{argument}`\nhelp: {help}")
}

pub(crate) fn too_long(argument: &str, length: usize, limit: u32) -> String {
    format!(
        "`{argument}` has {length} characters; the host accepts at most {limit}\n\
         help: shorten it"
    )
}

pub(crate) fn misplaced_unlisted(argument: &str) -> String {
    format!(
        "`unlisted(\"…\")` is for names that the host knows and connect's tables lack, and `{argument}` is not such a name\n\
         help: write the value itself"
    )
}

pub(crate) const UNLISTED_TAKES_ONE: &str =
    "`unlisted` takes one string, the name as the host spells it\nhelp: write `unlisted(\"…\")`";

pub(crate) const BARE_TAKES_ONE: &str =
    "`bare` takes one item, a web section or a web item of the app\nhelp: write `bare(Tools)`";

/// `otherwise` is a key that the item can have if nothing of the written one is usable.
pub(crate) fn bad_key(key: &str, otherwise: &str) -> String {
    let suggestion: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(crate::key::LONGEST)
        .collect();
    let suggestion = if suggestion.is_empty() {
        otherwise.to_owned()
    } else {
        suggestion
    };
    format!(
        "module key {key:?} may contain only letters, digits and `-`, at most 100 of them\n\
         help: write `key = {suggestion:?}`"
    )
}

pub(crate) fn name_is_not_a_key(name: &str) -> String {
    format!(
        "`{name}` does not make a module key: a key may contain only letters, digits and `-`\n\
         help: write `key = \"…\"`"
    )
}

/// A text that is not a path, as the value of an argument or on its own.
pub(crate) fn bad_path(argument: Option<&str>, path: &str, fault: &PathFault) -> String {
    let before = argument
        .map(|name| format!("{name} = "))
        .unwrap_or_default();
    format!(
        "{path:?} is not a path below the app's base URL: {}\nhelp: write `{before}{:?}`",
        fault.rule, fault.suggestion
    )
}

pub(crate) fn name_of_the_host(name: &str) -> String {
    format!(
        "the host adds `{name}` to this URL itself, so the app can't use the name\n\
         help: choose another name for it in the query, or remove it"
    )
}

/// An attribute on something other than a function.
#[must_use]
pub fn needs_async_fn(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` goes on an `async fn`\nhelp: write `async fn name(…) {{ … }}` below it"
    )
}

/// An attribute for unit structs on something else.
#[must_use]
pub fn needs_unit_struct(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` goes on a unit struct: the host never calls the app for it\n\
         help: write `struct Name;` below it"
    )
}

pub(crate) fn shared_url_takes_a_query(item: &str) -> String {
    format!(
        "`{item}(…)` takes one string, the query with which this module opens `{item}`\n\
         help: write `url = {item}(\"key={{issue.key}}\")`, or `url = {item}` without a query"
    )
}

pub(crate) fn bad_query(query: &str, meant: &str) -> String {
    format!("{query:?} is not a query\nhelp: write {meant:?}")
}

pub(crate) fn link_with_function(attribute: &str, context: &str) -> String {
    let (url, what) = match context {
        "page" => ("a_page", "names a page of the app"),
        _ => ("\"/path\"", "is a URL of the product"),
    };
    format!(
        "with `context = {context}`, `url` {what}, and the item itself has no page\n\
         help: write `#[{attribute}(…, url = {url}, context = {context})] struct Name;`"
    )
}

pub(crate) fn link_without_url(context: &str) -> String {
    let (what, example) = match context {
        "page" => ("the page of the app that it opens", "a_page"),
        _ => ("the URL of the product that it opens", "\"/path\""),
    };
    format!("`context = {context}` needs `url`, {what}\nhelp: write `url = {example}`")
}

/// A link that leads nowhere.
pub(crate) fn opens_nothing(kind: &ModuleKind) -> String {
    format!(
        "{} needs something to open\n\
         help: write `url = a_page`, or `target = dialog(a_dialog)`; to serve its page here, write an \
         `async fn` in place of the struct",
        article(kind.label)
    )
}

pub(crate) fn link_to_page(written: &str, suggestion: &str) -> String {
    format!(
        "with `context = page`, `url` names a page of the app; {written:?} is not the key of one\n\
         help: write `url = {suggestion}`, the function that is the page"
    )
}

pub(crate) const LINK_TO_PRODUCT: &str = "with `context = product`, `url` is a path of the product\n\
     help: write `url = \"/path\"`; for a page of the app, write `context = page`";

pub(crate) const ONE_DIALOG: &str = "`dialog(…)` takes options, or the one item that is the dialog\n\
     help: write `dialog(size = small)`, or `dialog(editor)` with `#[dialog] async fn editor`";

pub(crate) fn one_dimension(given: &str, missing: &str) -> String {
    format!(
        "a dialog with a `{given}` needs a `{missing}` as well\n\
         help: add `{missing} = \"…\"`, or write `size = small` in place of both"
    )
}

pub(crate) fn no_dialog_module(argument: &str) -> String {
    format!(
        "this `{argument}` can't open another module of the app\n\
         help: write `dialog`, which opens the item's own page in a dialog"
    )
}

pub(crate) const CACHEABLE_IS_PUBLIC: &str = "a cacheable page is requested without a token, so it is served to anyone\n\
     help: write `public = true` beside it, or remove `cacheable`";

pub(crate) const PUBLIC_IS_CACHEABLE: &str = "the host sends a token for this page, and a page that checks it is not public\n\
     help: remove `public`, or write `cacheable = true` beside it";

pub(crate) const ADMIN_ONLY_VALUE: &str = "`admin_only` takes `true`, or the reason why no guard is needed\n\
     help: write `admin_only = true`, or `admin_only = not_needed(\"who else may see it\")`";

pub(crate) const NOT_NEEDED_HAS_A_REASON: &str = "`not_needed` takes the reason\n\
     help: write `admin_only = not_needed(\"who else may see it\")`";

pub(crate) const LICENSED_VALUE: &str = "`licensed` is `required` or `optional`\n\
     help: write `licensed = required`";

pub(crate) const FORGE_VALUE: &str = "`forge` is `native`, `wrap` or `skip`\n\
     help: write `forge = skip` to leave the item out on Forge";

pub(crate) const LICENSED_WITHOUT_LICENSING: &str = "without `enable_licensing` the host says nothing about licences, so nobody would be served\n\
     help: write `enable_licensing = true` beside it";

/// The caller is unknown: there is no token.
pub(crate) fn guard_without_a_caller(argument: &str, what: &str) -> String {
    format!(
        "{what}, so there is nobody to check\n\
         help: remove `{argument}`"
    )
}

pub(crate) fn guarded_path(attribute: &str) -> String {
    format!(
        "`#[{attribute}]` takes a path, `admin_only` and `licensed`, or nothing\n\
         help: write `#[{attribute}(\"/path\")]`"
    )
}

pub(crate) fn own_path(attribute: &str) -> String {
    format!("`#[{attribute}]` takes a path, or nothing\nhelp: write `#[{attribute}(\"/path\")]`")
}

/// A reference to an item of a kind that the argument can't take.
#[must_use]
pub fn wrong_item(name: &str, argument: &str, wanted: &str, attributes: &[&str]) -> String {
    let attributes: Vec<String> = attributes.iter().map(|one| format!("`#[{one}]`")).collect();
    format!(
        "`{name}` is not {}, which `{argument}` must name\nhelp: name an item with {}",
        article(wanted),
        joined(&attributes, "or")
    )
}

/// A reference to a module of another product.
#[must_use]
pub fn other_product_item(name: &str, argument: &str, products: &str) -> String {
    format!(
        "`{name}` is a module of another product: this `{argument}` is for {products}\n\
         help: name an item of the same product"
    )
}

pub(crate) fn bad_text(
    property: &Property,
    text: &str,
    description: &str,
    example: &str,
) -> String {
    let argument = property.argument;
    let written = match property.ty {
        // One text in a list.
        Type::Array(_) => format!("{example:?}"),
        _ => format!("{argument} = {example:?}"),
    };
    format!("`{argument}` must be {description}; {text:?} is not\nhelp: write `{written}`")
}

pub(crate) fn location_of_other_product(name: &str, kind: &ModuleKind, theirs: &str) -> String {
    format!(
        "location {name:?} exists only in {theirs}, which does not support {}s there\n\
         help: if the host shows it there, write `unlisted({name:?})`",
        kind.label
    )
}

pub(crate) fn location_of_other_kinds(
    name: &str,
    kind: &ModuleKind,
    accepted: &[&ModuleKind],
) -> String {
    let attributes: Vec<String> = accepted
        .iter()
        .map(|kind| format!("#[{}]", kind.attribute))
        .collect();
    let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
    format!(
        "location {name:?} shows {}, not {}s\n\
         help: write {} here, or name a location of {}s\n\
         help: if the host shows it there, write `unlisted({name:?})`",
        plurals(accepted),
        kind.label,
        list(&attributes),
        kind.label
    )
}

/// `web items, pages and sections`.
fn plurals(kinds: &[&ModuleKind]) -> String {
    let plurals: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{}s", kind.label))
        .collect();
    joined(&plurals, "and")
}

/// The warning about a kind that the platform no longer lists.
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

pub(crate) fn borrowing_handler(name: &str, owned: &str, borrowed: &str) -> String {
    format!(
        "handler `{name}` can't borrow: its arguments are made from the request\n\
         help: use an owned type, such as `{owned}` in place of `{borrowed}`"
    )
}

pub(crate) fn unsafe_handler(name: &str) -> String {
    format!(
        "handler `{name}` can't be `unsafe`: the framework calls it on any request\n\
         help: remove `unsafe`, and write an `unsafe` block inside where it is needed"
    )
}

pub(crate) fn extern_handler(name: &str) -> String {
    format!(
        "handler `{name}` can't be `extern`: the framework calls it from Rust\n\
         help: remove `extern`"
    )
}

pub(crate) const CONDITIONAL_ARGUMENT: &str = "an argument of a handler can't be conditional: the URL is made from all of them\n\
     help: write the function twice, each with its own `#[cfg(…)]`";

pub(crate) fn too_many_arguments(name: &str, most: usize) -> String {
    format!(
        "handler `{name}` takes more than {most} arguments\n\
         help: combine several into a struct that implements axum's `FromRequestParts`"
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

pub(crate) fn unknown_method(method: &str, nearest: &[&str]) -> String {
    let help = did_you_mean(nearest)
        .unwrap_or_else(|| "it is one of `GET`, `POST`, `PUT`, `PATCH`, `DELETE`".to_owned());
    format!("unknown method `{method}`\nhelp: {help}")
}

pub(crate) fn reserved_path(path: &str) -> String {
    format!("{path:?} is served by the framework itself\nhelp: choose another path")
}

pub(crate) fn no_arguments(attribute: &str) -> String {
    format!("`#[{attribute}]` takes no arguments\nhelp: write `#[{attribute}]`")
}

pub(crate) fn no_migration_step(likely: &str) -> String {
    let others: Vec<&str> = MigrationStep::ALL
        .iter()
        .map(|step| step.name)
        .filter(|name| *name != likely)
        .collect();
    format!(
        "`#[dare_migration]` needs `step`: a host calls an app in five steps while it moves data\n\
         help: write `#[dare_migration(step = {likely})]`, and a function for each of {}",
        joined(&quoted(&others), "and")
    )
}

pub(crate) fn unknown_migration_step(step: &str, nearest: &[&str]) -> String {
    let all = MigrationStep::ALL.map(|step| step.name);
    let help = did_you_mean(nearest).unwrap_or_else(|| format!("it is one of {}", list(&all)));
    format!("unknown step `{step}` of a migration\nhelp: {help}")
}

pub(crate) fn assets_arguments() -> String {
    "`#[assets]` takes the name of a folder\n\
     help: write `#[assets(\"static\")]`, relative to the package's Cargo.toml"
        .to_owned()
}

pub(crate) fn assets_path(folder: &str) -> String {
    format!(
        "{folder:?} is not a folder below the package's own\n\
         help: write it relative to Cargo.toml, such as `#[assets(\"static\")]`"
    )
}

pub(crate) fn assets_item() -> String {
    "`#[assets]` goes on a unit struct\nhelp: write `struct Static;` below it".to_owned()
}

pub(crate) fn no_such_folder(folder: &str, near: &[&str]) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| format!("make it: `mkdir {folder}`"));
    format!("there is no folder `{folder}` in this package\nhelp: {help}")
}

pub(crate) fn unreadable(folder: &str, error: &std::io::Error) -> String {
    format!("the folder `{folder}` can't be read: {error}")
}

pub(crate) fn asset_arguments() -> String {
    "`asset!` takes the name of a file\nhelp: write `asset!(\"app.js\")`".to_owned()
}

pub(crate) fn no_assets() -> String {
    "this package has no `#[assets]` folder\n\
     help: write `#[assets(\"static\")] struct Static;`, and build.rs as for `app!`"
        .to_owned()
}

pub(crate) fn no_such_asset(name: &str, folders: &str, near: &[&str]) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| {
        "its name is relative to that folder, with `/` between its parts".to_owned()
    });
    format!("there is no file `{name}` in `{folders}`\nhelp: {help}")
}

/// `help: did you mean …?`, if there is a near name.
fn did_you_mean(near: &[&str]) -> Option<String> {
    fact::did_you_mean(&quoted(near))
}

/// `` `a`, `b` or `c` ``.
fn list(names: &[&str]) -> String {
    joined(&quoted(names), "or")
}

/// Words as written, the way a message names them.
fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|one| format!("`{}`", word(one))).collect()
}

fn quoted(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

pub(crate) fn article(label: &str) -> String {
    let vowel = label.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {label}", if vowel { "an" } else { "a" })
}

/// An example value of the property's type.
pub(crate) fn example(property: &Property) -> String {
    let example = match &property.ty {
        Type::Location => "\"…\"",
        Type::Event => "\"jira:issue_created\"",
        Type::Integer => "10",
        Type::HalfHours => "0.5",
        Type::Boolean => "true",
        Type::Enum(values) => return word(values.first().copied().unwrap_or("…")),
        Type::Object(_) | Type::Map => "{ … }",
        Type::Array(_) => "[ … ]",
        Type::Conditions => "user_is_logged_in",
        _ => "\"…\"",
    };
    example.to_owned()
}

/// A word of a closed set as written: as a name if Rust can spell it, else as text.
fn word(word: &str) -> String {
    match syn::parse_str::<syn::Ident>(word) {
        Ok(_) => word.to_owned(),
        Err(_) => format!("{word:?}"),
    }
}

// Fields of `app!`.

pub(crate) fn written_for_you(field: &str, by: &str) -> String {
    format!("`{field}` of `app!` can't be set by hand: {by}\nhelp: remove `{field}`")
}

pub(crate) fn always_on(migration: &str) -> String {
    format!(
        "`{migration}` is on for every app: the runtime accepts nothing older\n\
         help: remove it"
    )
}

pub(crate) fn bad_app_key(key: &str) -> String {
    format!(
        "app key {key:?} may contain only letters, digits, `.`, `-` and `_`\n\
         help: write a name that no other app has, such as `key = \"com.example.votes\"`"
    )
}

pub(crate) const UNLISTED_MIGRATION: &str = "`unlisted` here vouches for the migration's name, and takes `true` or `false`\n\
     help: write `unlisted(true)`";

pub(crate) fn unknown_migration(unknown: &Unknown) -> String {
    let near = unknown.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unknown}\n{}help: if the host knows it, write `{:?} = unlisted(true)`",
        near.unwrap_or_default(),
        unknown.name
    )
}

pub(crate) const SELF_PER_PRODUCT: &str = "`self` of `links` can't be set by hand: each product's descriptor gets its own address\n\
     help: remove `self`";

/// The name of a map's member as written: quoted if it is not a Rust identifier.
pub(crate) fn member(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

pub(crate) fn address_example(must: Address) -> &'static str {
    match must {
        Address::Whole | Address::Linked | Address::Https => "\"https://example.com\"",
        Address::Below => "\"/path\"",
    }
}

pub(crate) fn bad_address(name: &str, text: &str, must: Address) -> String {
    let what = match must {
        Address::Whole | Address::Linked => "an absolute URL",
        Address::Https => "an absolute `https` URL",
        Address::Below => "a path below the app's base URL",
    };
    format!(
        "`{name}` must be {what}; {text:?} is not one\nhelp: write `{name} = {:?}`",
        suggested_address(text, must)
    )
}

/// The URL that was probably meant.
fn suggested_address(text: &str, must: Address) -> String {
    let text = text.trim();
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    let whole = text.contains("://");
    if must == Address::Below {
        let path = match (whole, bare.split_once('/')) {
            (true, Some((_, path))) => path,
            (true, None) => "",
            (false, _) => bare.trim_start_matches('/'),
        };
        return format!("/{}", path.split(char::is_whitespace).next().unwrap_or(""));
    }
    let host = bare.split('/').next().unwrap_or("");
    if host.contains('.') && !host.starts_with('.') && !bare.contains(char::is_whitespace) {
        format!("https://{bare}")
    } else if text.starts_with('/') && !text.contains(char::is_whitespace) {
        format!("https://example.com{text}")
    } else {
        "https://example.com".to_owned()
    }
}

// Conditions.

pub(crate) const UNLISTED_CONDITION: &str = "`unlisted` takes the condition's name as the host spells it, then its parameters by name\n\
     help: write `unlisted(\"…\")` or `unlisted(\"…\", name = \"…\")`";

pub(crate) const EXPECTED_CONDITION: &str =
    "expected a condition\nhelp: write its name, `not(…)`, `all(…)` or `any(…)`";

pub(crate) const NOT_TAKES_ONE: &str =
    "`not` takes one condition\nhelp: write `not(any(…))` for none of several";

pub(crate) const NOT_OF_SEVERAL: &str = "the host can invert only single conditions\n\
     help: move `not` inside: `not(any(a, b))` is `all(not(a), not(b))`";

pub(crate) const REMOTE_TAKES_ONE: &str = "`remote` takes one item, the condition that the app answers itself\n\
     help: write `remote(beta)` with `#[condition] async fn beta() -> bool`";

/// `or(…)`, which is the descriptor's name for it.
pub(crate) fn condition_group(written: &str, ours: &str) -> String {
    format!(
        "conditions are joined by `all(…)` or `any(…)`\nhelp: write `{ours}` in place of `{written}`"
    )
}

/// `a && b`.
pub(crate) fn condition_operator(operator: &str, ours: &str, operands: &str) -> String {
    format!(
        "`{operator}` joins no conditions here: they are read, not evaluated\n\
         help: write `{ours}({operands})`"
    )
}

/// `!a`.
pub(crate) fn condition_inverted(operand: &str) -> String {
    format!("a condition is inverted by `not(…)`, not by `!`\nhelp: write `not({operand})`")
}

pub(crate) fn condition_takes_named(condition: &str, parameter: &str) -> String {
    format!(
        "condition `{condition}` takes named parameters\n\
         help: write `{condition}({parameter} = \"…\")`"
    )
}

pub(crate) fn repeated_parameter(name: &str) -> String {
    format!(
        "another parameter of this macro has the identifier {name:?} already\n\
         help: give one of the two another identifier"
    )
}

pub(crate) const CHOICE_WITHOUT_VALUES: &str = "a parameter of type `enum` needs `values`, which an author chooses from\n\
     help: write `values = [\"…\"]` beside it";

pub(crate) fn macro_without_body(attribute: &str) -> String {
    format!(
        "this macro has no body: its `body_type` is `none`\n\
         help: write `#[{attribute}(body_type = \"rich-text\")]`, or `\"plain-text\"`"
    )
}

/// `Path<…>` on a route without parameters.
pub(crate) fn path_without_parameters(path: &str) -> String {
    let below = path.trim_end_matches('/');
    format!(
        "{path:?} has no parameter that `Path` could take\n\
         help: write it into the path, `\"{below}/{{id}}\"`"
    )
}

/// `Path<String>` on a route with two parameters.
pub(crate) fn other_number_of_parameters(path: &str, count: usize) -> String {
    let (of, help) = if count == 1 {
        ("one parameter", "String".to_owned())
    } else {
        (
            "several parameters",
            format!("({})", vec!["String"; count].join(", ")),
        )
    };
    format!("{path:?} has {of}, and `Path` takes all of them\nhelp: write `Path<{help}>`")
}

pub(crate) fn missing_parameter(condition: &str, parameter: &str) -> String {
    format!(
        "condition `{condition}` needs `{parameter}`\n\
         help: write `{condition}({parameter} = \"…\")`"
    )
}

pub(crate) fn unknown_parameter(
    condition: &str,
    name: &str,
    nearest: &[&str],
    all: &[&str],
) -> String {
    let help = did_you_mean(nearest).unwrap_or_else(|| {
        if all.is_empty() {
            format!("write `{condition}` alone")
        } else {
            format!("it takes {}", list(all))
        }
    });
    format!("unknown parameter `{name}` of condition `{condition}`\nhelp: {help}")
}

pub(crate) fn condition_of_other_product(condition: &str, theirs: &str, ours: &str) -> String {
    format!(
        "condition `{condition}` exists only in {theirs}; this module is for {ours}\n\
         help: if the host knows it there, write `unlisted({condition:?})`"
    )
}

// Context parameters.

/// A name that the host leaves empty here, with the nearest ones that it fills in, where this one
/// belongs, and how to use it nevertheless.
pub(crate) fn unbound(unbound: &Unbound) -> String {
    let elsewhere = match unbound {
        Unbound::Unknown(name) => return unknown_context_parameter(name),
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

/// A name that is not a context parameter. A URL can't use `unlisted`; an argument of the
/// function can, and it requests its parameter on its own.
pub(crate) fn unknown_context_parameter(unknown: &Unknown) -> String {
    let suggestion = unknown.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unknown}\n{}help: if the host knows it, write `#[context(unlisted({:?}))]`",
        suggestion.unwrap_or_default(),
        unknown.name
    )
}

/// A name that is close to one of the macro's parameters.
pub(crate) fn undeclared_parameter(name: &str, near: &str) -> String {
    format!(
        "this macro does not declare parameter {name:?}\n\
         help: did you mean {near:?}?\n\
         help: if the macro stores it without declaring it, write `#[context(unlisted({name:?}))]`"
    )
}

/// `help: take it in a …`, if the name belongs to kinds of module.
fn right_place(elsewhere: &Elsewhere) -> String {
    let Bound::In(kinds) = &elsewhere.bound else {
        return String::new();
    };
    let attribute = |kind: &&ModuleKind| format!("`#[{}]`", kind.attribute);
    let attributes: Vec<String> = kinds.iter().map(attribute).collect();
    let attributes = attributes.join(" or ");
    // A kind that the host never calls has its pages in its properties.
    if kinds.iter().any(|kind| kind.invocation == Invocation::None) {
        format!("help: take it in an `#[iframe]` that {attributes} names\n")
    } else {
        format!("help: take it in {attributes}\n")
    }
}

pub(crate) const CONTEXT_WITHOUT_NAME: &str = "`#[context]` needs the name of a context parameter\n\
     help: write `#[context(\"issue.key\")]`";

pub(crate) const PARAMETERS_ARE_A_STRUCT: &str = "`ContextParameters` is for a struct with named fields\n\
     help: write `struct Parameters { #[context(\"issue.key\")] issue: String }`";

pub(crate) fn field_without_context(name: &str) -> String {
    format!(
        "`{name}` has no name in the URL\nhelp: write `#[context(\"issue.key\")]` above it, with the name that the URL sends"
    )
}

pub(crate) const CONTEXT_TWICE: &str =
    "an argument takes only one context parameter\nhelp: use a separate argument for each";

pub(crate) fn context_misplaced(attribute: &str) -> String {
    if kind::OWN_WORK.contains(&attribute) {
        return format!(
            "`#[{attribute}]` has no context parameters: it runs without a request\n\
             help: pass the value in the job's arguments, `Job<…>`"
        );
    }
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

// Objects that have one of several forms.

/// `` `controls` of type `text` ``: an object by the word that determines its form.
pub(crate) fn of_word(object: &Property, word: &Property, form: &str) -> String {
    format!("`{}` of {} `{form}`", object.argument, word.argument)
}

/// `` `error_message` with `value` ``: an object by the member that shows its form.
pub(crate) fn of_member(object: &Property, member: &Property) -> String {
    format!("`{}` with `{}`", object.argument, member.argument)
}

/// A member or option that only other forms have.
pub(crate) fn other_form(owner: &str, what: &str, takers: &[&str]) -> String {
    let help = if takers.is_empty() {
        "remove it".to_owned()
    } else {
        format!("it belongs to {}", list(takers))
    };
    format!("{owner} has no {what}\nhelp: {help}")
}

pub(crate) fn several_forms(object: &Property, choices: &[&str]) -> String {
    format!(
        "`{}` takes {}, not both\nhelp: remove one of the two",
        object.argument,
        list(choices)
    )
}

pub(crate) fn no_form(object: &Property, choices: &[&Property]) -> String {
    let choices: Vec<String> = choices
        .iter()
        .map(|choice| format!("`{{ {} = {} }}`", choice.argument, example(choice)))
        .collect();
    format!(
        "`{}` must be one of these\nhelp: write {}",
        object.argument,
        choices.join("\nhelp: or ")
    )
}

// Webhooks.

pub(crate) fn event_without(event: &str, argument: &str) -> String {
    let why = match argument {
        "filter" => "the host filters only events of issues and their parts",
        _ => "the host sends properties only with events of entities that have them",
    };
    format!("event {event:?} does not support `{argument}`: {why}\nhelp: remove `{argument}`")
}

pub(crate) fn bad_jql(fault: &str) -> String {
    format!(
        "`filter` is not valid JQL: {fault}\nhelp: write it as in the issue search, `\"project = DEMO\"`"
    )
}

pub(crate) const ONE_OF_EVENT_AND_EVENTS: &str =
    "a webhook takes `event` or `events`, not both\nhelp: write all of them in `events = […]`";

pub(crate) const INLINE_HAS_NO_ORDER: &str = "an `inline` webhook runs as soon as it arrives, so it has no order\n\
     help: remove `in_order`, or `inline`";

pub(crate) fn bad_place_in_body(place: &str) -> String {
    let parts: Vec<String> = place
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let meant = if parts.is_empty() {
        "issue.id".to_owned()
    } else {
        parts.join(".")
    };
    format!(
        "{place:?} is not a path in the body: write names with `.` between them\n\
         help: write `in_order = {meant:?}`"
    )
}

pub(crate) fn order_by_excluded_body(place: &str) -> String {
    format!(
        "with `exclude_body` the host sends no body to read {place:?} from\n\
         help: write `in_order = tenant`, or remove `exclude_body`"
    )
}

/// A path at which no delivery has a value, so that all of them would wait for each other.
pub(crate) fn no_value_in_body(event: &str, place: &str, why: &NoValue) -> String {
    let (what, help) = match why {
        NoValue::Absent { near, all } => {
            let all: Vec<String> = all.iter().map(|place| format!("{place:?}")).collect();
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            let help = fact::suggestion(&near);
            let help = help.unwrap_or_else(|| format!("it has {}", joined(&all, "or")));
            (
                format!("the body of {event:?} has no {place:?}"),
                format!(
                    "{help}\nhelp: if the host sends it, write `in_order = unlisted({place:?})`"
                ),
            )
        }
        NoValue::Several { what, inside } => {
            let other = match inside {
                Some(inside) => format!("{inside:?}"),
                None => "tenant".to_owned(),
            };
            (
                format!(
                    "{place:?} is {what} in the body of {event:?}, and `in_order` takes one value"
                ),
                format!("write `in_order = {other}`"),
            )
        }
    };
    format!("{what}\nhelp: {help}")
}

// Scheduled functions.

pub(crate) const NO_INTERVAL: &str = "`#[scheduled]` needs `every`, the time from one run to the next\n\
     help: write `#[scheduled(every = \"1h\")]`";

pub(crate) fn bad_interval(text: &str, meant: &str) -> String {
    format!(
        "{text:?} is not an interval: it is a whole number and `s`, `m`, `h`, `d` or `w`\n\
         help: write `every = {meant:?}`"
    )
}

pub(crate) fn interval_too_short(text: &str) -> String {
    format!(
        "{text:?} is too short: each run starts a job for every tenant, so the shortest interval is a minute\n\
         help: write `every = \"1m\"`"
    )
}

pub(crate) fn interval_too_long(text: &str) -> String {
    format!("{text:?} is longer than a year\nhelp: write `every = \"52w\"`")
}
