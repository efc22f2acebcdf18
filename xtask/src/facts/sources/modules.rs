//! Module kinds and their properties: `modules.tsv`, `properties.tsv` and `types.tsv`.
//!
//! A kind that exists in several products is one row. For each property, the first product that has
//! it decides (in the order of [`Product`]): the facts about Bitbucket are partial and must not
//! weaken what Jira and Confluence state.

use super::attributes;
use super::properties::{Fragments, property, shape};
use super::shape::{Property, Shape, Type};
use super::source::{Object, Source};
use super::types::Types;
use super::words::{note, snake};
use crate::facts::Fault;
use crate::facts::cell::Shape as Cardinality;
use crate::facts::cell::{Confidence, Invocation, Item, List, Product};
use crate::facts::rows::{MemberRow, ModuleRow, PropertyRow};
use std::collections::BTreeMap;

/// One row of the facts: a kind in one product.
#[derive(Debug)]
struct Entry {
    product: Product,
    confidence: Confidence,
    shape: Shape,
    row: Object,
}

/// The three tables.
#[derive(Debug)]
pub(crate) struct Modules {
    pub(crate) kinds: Vec<ModuleRow>,
    pub(crate) properties: Vec<PropertyRow>,
    pub(crate) members: Vec<MemberRow>,
}

/// Derives the three tables.
pub(crate) fn derive(source: &Source) -> Result<Modules, Fault> {
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

    let (mut rows, mut properties) = (Vec::new(), Vec::new());
    let mut types = Types::new(&fragments)?;
    // Official kinds first: a shape that several kinds share gets the best confidence among them.
    let mut order: Vec<_> = kinds.iter().collect();
    order.sort_by_key(|(kind, entries)| (best(entries), kind.as_str()));
    for (kind, entries) in order {
        rows.extend(module(kind, entries)?);
        write_properties(kind, entries, &mut properties, &mut types);
    }
    Ok(Modules {
        kinds: rows,
        properties,
        members: types.into_rows(),
    })
}

fn entries(file: &Object, fragments: &Fragments) -> Result<BTreeMap<String, Vec<Entry>>, Fault> {
    let mut kinds: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for row in file.rows("modules")? {
        let entry = Entry {
            product: row.word("product")?,
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

/// The facts have no confidence for modules, only sources.
fn confidence(row: &Object) -> Result<Confidence, Fault> {
    let evidence = row.text("shape_evidence")?;
    if ["assumed", "unconfirmed"]
        .iter()
        .any(|word| evidence.contains(word))
    {
        return Ok(Confidence::Unverified);
    }
    let official = ["forge-manifest", "ecosystem-app-host", "docs"];
    if row
        .texts("sources")?
        .iter()
        .any(|source| official.contains(source))
    {
        return Ok(Confidence::Official);
    }
    Ok(Confidence::Observed)
}

fn best(entries: &[Entry]) -> Confidence {
    let confidences = entries.iter().map(|entry| entry.confidence);
    confidences.min().unwrap_or(Confidence::Unverified)
}

/// The properties of a row, including those that are only listed by name.
fn members(row: &Object, fragments: &Fragments) -> Result<Shape, Fault> {
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

/// The types of properties that nearly every kind has, for rows that only name them.
fn common(name: &str, row: &Object, fragments: &Fragments) -> Result<Property, Fault> {
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
        &Object::new(name.to_owned(), serde_json::json!({ "type": ty }))?,
        fragments,
    )
}

fn module(kind: &str, entries: &[Entry]) -> Result<Option<ModuleRow>, Fault> {
    let Some(first) = entries.first() else {
        return Ok(None);
    };
    let shape = match first.row.text("shape")? {
        "object" => Cardinality::One,
        "array" => Cardinality::Many,
        other => return Err(first.row.fault(format!("unknown shape `{other}`"))),
    };
    let (invocation, url_at, item) = invocation(kind, first)?;
    let mut notes: Vec<String> = Vec::new();
    for entry in entries {
        if let Some(text) = entry.row.optional("note") {
            let text = note(text);
            // "partial" is about how the facts were gathered, not about the kind.
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
    Ok(Some(ModuleRow {
        kind: kind.to_owned(),
        attribute: attributes::attribute(kind),
        label: attributes::label(kind),
        products: entries.iter().map(|entry| entry.product).collect(),
        shape,
        item,
        invocation,
        url_at: url_at.to_owned(),
        confidence: best(entries),
        deprecated,
        note: notes.join("; "),
    }))
}

/// How the host uses the annotated item's URL, the path to the URL, and what an app annotates: a
/// function if the host calls the app for it, a unit struct if the module is only data.
fn invocation(kind: &str, entry: &Entry) -> Result<(Invocation, &'static str, Item), Fault> {
    let how = entry.row.text("url_kind")?;
    let at = if entry.shape.contains_key("url") {
        Some("url")
    } else {
        attributes::nested_url(kind)
    };
    let calls = match how {
        "iframe" => Invocation::Iframe,
        "http-callback" => Invocation::Callback,
        "http (server-side render, not iframe)" => Invocation::Fetch,
        _ if how.starts_with("nested iframe") && kind != "jiraWorkflowPostFunctions" => {
            Invocation::Iframe
        }
        _ if how.starts_with("nested iframe") => Invocation::Callback,
        "http template fetch" | "n/a" => Invocation::None,
        _ if how.starts_with("nested url") || how.starts_with("none") => Invocation::None,
        other => return Err(entry.row.fault(format!("unknown url kind `{other}`"))),
    };
    Ok(match at {
        Some(at) if calls != Invocation::None => (calls, at, Item::Function),
        _ => (Invocation::None, "", Item::Struct),
    })
}

fn write_properties(kind: &str, entries: &[Entry], rows: &mut Vec<PropertyRow>, types: &mut Types) {
    let mut merged: BTreeMap<&str, (&Entry, &Property, Vec<Product>)> = BTreeMap::new();
    for entry in entries {
        for (name, property) in &entry.shape {
            merged
                .entry(name)
                .or_insert((entry, property, Vec::new()))
                .2
                .push(entry.product);
        }
    }
    for (name, (entry, property, products)) in merged {
        let holds = attributes::reference(kind, name).unwrap_or_else(|| {
            types.cell(&property.ty, &format!("{kind} {name}"), entry.confidence)
        });
        rows.push(PropertyRow {
            kind: kind.to_owned(),
            property: name.to_owned(),
            argument: snake(name),
            holds,
            required: property.required,
            default: property.default.clone(),
            max_length: property.max_length,
            pattern: property.pattern.clone(),
            products: List(products),
            confidence: entry.confidence,
        });
    }
}
