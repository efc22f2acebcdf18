//! One function a table: rows in, a static array out.

use crate::forms;
use crate::holds;
use crate::table::{Row, literal, read};
use std::fmt::Write as _;
use std::path::Path;

/// The Rust source of all tables.
pub(crate) fn all(facts: &Path) -> Result<String, String> {
    let mut out = String::new();
    modules(facts, &mut out)?;
    locations(facts, &mut out)?;
    events(facts, &mut out)?;
    context_parameters(facts, &mut out)?;
    conditions(facts, &mut out)?;
    scopes(facts, &mut out)?;
    environments(facts, &mut out)?;
    Ok(out)
}

fn array(out: &mut String, name: &str, of: &str, items: &[String]) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "pub(crate) static {name}: [{of}; {}] = [", items.len());
    for item in items {
        let _ = writeln!(out, "    {item},");
    }
    out.push_str("];\n");
}

fn modules(facts: &Path, out: &mut String) -> Result<(), String> {
    let types = read(
        facts,
        "types.tsv",
        &[
            "type",
            "property",
            "argument",
            "holds",
            "required",
            "default",
            "max_length",
            "pattern",
            "forms",
            "confidence",
        ],
        2,
    )?;
    let properties = read(
        facts,
        "properties.tsv",
        &[
            "kind",
            "property",
            "argument",
            "holds",
            "required",
            "default",
            "max_length",
            "pattern",
            "products",
            "confidence",
        ],
        2,
    )?;
    let kinds = read(
        facts,
        "modules.tsv",
        &[
            "kind",
            "attribute",
            "label",
            "products",
            "shape",
            "item",
            "url",
            "url_at",
            "confidence",
            "deprecated",
            "note",
        ],
        1,
    )?;
    let mut known: Vec<&str> = types.iter().map(|row| row.cell(0)).collect();
    known.dedup();
    for name in &known {
        let members = members(&types, name, &known, |row| {
            let forms = forms::expression(row, 8);
            let confidence = row.confidence(9)?;
            Ok(format!(
                "products: &[], forms: {forms}, confidence: {confidence}"
            ))
        })?;
        array(out, &holds::static_name(name), "Property", &members);
    }
    if let Some(row) = properties
        .iter()
        .find(|row| kinds.iter().all(|it| it.cell(0) != row.cell(0)))
    {
        return row.fault(format!("`{}` is not a kind of modules.tsv", row.cell(0)));
    }
    let mut items = Vec::new();
    for row in &kinds {
        let members = members(&properties, row.cell(0), &known, |row| {
            let (products, confidence) = (row.products(8)?, row.confidence(9)?);
            Ok(format!(
                "products: {products}, forms: &[], confidence: {confidence}"
            ))
        })?;
        items.push(format!(
            "ModuleKind {{ name: {}, attribute: {}, label: {}, products: {}, shape: {}, item: {}, \
             url: {}, url_at: {}, properties: &[{}], confidence: {}, deprecated: {}, note: {} }}",
            row.text(0),
            row.text(1),
            row.text(2),
            row.products(3)?,
            row.word(4, &[("one", "Shape::One"), ("many", "Shape::Many")])?,
            row.word(
                5,
                &[("function", "Item::Function"), ("struct", "Item::Struct")]
            )?,
            row.word(
                6,
                &[
                    ("iframe", "Url::Iframe"),
                    ("callback", "Url::Callback"),
                    ("fetch", "Url::Fetch"),
                    ("none", "Url::None"),
                ],
            )?,
            crate::table::literals(row.cell(7).split('.').filter(|it| !it.is_empty())),
            members.join(", "),
            row.confidence(8)?,
            row.flag(9)?,
            row.text(10),
        ));
    }
    array(out, "MODULE_KINDS", "ModuleKind", &items);
    attributes(&kinds, out)
}

/// Kinds by attribute: an index into the kinds, sorted by attribute.
fn attributes(kinds: &[Row], out: &mut String) -> Result<(), String> {
    let mut index: Vec<(&str, usize)> = Vec::new();
    for (position, row) in kinds.iter().enumerate() {
        if index.iter().any(|(attribute, _)| *attribute == row.cell(1)) {
            return row.fault(format!("attribute `{}` is given twice", row.cell(1)));
        }
        index.push((row.cell(1), position));
    }
    index.sort_unstable();
    let items: Vec<String> = index
        .iter()
        .map(|(attribute, at)| format!("({}, {at})", literal(attribute)))
        .collect();
    array(out, "ATTRIBUTES", "(&str, usize)", &items);
    Ok(())
}

