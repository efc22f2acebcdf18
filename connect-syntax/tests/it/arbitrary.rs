//! Whatever the input, the readers return a value or errors that point into it; they never panic.
//!
//! `cargo test` tries a few thousand inputs. For a long run:
//! `PROPTEST_CASES=1000000 cargo test --release -p connect-syntax --test it arbitrary`.

use std::sync::LazyLock;

use connect_model::module_kind::Type;
use connect_model::{Product, Property, module_kinds};
use connect_syntax::rest::{AsUser, NamedScopes, RestCall};
use connect_syntax::{Annotated, App, Attribute, Library};
use proc_macro2::TokenStream;
use proptest::prelude::*;
use proptest::sample::select;

/// The names that stand for something: of arguments and of what may be written for them.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    fn collect(properties: &[Property], names: &mut Vec<String>) {
        for property in properties {
            names.push(property.argument.to_owned());
            names.push(property.name.to_owned());
            let mut ty = property.ty;
            while let Type::Array(of) = ty {
                ty = *of;
            }
            match ty {
                Type::Object(members) => collect(members, names),
                Type::Enum(words) => names.extend(words.iter().map(|word| word.replace('-', "_"))),
                _ => {}
            }
        }
    }
    let mut names: Vec<String> = [
        "all",
        "any",
        "not",
        "unlisted",
        "remote",
        "dialog",
        "inline_dialog",
        "page",
        "events",
        "public",
        "state",
        "scopes",
        "vendor",
        "links",
        "api_migrations",
        "query",
        "json",
        "headers",
        "multipart",
        "GET",
        "PUT",
        "client",
        "crate",
        "self",
        "Tools",
        "i18n",
        "value",
    ]
    .map(str::to_owned)
    .to_vec();
    for kind in module_kinds() {
        collect(kind.properties, &mut names);
    }
    names.extend(
        connect_model::conditions()
            .iter()
            .map(|row| row.name.to_owned()),
    );
    names.retain(|name| syn::parse_str::<syn::Ident>(name).is_ok() || name == "crate");
    names.sort_unstable();
    names.dedup();
    names
});

/// Texts that some argument accepts, and some that none does.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts: Vec<String> = [
        "",
        "/",
        "/votes",
        "/a/{issue.key}?b={project.id}&c",
        "https://example.com",
        "x y",
        "é\u{FFFE}1\u{FFFE}",
        "{",
        "${a}",
        "((",
        "\"",
        "project = \"DEMO",
        "#fff",
        "10px 0",
        "issue.key",
        "ac.x",
        "/rest/api/3/issue/{issueIdOrKey}",
        "none",
        "a__b",
        "admin_plugins_menu/own",
        "..",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend(
        connect_model::locations()
            .iter()
            .step_by(5)
            .map(|row| row.name.to_owned()),
    );
    texts.extend(
        connect_model::events()
            .iter()
            .step_by(9)
            .map(|row| row.name.to_owned()),
    );
    texts
});

fn name() -> impl Strategy<Value = String> + Clone {
    select(NAMES.as_slice())
}

/// A value in the grammar's spirit, right or wrong.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => select(TEXTS.as_slice()).prop_map(|text| format!("{text:?}")),
        4 => name(),
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => select(vec!["true", "false", "-", "1.5", "'a'", "b\"x\"", "a::b", "&x", "|x| x", "_", "-5"])
            .prop_map(str::to_owned),
        1 => "\\PC{0,12}".prop_map(|text| format!("{text:?}")),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        let named = (name(), inner.clone()).prop_map(|(name, value)| format!("{name} = {value}"));
        let item = prop_oneof![named.clone(), inner.clone()];
        prop_oneof![
            prop::collection::vec(item, 0..5)
                .prop_flat_map(|items| (name(), Just(items)))
                .prop_map(|(name, items)| format!("{name}({})", items.join(", "))),
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec(named, 0..5)
                .prop_map(|items| format!("{{ {} }}", items.join(", "))),
        ]
    })
}

