//! From fact files (JSON, with sources and evidence) to the tables that the model is built from
//! (one fact a line). Each table has its own derivation.

mod app_fields;
mod attributes;
mod context_parameters;
mod environments;
mod forms;
mod modules;
mod names;
mod openapi;
mod operation_parameters;
mod operations;
mod properties;
mod replacement;
mod scopes;
mod source;
mod table;
mod types;
mod words;

use source::{Fault, Source};
use std::path::Path;
use table::Table;

/// Derives every table from the fact files in `from`.
pub(crate) fn derive(from: &Path) -> Result<Vec<Table>, Fault> {
    let source = Source::new(from);
    let mut tables = modules::derive(&source)?;
    tables.push(names::locations(&source)?);
    tables.push(names::events(&source)?);
    tables.push(context_parameters::derive(&source)?);
    tables.push(names::conditions(&source)?);
    tables.push(scopes::derive(&source)?);
    tables.push(environments::derive(&source)?);
    tables.push(app_fields::derive(&source)?);
    tables.push(operations::derive(&source)?);
    Ok(tables)
}

/// Writes the tables; says on the standard output what each holds.
pub(crate) fn write(to: &Path, tables: &[Table]) -> Result<Option<String>, Fault> {
    for table in tables {
        let path = to.join(table.file);
        std::fs::write(&path, table.render()).map_err(|source| Fault::Write {
            path: path.clone(),
            source,
        })?;
        println!("{}: {} rows", table.file, table.len());
    }
    Ok(None)
}

/// Compares the tables with those on disk; `Some` is the difference, readable.
pub(crate) fn check(to: &Path, tables: &[Table]) -> Result<Option<String>, Fault> {
    let mut report = String::new();
    for table in tables {
        let path = to.join(table.file);
        let present = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(Fault::Read { path, source }),
        };
        if let Some(difference) = table.difference(&present) {
            report.push_str(&difference);
        }
    }
    if report.is_empty() {
        return Ok(None);
    }
    Ok(Some(format!(
        "the tables differ from the facts (- is in the table, + is in the facts):\n{report}\
         help: run the same command without `--check`"
    )))
}