/// The properties of one owner. The first eight columns of both tables are the same; `rest` gives
/// the fields that the others hold.
fn members(
    rows: &[Row],
    owner: &str,
    known: &[&str],
    rest: impl Fn(&Row) -> Result<String, String>,
) -> Result<Vec<String>, String> {
    let own = rows.iter().filter(|row| row.cell(0) == owner);
    own.map(|row| {
        Ok(format!(
            "Property {{ name: {}, argument: {}, ty: {}, required: {}, default: {}, \
             max_length: {}, pattern: {}, {} }}",
            row.text(1),
            row.text(2),
            holds::expression(row, row.cell(3), known)?,
            row.flag(4)?,
            row.optional(5),
            row.number(6)?,
            row.optional(7),
            rest(row)?,
        ))
    })
    .collect()
}

fn locations(facts: &Path, out: &mut String) -> Result<(), String> {
    let header = [
        "location",
        "product",
        "accepts",
        "default_for",
        "area",
        "confidence",
        "note",
    ];
    let mut items = Vec::new();
    for row in read(facts, "locations.tsv", &header, 2)? {
        items.push(format!(
            "Location {{ name: {}, product: {}, accepts: {}, default_for: {}, area: {}, \
             confidence: {}, note: {} }}",
            row.text(0),
            row.product(1)?,
            row.texts(2),
            row.optional(3),
            row.text(4),
            row.confidence(5)?,
            row.text(6),
        ));
    }
    array(out, "LOCATIONS", "Location", &items);
    Ok(())
}

fn events(facts: &Path, out: &mut String) -> Result<(), String> {
    let header = [
        "event",
        "product",
        "group",
        "filter_jql",
        "property_keys",
        "exclude_body",
        "dynamic",
        "scope",
        "context",
        "confidence",
        "note",
    ];
    let mut items = Vec::new();
    for row in read(facts, "events.tsv", &header, 2)? {
        items.push(format!(
            "Event {{ name: {}, product: {}, group: {}, filter_jql: {}, property_keys: {}, \
             exclude_body: {}, dynamic: {}, scope: {}, context: {}, confidence: {}, note: {} }}",
            row.text(0),
            row.product(1)?,
            row.text(2),
            row.flag(3)?,
            row.flag(4)?,
            row.flag(5)?,
            row.flag(6)?,
            row.text(7),
            row.texts(8),
            row.confidence(9)?,
            row.text(10),
        ));
    }
    array(out, "EVENTS", "Event", &items);
    Ok(())
}

fn context_parameters(facts: &Path, out: &mut String) -> Result<(), String> {
    let header = [
        "parameter",
        "product",
        "rule",
        "available",
        "kinds",
        "deprecated",
        "instead",
        "current_in",
        "scope",
        "confidence",
        "note",
    ];
    let mut items = Vec::new();
    for row in read(facts, "context_parameters.tsv", &header, 2)? {
        items.push(format!(
            "ContextParameter {{ name: {}, product: {}, rule: {}, available: {}, kinds: {}, \
             deprecated: {}, instead: {}, current_in: {}, scope: {}, confidence: {}, note: {} }}",
            row.text(0),
            row.product(1)?,
            row.word(
                2,
                &[
                    ("exact", "Rule::Exact"),
                    ("identifier", "Rule::Identifier"),
                    ("below", "Rule::Below"),
                    ("condition", "Rule::Condition"),
                    ("macro", "Rule::MacroParameter"),
                ],
            )?,
            row.text(3),
            row.texts(4),
            row.flag(5)?,
            row.optional(6),
            row.texts(7),
            row.optional(8),
            row.confidence(9)?,
            row.text(10),
        ));
    }
    array(out, "CONTEXT_PARAMETERS", "ContextParameter", &items);
    Ok(())
}