/// Arguments: mostly `name = value`, now and then something else.
fn arguments() -> impl Strategy<Value = String> {
    let argument = prop_oneof![
        9 => (name(), value()).prop_map(|(name, value)| format!("{name} = {value}")),
        2 => value(),
        1 => select(vec!["=", "name =", "=> 1", "GET \"/x\"", ",", "name = = 1", "#", "r#type = 1"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(argument, 0..8).prop_map(|all| all.join(", "))
}

const ITEMS: [&str; 6] = [
    "async fn f() {}",
    "fn f<T>(&self, #[context(\"issue.key\")] #[context] k: Option<String>) -> T {}",
    "/// Doc.\nasync fn votes(#[context(\"issue.key\")] k: i64, #[context(unlisted(\"x\"))] y: Z, e: Event<X>) {}",
    "pub struct Tools;",
    "/// Doc\nstruct __;",
    "async fn r#type(#[context(1)] k: u8) {}",
];

/// Reads one text in one way, on one item, if it is tokens at all.
fn read(text: &str, (reader, attribute, item): (usize, Attribute, usize)) {
    // Spans remember every text that was ever read; a million of them would fill the memory.
    proc_macro2::extra::invalidate_current_thread_spans();
    if let Ok(tokens) = text.parse() {
        let source = ITEMS[item];
        let item = syn::parse_str(source).unwrap();
        if let Err(error) = read_tokens(reader, tokens, attribute, &item) {
            points_into(&error, &[text, source]);
        }
    }
}

/// Each error points at a piece of the input, or at the macro's own name.
fn points_into(error: &syn::Error, inputs: &[&str]) {
    for error in error.clone() {
        let span = error.span();
        // The call site has no text.
        if let Some(pointed_at) = span.source_text() {
            let inside = inputs
                .iter()
                .any(|input| input.get(span.byte_range()) == Some(&*pointed_at));
            assert!(inside, "{error} at {pointed_at:?} of {inputs:?}");
        }
    }
}

fn attributes() -> Vec<Attribute> {
    let own = [
        "endpoint",
        "public",
        "installed",
        "iframe",
        "callback",
        "condition",
    ];
    module_kinds()
        .iter()
        .map(|kind| kind.attribute)
        .chain(own)
        .filter_map(Attribute::named)
        .collect()
}

/// One of those that read tokens; attributes twice as often as all others together.
fn read_tokens(
    reader: usize,
    tokens: TokenStream,
    attribute: Attribute,
    item: &Annotated,
) -> syn::Result<()> {
    match reader {
        0 => App::parse(tokens).map(drop),
        1 => Library::parse(tokens).map(drop),
        2 => AsUser::parse(tokens).map(drop),
        3 => NamedScopes::parse(tokens).map(drop),
        4 => RestCall::parse(Product::Jira, tokens).map(drop),
        5 => RestCall::parse(Product::Confluence, tokens).map(drop),
        _ => attribute.declare(tokens, item).map(|declared| {
            let origin = connect_model::Origin::new("f", 1, 1);
            let values = vec!["x".to_owned(); declared.references.len()];
            drop(declared.declaration(origin, &values));
            drop(declared.section_location());
        }),
    }
}

/// The number of a reader, an attribute, and the number of an item.
fn setting() -> impl Strategy<Value = (usize, Attribute, usize)> {
    (0..18_usize, select(attributes()), 0..6_usize)
}

proptest! {
    #[test]
    fn what_looks_like_arguments(text in arguments(), setting in setting()) {
        read(&text, setting);
    }

    #[test]
    fn any_text_that_lexes(text in "[ -~é]{0,80}", setting in setting()) {
        read(&text, setting);
    }

    #[test]
    fn no_item_panics(text in "(pub )?(async )?(fn|struct|enum|impl) [a-z_]{1,4}[ -~]{0,40}") {
        proc_macro2::extra::invalidate_current_thread_spans();
        if let Ok(tokens) = text.parse::<TokenStream>() {
            let _ = syn::parse2::<Annotated>(tokens);
        }
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("{ a = ", "}"), ("not(", ")")] {
        let text = format!("conditions = {}x{}", open.repeat(5000), close.repeat(5000));
        let tokens: TokenStream = text.parse().unwrap();
        for attribute in [Attribute::named("web_panel"), Attribute::named("endpoint")] {
            let item = syn::parse_str(ITEMS[0]).unwrap();
            let error = attribute.unwrap().declare(tokens.clone(), &item);
            assert!(error.is_err());
        }
        assert!(App::parse(tokens.clone()).is_err());
        let call = format!("client, GET \"/x\", {text}").parse().unwrap();
        let _ = RestCall::parse(Product::Jira, call);
    }
}
