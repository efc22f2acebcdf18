//! The page of each attribute, which is included in its documentation, and the list of all.

use super::modules::{PRODUCTS, item, of, renders};
use super::{Document, EXAMPLES, Fault, PAGES, property, read, sureness, titles};
use connect_model::ModuleKind;
use connect_model::module_kind::{Invocation, Item, Shape, Type};
use connect_syntax::reference::can_be_named;
use std::path::Path;

/// The list of all attributes, by product.
pub(super) fn index() -> Document {
    let mut text = "# Attributes by product\n".to_owned();
    for product in PRODUCTS {
        text.push_str(&format!(
            "\n## {}\n\n| attribute | on | declares |\n|---|---|---|\n",
            product.title()
        ));
        for kind in of(product) {
            text.push_str(&format!(
                "| [`#[{0}]`](macro@{0}) | {1} | {2}{3} |\n",
                kind.attribute,
                item(kind),
                kind.label,
                if kind.deprecated { ", deprecated" } else { "" }
            ));
        }
    }
    Document {
        path: format!("{PAGES}/attributes.md"),
        text,
    }
}

/// The page of one attribute: example, grammar, arguments, where it renders, what it generates.
pub(super) fn page(root: &Path, kind: &ModuleKind) -> Result<Document, Fault> {
    let example = read(&root.join(EXAMPLES).join(format!("{}.rs", kind.attribute)))?;
    let mut text = format!(
        "{} {}: `{}` in the descriptor of {}.\n\n",
        if kind.label.starts_with(['a', 'e', 'i', 'o', 'u']) && !kind.label.starts_with("user") {
            "An"
        } else {
            "A"
        },
        kind.label,
        kind.name,
        titles(kind.products)
    );
    if kind.deprecated {
        text.push_str("**Deprecated**: the current platform no longer lists it.\n\n");
    }
    if !sureness(kind.confidence).is_empty() {
        text.push_str(&format!(
            "The facts about this kind: {}.\n\n",
            sureness(kind.confidence)
        ));
    }
    text.push_str(&format!(
        "# Example\n\n```no_run\n{}```\n\n",
        crate_of(&example)
    ));
    text.push_str(&format!("# Grammar\n\n{}\n", grammar(kind)));
    text.push_str(&format!("# Arguments\n\n{}\n", property::table(kind)));
    if has_conditions(kind) {
        text.push_str(
            "Conditions: `all(…)`, `any(…)`, `not(…)` of names with parameters in parentheses, and \
             `remote(name)` for a `#[condition] async fn name`.\n\n",
        );
    }
    let renders = renders(kind);
    if !renders.is_empty() {
        text.push_str(&format!("# Where it renders\n\n{renders}\n\n"));
    }
    if kind.name == "webhooks" {
        text.push_str(WORK);
        text.push('\n');
    }
    text.push_str(&format!("# What it generates\n\n{}", generates(kind)));
    Ok(Document {
        path: format!("{PAGES}/{}.md", kind.attribute),
        text,
    })
}

/// The example as a separate crate, with what every crate needs in hidden lines.
fn crate_of(example: &str) -> String {
    let (attributes, code): (Vec<&str>, Vec<&str>) = example
        .lines()
        .filter(|line| !line.starts_with("//! "))
        .partition(|line| line.starts_with("#!["));
    let mut text = String::new();
    for line in attributes {
        text.push_str(&format!("# {line}\n"));
    }
    text.push_str(&format!(
        "# connect_runtime::library!();\n{}\n# fn main() {{}}\n",
        code.join("\n").trim()
    ));
    text
}

fn has_conditions(kind: &ModuleKind) -> bool {
    kind.properties.iter().any(|it| it.ty == Type::Conditions)
}

fn grammar(kind: &ModuleKind) -> String {
    let attribute = kind.attribute;
    let mut text = match kind.item {
        Item::Function => format!("`#[{attribute}(argument = value, …)]` on an `async fn`."),
        Item::Struct => format!("`#[{attribute}(argument = value, …)]` on a unit struct."),
    };
    if kind.property("key").is_some() {
        text.push_str(" The module key defaults to the item's name in kebab case");
        text.push_str(" (`MyTools` is `my-tools`); `key` sets another.");
    }
    if kind.property("name").is_some() {
        text.push_str(" The name defaults to the doc comment's first line; `name` sets another.");
    }
    if kind.item == Item::Function {
        text.push_str(" The path defaults to the function's name; `url` sets another.");
        if kind.invocation == Invocation::Iframe {
            text.push_str(
                " Function arguments with `#[context(\"…\")]` are context parameters, which the host \
                 fills into the URL; all others are extractors.\n\n\
                 What the page requires in addition to a token: `admin_only = true`, that the user \
                 administers the product, or `admin_only = not_needed(\"why\")` for a page that \
                 others may open although its place or conditions are for administrators; `licensed \
                 = required`, that the site has a licence for the app, or `licensed = optional` in \
                 an app that requires one everywhere. If a requirement is not met, the user is shown \
                 a page that says so, with status 403 or 402.",
            );
        }
    }
    text.push('\n');
    text
}

/// A webhook's arguments that determine when its function runs, none of which is in the descriptor.
const WORK: &str = "# When it runs\n\nThe delivery is verified, stored and answered; the function \
     then runs from the app's queue, and is retried when it fails. A repeated delivery of the same \
     event is not handled again.\n\n\
     | argument | takes | |\n|---|---|---|\n\
     | `in_order` | `tenant`, or the path of a value in the body: `\"issue.id\"` | deliveries of the \
     tenant, or those with the same value there, run one after another; without it they run \
     concurrently. A path that the event's body is known not to have is an error; `unlisted(\"…\")` \
     overrides that |\n\
     | `inline` | `true` or `false` | default `false`; the function runs within the request, so that \
     the host waits for it and gets its outcome; not together with `in_order` |\n";

fn generates(kind: &ModuleKind) -> String {
    let place = match kind.shape {
        Shape::One => format!("The module `{}`", kind.name),
        Shape::Many => format!("A module in `{}`", kind.name),
    };
    match kind.invocation {
        Invocation::None => format!(
            "{place}. The host never calls the app for it, so there is no route. The struct is \
             unchanged, so that other attributes can refer to it.\n"
        ),
        Invocation::Iframe => format!(
            "{place} with the URL at `{}`, and a route (`GET` and `POST`) that checks the request's \
             token. The function is unchanged, so that a test can call it.{}\n",
            kind.url_at.join("."),
            companion(kind)
        ),
        Invocation::Callback | Invocation::Fetch => format!(
            "{place} with the URL at `{}`, and a route that the host's server calls, which checks \
             the request's token. The function is unchanged, so that a test can call it.{}{}\n",
            kind.url_at.join("."),
            companion(kind),
            content(kind)
        ),
    }
}

/// What the function returns, if the host puts it into a page of its own.
fn content(kind: &ModuleKind) -> &'static str {
    if kind.invocation == Invocation::Fetch {
        " It returns only the content, in Confluence's storage format: `Markup` from `html!`, or a \
         `String`, but never a `Page`."
    } else {
        ""
    }
}

/// What is generated next to the function, if other attributes can refer to it.
fn companion(kind: &ModuleKind) -> &'static str {
    if can_be_named(kind.name) {
        " Next to it is a hidden type with the same name, through which other attributes refer to \
         the module."
    } else {
        ""
    }
}
