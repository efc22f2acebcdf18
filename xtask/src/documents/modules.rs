//! `docs/modules.md`: every module kind, by product.

use super::{Document, MADE, code, property, sureness, titles};
use connect_model::module_kind::{Invocation, Item, Shape};
use connect_model::{ModuleKind, Product, locations, module_kinds};

/// The products, in the order of the pages.
pub(super) const PRODUCTS: [Product; 5] = [
    Product::Jira,
    Product::JiraSoftware,
    Product::JiraServiceManagement,
    Product::Confluence,
    Product::Bitbucket,
];

/// Arguments of attributes that are not in the descriptor, and those that are written differently there.
const OWN: &str = r#"
The tables below have what is in the descriptor. Some of it has a form of its own, and some arguments are not in the
descriptor at all:

| argument | of | takes |
|---|---|---|
| `admin_only` | pages | `true`, or `not_needed("why")`: [let only administrators in](how-to/administrators.md) |
| `licensed` | pages | `required`, or `optional` where `app!` says `required`: [ask for a licence](how-to/licences.md) |
| `public` | cacheable pages | `true` |
| `conditions` | all that have them | a [condition](conditions.md), `all(…)`, `any(…)`, `not(…)`, or `remote(item)` for a `#[condition]` |
| `target` | web items and their like | `dialog(item)`, `inline_dialog(item)` or `page`, with options behind a comma |
| `icon` and other objects with a URL | all that have them | the URL alone, if it is all: `icon = "/static/icon.svg"`, which is a file in `#[assets("static")]` |
| `events` | webhooks | several events, in place of `event` |
| `in_order` | webhooks | `"issue.id"`, a place in the body, or `tenant` |
| `inline` | webhooks | `true`: it runs while the host waits |
| `forge` | modules | `skip` or `wrap`: [moving to Forge](how-to/connects-end.md#2-say-that-the-app-goes-there) |

What the host posts to a function is `Event<…>` in a webhook, and `Json<…>` in a post function and the like.
"#;

pub(super) fn document() -> Document {
    let mut text = format!(
        "{MADE}# Modules\n\n\
         What an app can put into a product, and the attribute for each. The pages of the \
         attributes in `connect_runtime` have an example of each.\n\n\
         See also [locations](locations.md), [conditions](conditions.md), \
         [context parameters](context_parameters.md), [events](events.md), \
         [what becomes of each on Forge](forge.md) and [errors](errors.md).\n"
    );
    for product in PRODUCTS {
        text.push_str(&format!(
            "\n## {}\n\n| attribute | in the descriptor | on | the host |\n|---|---|---|---|\n",
            product.title()
        ));
        for kind in of(product) {
            text.push_str(&format!(
                "| [`#[{0}]`](#{0}){1} | `{2}`{3} | {4} | {5} |\n",
                kind.attribute,
                if kind.deprecated { ", deprecated" } else { "" },
                kind.name,
                if kind.shape == Shape::One {
                    ", one"
                } else {
                    ""
                },
                item(kind),
                host(kind),
            ));
        }
    }
    text.push_str("\n# Arguments\n");
    text.push_str(OWN);
    for kind in module_kinds() {
        text.push_str(&section(kind));
    }
    Document {
        path: "docs/modules.md".to_owned(),
        text,
    }
}

/// The kinds of a product, sorted by attribute.
pub(super) fn of(product: Product) -> Vec<&'static ModuleKind> {
    let mut kinds: Vec<&ModuleKind> = module_kinds()
        .iter()
        .filter(|kind| kind.products.contains(&product))
        .collect();
    kinds.sort_by_key(|kind| kind.attribute);
    kinds
}

/// The item that the attribute is placed on.
pub(super) fn item(kind: &ModuleKind) -> &'static str {
    match kind.item {
        Item::Function => "`async fn`",
        Item::Struct => "unit struct",
    }
}

/// What the host does with the module.
pub(super) fn host(kind: &ModuleKind) -> &'static str {
    match kind.invocation {
        Invocation::Iframe => "opens it in an iframe",
        Invocation::Callback => "calls it",
        Invocation::Fetch => "calls it and shows the answer",
        Invocation::None => "reads it",
    }
}

fn section(kind: &ModuleKind) -> String {
    let mut text = format!(
        "\n### {0}\n\n`#[{0}]` on {1}: `{2}`, {3}. {4}.",
        kind.attribute,
        match kind.item {
            Item::Function => "an `async fn`",
            Item::Struct => "a unit struct",
        },
        kind.name,
        match kind.shape {
            Shape::One => "at most one in an app",
            Shape::Many => "any number",
        },
        titles(kind.products)
    );
    if kind.deprecated {
        text.push_str(" Deprecated: the current platform no longer lists it.");
    }
    let sureness = sureness(kind.confidence);
    if !sureness.is_empty() {
        text.push_str(&format!(" The facts about it are {sureness}."));
    }
    text.push_str("\n\n");
    text.push_str(&property::table(kind));
    let renders = renders(kind);
    if !renders.is_empty() {
        text.push_str(&format!("\n{renders}\n"));
    }
    text
}

/// Where a kind renders, as a sentence; empty for kinds without a location.
pub(super) fn renders(kind: &ModuleKind) -> String {
    let mut names: Vec<&str> = locations()
        .iter()
        .filter(|location| location.accepts(kind))
        .map(|location| location.name)
        .collect();
    names.dedup();
    if names.is_empty() || kind.property("location").is_none() {
        return String::new();
    }
    let by_default = locations()
        .iter()
        .filter(|location| location.default_for == Some(kind.name))
        .map(|location| {
            format!(
                " Without a location: `{}` ({}).",
                location.name,
                location.product.title()
            )
        })
        .collect::<String>();
    format!("Locations: {}.{by_default}", code(names))
}
