//! Module kinds and their properties: `modules.tsv`, `properties.tsv` and `types.tsv`.
//!
//! A kind that exists in several products is one row. Of each property, the first product that has
//! it decides (in the order of [`PRODUCTS`]): the facts about Bitbucket are partial and must not
//! weaken what Jira and Confluence state.

use super::attributes;
use super::properties::{Fragments, Property, Shape, Type, property, shape};
use super::source::{Fault, Row, Source};
use super::table::{Table, flag, list};
use super::types::{Types, limits};
use super::words::{note, snake};
use std::collections::BTreeMap;

const PRODUCTS: &[&str] = &[
    "jira",
    "jira-software",
    "jira-service-management",
    "confluence",
    "bitbucket",
];

/// One row of the facts: a kind in one product.
#[derive(Debug)]
struct Entry {
    product: usize,
    confidence: &'static str,
    shape: Shape,
    row: Row,
}

/// Derives the three tables.
pub(crate) fn derive(source: &Source) -> Result<Vec<Table>, Fault> {
    let file = source.read("modules.json")?;
    let fragments: Fragments = file
        .members("fragments")?
        .into_iter()
        .map(|(name, row)| (name.to_owned(), row))
        .collect();
    let kinds = entries(&file, &fragments)?;
    if let Some(kind) = attributes::kinds().find(|kind| !kinds.contains_key(*kind)) {
        return Err(file.fault(format!("`{kind}` has a label, but no module row")));
    }

    let mut modules = Table::new(
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
    );
    let mut properties = Table::new(
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
    );
    let mut types = Types::new(&fragments)?;
    // Official kinds first: a shape that several kinds share has the best confidence among them.
    let mut order: Vec<_> = kinds.iter().collect();
    order.sort_by_key(|(kind, entries)| (rank(best(entries)), kind.as_str()));
    for (kind, entries) in order {
        modules.push(module(kind, entries)?);
        write_properties(kind, entries, &mut properties, &mut types);
    }
    Ok(vec![modules, properties, types.into_table()])
}

fn entries(file: &Row, fragments: &Fragments) -> Result<BTreeMap<String, Vec<Entry>>, Fault> {
    let mut kinds: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for row in file.rows("modules")? {
        let product = row.text("product")?;
        let Some(product) = PRODUCTS.iter().position(|known| *known == product) else {
            return Err(row.fault(format!("unknown product `{product}`")));
        };
        let entry = Entry {
            product,
            confidence: confidence(&row)?,
            shape: members(&row, fragments)?,
            row,
        };
        kinds
            .entry(entry.row.text("module")?.to_owned())
            .or_default()
            .push(entry);
    }
    for entries in kinds.values_mut() {
        entries.sort_by_key(|entry| entry.product);
    }
    Ok(kinds)
}

/// The facts give modules no confidence of their own, but say where they come from.
fn confidence(row: &Row) -> Result<&'static str, Fault> {
    let evidence = row.text("shape_evidence")?;
    if ["assumed", "unconfirmed"]
        .iter()
        .any(|word| evidence.contains(word))
    {
        return Ok("unverified");
    }
    let official = ["forge-manifest", "ecosystem-app-host", "docs"];
    if row
        .texts("sources")?
        .iter()
        .any(|source| official.contains(source))
    {
        return Ok("official");
    }
    Ok("observed")
}

fn rank(confidence: &str) -> u8 {
    match confidence {
        "official" => 0,
        "observed" => 1,
        _ => 2,
    }
}

fn best(entries: &[Entry]) -> &'static str {
    entries
        .iter()
        .map(|entry| entry.confidence)
        .min_by_key(|it| rank(it))
        .unwrap_or("unverified")
}

/// The properties of a row, also those that are only listed by name.
fn members(row: &Row, fragments: &Fragments) -> Result<Shape, Fault> {
    let mut members = shape(row, fragments)?;
    let required = row.texts("required")?;
    for name in required.iter().chain(&row.texts("optional")?) {
        if !members.contains_key(*name) {
            members.insert((*name).to_owned(), common(name, row, fragments)?);
        }
    }
    let takes = row.members_flag("takes", "location");
    if takes && !members.contains_key("location") {
        let mut location = common("location", row, fragments)?;
        location.required = row.flag("location_required");
        members.insert("location".to_owned(), location);
    }
    for (name, property) in &mut members {
        property.required |= required.contains(&name.as_str());
    }
    Ok(members)
}

