//! Module kinds with their properties, and the objects that properties contain.

use super::super::Tables;
use super::super::cell::Rust;
use super::super::rows::{MemberRow, PropertyRow, TargetRow};
use super::{Fault, array, fault, item, texts};
use std::collections::BTreeSet;

pub(super) fn text(tables: &Tables) -> Result<String, Fault> {
    let types = Types::of(&tables.members);
    let mut text = "use crate::fact::Confidence;\nuse crate::form::Form;\n\
         use crate::module_kind::{Invocation, Item, ModuleKind, Property, Shape, Type};\n\
         use crate::product::Product;\n\n"
        .to_owned();
    for name in &types.0 {
        let own = tables.members.iter().filter(|row| row.r#type == *name);
        let members: Result<Vec<String>, Fault> = own.map(|row| types.member(row)).collect();
        text.push_str(&array(&static_name(name), "Property", &members?));
        text.push('\n');
    }
    let is_kind = |row: &&PropertyRow| tables.modules.iter().any(|kind| kind.kind == row.kind);
    if let Some(row) = tables.properties.iter().find(|row| !is_kind(row)) {
        let what = "must be a kind of modules.tsv";
        return Err(fault("properties.tsv", &row.kind, what));
    }
    let mut items = Vec::new();
    for row in &tables.modules {
        let own = tables
            .properties
            .iter()
            .filter(|property| property.kind == row.kind);
        let properties: Result<Vec<String>, Fault> = own.map(|row| types.property(row)).collect();
        items.push(item(
            "ModuleKind",
            &[
                ("name", row.kind.rust()),
                ("attribute", row.attribute.rust()),
                ("label", row.label.rust()),
                ("products", row.products.rust()),
                ("shape", row.shape.rust()),
                ("item", row.item.rust()),
                ("invocation", row.invocation.rust()),
                (
                    "url_at",
                    texts(row.url_at.split('.').filter(|it| !it.is_empty())),
                ),
                (
                    "properties",
                    format!("&[\n        {},\n    ]", properties?.join(",\n        ")),
                ),
                ("confidence", row.confidence.rust()),
                ("deprecated", row.deprecated.rust()),
                ("note", row.note.rust()),
            ],
        ));
    }
    text.push_str(&array("MODULE_KINDS", "ModuleKind", &items));
    text.push_str(
        "\n/// Kinds by attribute: positions in [`MODULE_KINDS`], sorted by attribute.\n",
    );
    text.push_str(&attributes(tables)?);
    Ok(text)
}

fn attributes(tables: &Tables) -> Result<String, Fault> {
    let kinds = tables.modules.iter().enumerate();
    let mut index: Vec<(&str, usize)> = kinds.map(|(at, row)| (&*row.attribute, at)).collect();
    index.sort_unstable();
    if let Some(pair) = index.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(fault(
            "modules.tsv",
            pair[0].0,
            "an attribute must be one kind's",
        ));
    }
    let items: Vec<String> = index
        .iter()
        .map(|(attribute, at)| format!("({}, {at})", attribute.rust()))
        .collect();
    Ok(array("ATTRIBUTES", "(&str, usize)", &items))
}

pub(super) fn targets(rows: &[TargetRow]) -> String {
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            item(
                "Target",
                &[
                    ("name", row.target.rust()),
                    ("argument", row.argument.rust()),
                    ("options", row.options.rust()),
                ],
            )
        })
        .collect();
    format!(
        "use crate::target::Target;\n\n{}",
        array("TARGETS", "Target", &items)
    )
}

/// The names of the objects in `types.tsv`.
pub(super) struct Types<'a>(BTreeSet<&'a str>);

impl<'a> Types<'a> {
    pub(super) fn of(rows: &'a [MemberRow]) -> Self {
        Self(rows.iter().map(|row| &*row.r#type).collect())
    }

    fn member(&self, row: &MemberRow) -> Result<String, Fault> {
        let ty = self.ty(&row.holds);
        Ok(item(
            "Property",
            &[
                ("name", row.property.rust()),
                ("argument", row.argument.rust()),
                (
                    "ty",
                    ty.map_err(|what| fault("types.tsv", &row.property, what))?,
                ),
                ("required", row.required.rust()),
                ("default", row.default.rust()),
                ("max_length", row.max_length.rust()),
                ("pattern", row.pattern.rust()),
                ("products", "&[]".to_owned()),
                ("forms", row.forms.rust()),
                ("confidence", row.confidence.rust()),
            ],
        ))
    }

    fn property(&self, row: &PropertyRow) -> Result<String, Fault> {
        let ty = self.ty(&row.holds);
        Ok(item(
            "Property",
            &[
                ("name", row.property.rust()),
                ("argument", row.argument.rust()),
                (
                    "ty",
                    ty.map_err(|what| fault("properties.tsv", &row.property, what))?,
                ),
                ("required", row.required.rust()),
                ("default", row.default.rust()),
                ("max_length", row.max_length.rust()),
                ("pattern", row.pattern.rust()),
                ("products", row.products.rust()),
                ("forms", "&[]".to_owned()),
                ("confidence", row.confidence.rust()),
            ],
        ))
    }

    /// The type of a `holds` cell.
    ///
    /// ```text
    /// holds := word | Name | "[" holds "]" | "enum(" value { "," value } ")" | "key(" kind { "," kind } ")"
    /// ```
    /// A `Name` starts with a capital letter and is a type in `types.tsv`.
    pub(super) fn ty(&self, cell: &str) -> Result<String, String> {
        let inside = |open: &str, close: &str| cell.strip_prefix(open)?.strip_suffix(close);
        if let Some(items) = inside("[", "]") {
            return Ok(format!("Type::Array(&{})", self.ty(items)?));
        }
        if let Some(values) = inside("enum(", ")") {
            return Ok(format!("Type::Enum({})", texts(values.split(','))));
        }
        if let Some(kinds) = inside("key(", ")") {
            return Ok(format!("Type::Key({})", texts(kinds.split(','))));
        }
        if let Some((_, name)) = WORDS.iter().find(|(word, _)| *word == cell) {
            return Ok(format!("Type::{name}"));
        }
        if self.0.contains(cell) {
            return Ok(format!("Type::Object(&{})", static_name(cell)));
        }
        Err(format!("unknown type `{cell}`"))
    }
}

const WORDS: [(&str, &str); 11] = [
    ("any", "Any"),
    ("boolean", "Boolean"),
    ("conditions", "Conditions"),
    ("event", "Event"),
    ("half_hours", "HalfHours"),
    ("i18n", "I18n"),
    ("integer", "Integer"),
    ("location", "Location"),
    ("map", "Map"),
    ("string", "String"),
    ("url", "Url"),
];

/// `WebItemTarget` → `WEB_ITEM_TARGET`.
fn static_name(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}
