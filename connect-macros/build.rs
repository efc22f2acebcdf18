//! Writes one entry point for each module kind that has an attribute: a new kind is a new row of
//! the table, and nothing else.

use std::fmt::Write as _;
use std::path::PathBuf;

use connect_model::{ModuleKind, Property, Type, Url, module_kinds};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    for kind in module_kinds() {
        entry_point(&mut code, kind, kind.attribute)?;
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("attributes.rs"), code)?;
    Ok(())
}

fn entry_point(code: &mut String, kind: &ModuleKind, attribute: &str) -> std::fmt::Result {
    let mut doc = String::new();
    writeln!(
        doc,
        "A {} of the host's: `{}` in the descriptor.\n",
        kind.label, kind.name
    )?;
    example(&mut doc, kind, attribute)?;
    writeln!(doc, "# Grammar\n")?;
    writeln!(
        doc,
        "`#[{attribute}(argument = value, …)]` above an `async fn`. The module key is the"
    )?;
    writeln!(
        doc,
        "function's name with `-` for `_`; the name may be the doc comment's first line; the"
    )?;
    writeln!(
        doc,
        "URL comes from the arguments marked `#[context(\"…\")]`.\n"
    )?;
    writeln!(doc, "# Arguments\n\n| argument | type | |\n|---|---|---|")?;
    for property in kind.properties {
        row(&mut doc, property)?;
    }
    writeln!(
        doc,
        "\nTables: the app descriptor reference, \"{}\".",
        kind.label
    )?;
    writeln!(code, "#[doc = {doc:?}]")?;
    writeln!(code, "#[proc_macro_attribute]")?;
    writeln!(
        code,
        "pub fn {attribute}(args: TokenStream, item: TokenStream) -> TokenStream {{ \
         crate::attribute({attribute:?}, args, item) }}\n"
    )
}

/// A handler that compiles: the documentation's own test.
fn example(doc: &mut String, kind: &ModuleKind, attribute: &str) -> std::fmt::Result {
    let required: Vec<String> = kind
        .properties
        .iter()
        .filter(|property| property.required && !["key", "name", "url"].contains(&property.name))
        .map(|property| format!("{} = {}", property.argument, sample(kind, property)))
        .collect();
    let arguments = if required.is_empty() {
        String::new()
    } else {
        format!("({})", required.join(", "))
    };
    let handler = match kind.url {
        Url::Callback => {
            "async fn noticed(event: Event<serde_json::Value>, tenant: Tenant) -> Result<()> {\n    \
             tracing::info!(tenant = tenant.client_key(), id = event.id(), \"noticed\");\n    Ok(())\n}"
        }
        _ => {
            "async fn greeting(user: Option<User>) -> Page {\n    \
             Page::new(\"Greeting\").body(if user.is_some() { \"Hello again\" } else { \"Hello\" })\n}"
        }
    };
    writeln!(
        doc,
        "# Example\n```\n# connect_runtime::library!();\nuse connect_runtime::prelude::*;\n\n\
         /// Greeting\n#[{attribute}{arguments}]\n{handler}\n# fn main() {{}}\n```\n"
    )
}

/// A value that the host takes for a required property.
fn sample(kind: &ModuleKind, property: &Property) -> String {
    match &property.ty {
        Type::Location => {
            let fit = |row: &&connect_model::Location| {
                row.accepts(kind) && row.confidence == connect_model::Confidence::Official
            };
            let name = connect_model::locations()
                .iter()
                .find(fit)
                .map_or("none", |row| row.name);
            format!("{name:?}")
        }
        Type::Event => "\"jira:issue_created\"".to_owned(),
        Type::Integer => "1".to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::Enum(values) => format!("{:?}", values.first().copied().unwrap_or_default()),
        _ => "\"…\"".to_owned(),
    }
}

fn row(doc: &mut String, property: &Property) -> std::fmt::Result {
    let ty = match &property.ty {
        Type::String | Type::Url => "text".to_owned(),
        Type::I18n => "text, or `{ value, i18n }`".to_owned(),
        Type::Integer => "whole number".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Location => "location".to_owned(),
        Type::Event => "event".to_owned(),
        Type::Conditions => "conditions".to_owned(),
        Type::Enum(values) => format!("one of `{}`", values.join("`, `")),
        Type::Object(_) | Type::Map => "`{ … }`".to_owned(),
        Type::Array(_) => "`[ … ]`".to_owned(),
        _ => "any".to_owned(),
    };
    let mut notes = Vec::new();
    if property.required {
        notes.push("required".to_owned());
    }
    if let Some(limit) = property.max_length {
        notes.push(format!("at most {limit} characters"));
    }
    if let Some(default) = property.default {
        notes.push(format!("default `{default}`"));
    }
    writeln!(
        doc,
        "| `{}` | {ty} | {} |",
        property.argument,
        notes.join(", ")
    )
}