/// What the properties that nearly every kind has look like, for rows that only name them.
fn common(name: &str, row: &Row, fragments: &Fragments) -> Result<Property, Fault> {
    let ty = match name {
        "key" | "location" | "url" => "string",
        "name" => "i18nProperty",
        "weight" => "integer",
        "params" => "object",
        "conditions" => {
            return Ok(Property {
                ty: Type::Word("conditions"),
                required: false,
                default: None,
                max_length: None,
                pattern: None,
                forms: Vec::new(),
            });
        }
        other => return Err(row.fault(format!("`{other}` is named but not described"))),
    };
    property(
        name,
        &Row::new(name.to_owned(), serde_json::json!({ "type": ty }))?,
        fragments,
    )
}

fn module(kind: &str, entries: &[Entry]) -> Result<[String; 11], Fault> {
    let Some(first) = entries.first() else {
        return Ok(Default::default());
    };
    let shape = match first.row.text("shape")? {
        "object" => "one",
        "array" => "many",
        other => return Err(first.row.fault(format!("unknown shape `{other}`"))),
    };
    let (url, url_at, item) = url(kind, first)?;
    let mut notes: Vec<String> = Vec::new();
    for entry in entries {
        if let Some(text) = entry.row.optional("note") {
            let text = note(text);
            // "partial" says something about the gathering of the facts, not about the kind.
            if text != "partial" && !notes.contains(&text) {
                notes.push(text);
            }
        }
    }
    let deprecated = entries.iter().all(|entry| {
        entry
            .row
            .optional("note")
            .is_some_and(|it| it.contains("legacy"))
    });
    Ok([
        kind.to_owned(),
        attributes::attribute(kind),
        attributes::label(kind),
        list(entries.iter().map(|entry| PRODUCTS[entry.product])),
        shape.to_owned(),
        item.to_owned(),
        url.to_owned(),
        url_at.to_owned(),
        best(entries).to_owned(),
        flag(deprecated),
        notes.join("; "),
    ])
}

/// How the host uses the annotated item's URL, where the URL stands, and what an app annotates: a
/// function when the host calls the app for it, a unit struct when the module is only data.
fn url(kind: &str, entry: &Entry) -> Result<(&'static str, &'static str, &'static str), Fault> {
    let how = entry.row.text("url_kind")?;
    let at = if entry.shape.contains_key("url") {
        Some("url")
    } else {
        attributes::nested_url(kind)
    };
    let calls = match how {
        "iframe" => "iframe",
        "http-callback" => "callback",
        "http (server-side render, not iframe)" => "fetch",
        _ if how.starts_with("nested iframe") && kind != "jiraWorkflowPostFunctions" => "iframe",
        _ if how.starts_with("nested iframe") => "callback",
        "http template fetch" | "n/a" => "none",
        _ if how.starts_with("nested url") || how.starts_with("none") => "none",
        other => return Err(entry.row.fault(format!("unknown url kind `{other}`"))),
    };
    Ok(match at {
        Some(at) if calls != "none" => (calls, at, "function"),
        _ => ("none", "", "struct"),
    })
}

fn write_properties(kind: &str, entries: &[Entry], table: &mut Table, types: &mut Types) {
    let mut merged: BTreeMap<&str, (&Entry, &Property, Vec<&str>)> = BTreeMap::new();
    for entry in entries {
        for (name, property) in &entry.shape {
            merged
                .entry(name)
                .or_insert((entry, property, Vec::new()))
                .2
                .push(PRODUCTS[entry.product]);
        }
    }
    for (name, (entry, property, products)) in merged {
        let holds = attributes::reference(kind, name).unwrap_or_else(|| {
            types.cell(&property.ty, &format!("{kind} {name}"), entry.confidence)
        });
        let [required, default, max_length, pattern] = limits(property);
        table.push([
            kind.to_owned(),
            name.to_owned(),
            snake(name),
            holds,
            required,
            default,
            max_length,
            pattern,
            list(products),
            entry.confidence.to_owned(),
        ]);
    }
}
