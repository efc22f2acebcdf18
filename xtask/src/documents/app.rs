//! The page of `app!`, which is included in its documentation.

use super::property::takes;
use super::{Document, Fault, PAGES, cell, read, titles};
use connect_model::app_field::{ADDRESSES, Address, MIGRATIONS, WRITTEN_FOR_YOU, about};
use connect_model::module_kind::Type;
use connect_model::{Property, app_fields};
use std::path::Path;

/// The examples: apps that compile.
const EXAMPLES: &str = "tests/apps/passes/examples";

/// The page: example, grammar, fields, requirements, what it generates.
pub(super) fn page(root: &Path) -> Result<Document, Fault> {
    let example = |name: &str| -> Result<String, Fault> {
        let text = read(&root.join(EXAMPLES).join(format!("{name}.rs")))?;
        let lines = text.lines().skip_while(|line| line.starts_with("//!"));
        let shown: Vec<&str> = lines.collect();
        Ok(format!("```ignore\n{}\n```\n\n", shown.join("\n").trim()))
    };
    let mut text = "Declares the app, once, in the crate root.\n\n# Example\n\n".to_owned();
    text.push_str(&example("typical")?);
    text.push_str("Every field:\n\n");
    text.push_str(&example("every_field")?);
    text.push_str(GRAMMAR);
    text.push_str("# Fields\n\n| field | value | rules | purpose |\n|---|---|---|---|\n");
    for field in app_fields() {
        row(&mut text, field, &[]);
    }
    text.push_str(
        "| `state` | a type | not in the descriptor | the source of this crate's `State<…>` \
         extractors |\n\
         | `crate` | a path | default `::connect_runtime`; not in the descriptor | the runtime's \
         path in this crate, if the dependency is renamed or re-exported |\n\n",
    );
    text.push_str(&format!(
        "The known `apiMigrations` of the platform are enabled for every app: {}. An unknown one is \
         accepted as `\"new-name\" = unlisted(true)`, with a build warning.\n\n",
        super::code(MIGRATIONS.iter().copied())
    ));
    text.push_str("These are not written by hand:\n\n| field | written by |\n|---|---|\n");
    for field in WRITTEN_FOR_YOU {
        text.push_str(&format!("| `{}` | {} |\n", field.name, cell(field.by)));
    }
    text.push_str(REST);
    Ok(Document {
        path: format!("{PAGES}/app.md"),
        text,
    })
}

fn row(text: &mut String, field: &Property, above: &[&Property]) {
    let way = above.iter().copied().chain([field]);
    let argument: Vec<&str> = way.clone().map(|field| field.argument).collect();
    let name: Vec<&str> = way.map(|field| field.name).collect();
    text.push_str(&format!(
        "| `{}` | {} | {} | {} |\n",
        argument.join("."),
        cell(&takes_in_app(field)),
        cell(&rules(field, &name)),
        if above.is_empty() {
            about(field.name)
        } else {
            ""
        }
    ));
    if let Type::Object(members) = field.ty {
        for member in members {
            row(text, member, &[above, &[field]].concat());
        }
    }
}

fn takes_in_app(field: &Property) -> String {
    match field.name {
        "apiMigrations" => "`{ \"name\" = true }`".to_owned(),
        _ => takes(&field.ty),
    }
}

fn rules(field: &Property, way: &[&str]) -> String {
    let mut rules = Vec::new();
    if field.required {
        rules.push("required".to_owned());
    }
    if field.name == "key" {
        rules.push("letters, digits, `.`, `-` and `_`".to_owned());
    }
    if let Some(limit) = field.max_length {
        rules.push(format!("at most {limit} characters"));
    }
    if let Some(default) = field.default {
        rules.push(format!("default `{default}`"));
    }
    for address in ADDRESSES {
        let (whose, of) = match address.at {
            [rest @ .., "*"] => (rest, "each "),
            all => (all, ""),
        };
        if whose == way {
            rules.push(format!("{of}{}", must(address.is)));
        }
    }
    if !field.products.is_empty() {
        rules.push(format!("{} only", titles(field.products)));
    }
    if field.name != field.argument {
        rules.push(format!("`{}` in the descriptor", field.name));
    }
    rules.join("; ")
}

fn must(address: Address) -> &'static str {
    match address {
        Address::Whole => "an absolute URL",
        Address::Linked => "an absolute URL, or one that begins with `{{localBaseUrl}}`",
        Address::Https => "an absolute `https` URL",
        Address::Below => "a path below the app's base URL",
    }
}

const GRAMMAR: &str = "# Grammar

`field = value, …`. A value is text, a number, `true` or `false`, a bare name from a closed set \
(`READ`, `per_product`), `{ field = value, … }` or `[value, …]`. A field can also have its name in \
the descriptor (`apiVersion`), and a name that is not a Rust identifier is quoted (`\"de-DE\"`).

";

const REST: &str = "
# Scopes

Without `scopes`, the app requests what its code needs. With it, exactly those scopes: a call, a \
webhook or a page that needs more is a compile or build error.

# Licences

`licensed = required` serves the app's pages and endpoints only to sites with a licence; an item \
with `licensed = optional` is for all sites. So are the routes that the host's servers call, such as \
webhooks, and public ones. It requires `enable_licensing = true`, without which the host does not \
report licences.

# One descriptor per product

`descriptors = per_product` splits the app: the build writes `descriptor.jira.json` and \
`descriptor.confluence.json` instead of `descriptor.json`, and the app serves them at \
`/jira/atlassian-connect.json` and `/confluence/atlassian-connect.json`, with that address in \
`links.self`.

- A module is in the descriptors of the products that have its kind, its location, its event and \
its conditions. One that belongs to both, such as a general page, is in both.
- Each requests the scopes of its own product's calls and events; from `scopes`, those that the \
product has.
- Only a product with modules has a descriptor. If that is only one product, the build warns.
- Both have the app's key. Each product of a site is a separate tenant with its own `clientKey`, so \
one running app serves both. Two Marketplace listings need two keys, and therefore two packages, \
which can share their handlers in a [`library!`](macro@library).

# Requirements

It must be in the crate root, once, and the package needs a build script:

```ignore
fn main() { connect_build::emit(); }
```

# What it generates

A hidden module that the handlers' expansions refer to, and the registration of the app with the \
data that the build script emitted.
";