fn conditions(facts: &Path, out: &mut String) -> Result<(), String> {
    let header = [
        "condition",
        "product",
        "parameters",
        "entities",
        "in_url",
        "context_free",
        "confidence",
        "note",
    ];
    let mut items = Vec::new();
    for row in read(facts, "conditions.tsv", &header, 2)? {
        let parameters: Vec<String> = row.list(2).map(condition_parameter).collect();
        items.push(format!(
            "Condition {{ name: {}, product: {}, parameters: &[{}], entities: {}, in_url: {}, \
             context_free: {}, confidence: {}, note: {} }}",
            row.text(0),
            row.product(1)?,
            parameters.join(", "),
            row.texts(3),
            row.flag(4)?,
            row.flag(5)?,
            row.confidence(6)?,
            row.text(7),
        ));
    }
    array(out, "CONDITIONS", "Condition", &items);
    Ok(())
}

/// `name`, `name!` (required), `name!(a|b)` (one of).
fn condition_parameter(cell: &str) -> String {
    let (name, values) = match cell.split_once('(') {
        Some((name, values)) => (name, values.trim_end_matches(')')),
        None => (cell, ""),
    };
    let required = name.ends_with('!');
    let values = values.split('|').filter(|value| !value.is_empty());
    format!(
        "ConditionParameter {{ name: {}, required: {required}, values: {} }}",
        literal(name.trim_end_matches('!')),
        crate::table::literals(values),
    )
}

/// The rows, and for each scope of Jira and Confluence what it implies in either: as a `match`, so
/// that a scope without a row, or a row without a scope, does not compile.
fn scopes(facts: &Path, out: &mut String) -> Result<(), String> {
    let rows = read(
        facts,
        "scopes.tsv",
        &["scope", "product", "implies", "forge", "confidence"],
        2,
    )?;
    let mut items = Vec::new();
    let mut implied: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in &rows {
        items.push(format!(
            "ScopeFact {{ name: {}, product: {}, implies: {}, forge: {}, confidence: {} }}",
            row.text(0),
            row.product(1)?,
            row.texts(2),
            row.optional(3),
            row.confidence(4)?,
        ));
        // Bitbucket's scopes are another vocabulary, without a lattice here.
        if row.cell(1) == "bitbucket" {
            continue;
        }
        match implied.last_mut() {
            Some((scope, implies)) if *scope == row.cell(0) => implies.extend(row.list(2)),
            _ => implied.push((row.cell(0), row.list(2).collect())),
        }
    }
    array(out, "SCOPES", "ScopeFact", &items);
    out.push_str("pub(crate) const fn implied(scope: Scope) -> u16 {\n    match scope {\n");
    for (scope, mut implies) in implied {
        implies.sort_unstable();
        implies.dedup();
        let bits: Vec<String> = implies
            .iter()
            .map(|scope| format!("Scope::{}.bit()", variant(scope)))
            .collect();
        let bits = if bits.is_empty() {
            "0".to_owned()
        } else {
            bits.join(" | ")
        };
        let _ = writeln!(out, "        Scope::{} => {bits},", variant(scope));
    }
    out.push_str("    }\n}\n");
    Ok(())
}

fn environments(facts: &Path, out: &mut String) -> Result<(), String> {
    let header = ["domain", "kind", "key_host", "authorization_server"];
    let mut items = Vec::new();
    for row in read(facts, "environments.tsv", &header, 1)? {
        items.push(format!(
            "Environment {{ domain: {}, kind: {}, key_host: {}, authorization_server: {} }}",
            row.text(0),
            row.word(
                1,
                &[
                    ("production", "EnvironmentKind::Production"),
                    ("staging", "EnvironmentKind::Staging"),
                    ("fedramp", "EnvironmentKind::Fedramp"),
                    ("fedramp-staging", "EnvironmentKind::FedrampStaging"),
                ],
            )?,
            row.text(2),
            row.optional(3),
        ));
    }
    array(out, "ENVIRONMENTS", "Environment", &items);
    Ok(())
}

/// `PROJECT_ADMIN` → `ProjectAdmin`.
pub(crate) fn variant(scope: &str) -> String {
    let mut out = String::new();
    for word in scope.split('_') {
        let (first, rest) = word.split_at(word.len().min(1));
        out.push_str(&first.to_ascii_uppercase());
        out.push_str(&rest.to_ascii_lowercase());
    }
    out
}
