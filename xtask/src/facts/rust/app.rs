//! The arguments of `app!`, from two tables: what the platform documents about a descriptor's fields, and
//! what `app!` makes of them.

use super::super::Tables;
use super::super::cell::Rust;
use super::super::rows::AppArgumentRow;
use super::modules::Types;
use super::{Fault, array, fault, item, scopes, texts};

pub(super) fn text(tables: &Tables) -> Result<String, Fault> {
    let rows = &tables.app_arguments;
    known(tables)?;
    let mut fields = Vec::new();
    for row in rows.iter().filter(|row| is_field(row)) {
        fields.push(field(tables, row)?);
    }
    let about: Vec<String> = rows
        .iter()
        .filter(|row| is_field(row))
        .map(|row| format!("({}, {})", row.field.rust(), row.about.rust()))
        .collect();
    let written: Vec<String> = rows
        .iter()
        .filter(|row| !row.written_by.is_empty())
        .map(|row| {
            item(
                "WrittenForYou",
                &[
                    ("name", row.field.rust()),
                    ("argument", row.argument.rust()),
                    ("by", row.written_by.rust()),
                ],
            )
        })
        .collect();
    let addresses: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let at = texts(row.field.split('.'));
            Some(item(
                "Addressed",
                &[("at", at), ("is", row.address?.rust())],
            ))
        })
        .collect();
    let migrations = tables
        .app_fields
        .iter()
        .find(|row| row.field == "apiMigrations");
    let mut migrations: Vec<&String> = migrations.iter().flat_map(|row| &row.names.0).collect();
    migrations.sort_unstable();
    let migrations: Vec<String> = migrations.into_iter().map(Rust::rust).collect();
    let arrays = [
        array("FIELDS", "Property", &fields),
        array("ABOUT", "(&str, &str)", &about),
        array("WRITTEN_FOR_YOU", "WrittenForYou", &written),
        array("ADDRESSES", "Addressed", &addresses),
        array("MIGRATIONS", "&str", &migrations),
    ];
    Ok(format!(
        "use crate::app_field::{{Address, Addressed, WrittenForYou}};\nuse crate::fact::Confidence;\n\
         use crate::module_kind::{{Property, Type}};\nuse crate::product::Product;\n\n{}",
        arrays.join("\n")
    ))
}

/// Checks that each descriptor field has a row, or is a member of one that the framework writes; and
/// that each row is about a field, except for the one argument that is about descriptors.
fn known(tables: &Tables) -> Result<(), Fault> {
    for field in &tables.app_fields {
        let top = field.field.split('.').next().unwrap_or_default();
        let found = tables
            .app_arguments
            .iter()
            .any(|row| row.field == field.field || row.field == top && !row.written_by.is_empty());
        if !found {
            let what = "must have a row in app_arguments.tsv";
            return Err(fault("app_fields.tsv", &field.field, what));
        }
    }
    for row in &tables.app_arguments {
        let name = row.field.trim_end_matches(".*");
        let found = tables.app_fields.iter().any(|field| field.field == name);
        if !found && !row.about.ends_with(NOT_IN_DESCRIPTOR) {
            let what = "must be a field of app_fields.tsv";
            return Err(fault("app_arguments.tsv", &row.field, what));
        }
    }
    Ok(())
}

/// The end of the text about a field that concerns the app and is in no descriptor.
const NOT_IN_DESCRIPTOR: &str = "not part of the descriptor";

/// Whether it is an argument of `app!` itself.
fn is_field(row: &AppArgumentRow) -> bool {
    !row.holds.is_empty() && !row.field.contains('.')
}

fn field(tables: &Tables, row: &AppArgumentRow) -> Result<String, Fault> {
    let fact = tables.app_fields.iter().find(|it| it.field == row.field);
    let name = row.field.rsplit('.').next().unwrap_or_default();
    Ok(item(
        "Property",
        &[
            ("name", name.rust()),
            ("argument", row.argument.rust()),
            ("ty", ty(tables, row)?),
            ("required", fact.is_some_and(|it| it.required).rust()),
            ("default", row.default.rust()),
            ("max_length", fact.and_then(|it| it.max_length).rust()),
            ("pattern", "None".to_owned()),
            (
                "products",
                fact.map_or_else(|| "&[]".to_owned(), |it| it.products.rust()),
            ),
            ("forms", "&[]".to_owned()),
            ("confidence", row.confidence.rust()),
        ],
    ))
}

/// The type of a `holds` cell: as in `properties.tsv`, or `object` with the members that have
/// their own rows, `[names]` for a list of those in `app_fields.tsv`, `[scopes]`.
fn ty(tables: &Tables, row: &AppArgumentRow) -> Result<String, Fault> {
    let fact = tables.app_fields.iter().find(|it| it.field == row.field);
    match row.holds.as_str() {
        "object" => {
            let below = format!("{}.", row.field);
            let mut members = Vec::new();
            let own = tables
                .app_arguments
                .iter()
                .filter(|it| it.field.starts_with(&below) && !it.holds.is_empty());
            for member in own {
                members.push(field(tables, member)?);
            }
            Ok(format!("Type::Object(&[{}])", members.join(", ")))
        }
        "[names]" => {
            let names = fact.map_or_else(|| "&[]".to_owned(), |it| it.names.rust());
            Ok(format!("Type::Array(&Type::Enum({names}))"))
        }
        "[scopes]" => Ok(format!(
            "Type::Array(&Type::Enum({}))",
            texts(scopes::names(&tables.scopes))
        )),
        holds => Types::of(&tables.members)
            .ty(holds)
            .map_err(|what| fault("app_arguments.tsv", &row.field, what)),
    }
}
