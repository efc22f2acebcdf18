//! Deriving the tables from fact files, one module per derivation.

mod answers;
mod app_fields;
mod attributes;
mod context_parameters;
mod environments;
pub(super) mod forge;
mod forms;
mod modules;
mod names;
mod openapi;
mod operation_paging;
mod operation_parameters;
mod operations;
mod properties;
mod replacement;
mod responses;
mod scopes;
mod shape;
mod source;
mod supplements;
mod types;
mod words;

use super::Fault;
use super::table::Table;
use source::Source;
use std::path::Path;

/// Derives every table from the fact files in `from`, and from the hand-written tables of the
/// workspace at `root`.
pub(crate) fn derive(from: &Path, root: &Path) -> Result<Vec<Table>, Fault> {
    let source = Source::new(from);
    let modules = modules::derive(&source)?;
    let (conditions, parameters) = names::conditions(&source)?;
    let responses = responses::derive(&source)?;
    Ok(vec![
        Table::of(&modules.kinds)?,
        Table::of(&modules.properties)?,
        Table::of(&modules.members)?,
        Table::of(&names::locations(&source)?)?,
        Table::of(&names::events(&source)?)?,
        Table::of(&context_parameters::derive(&source)?)?,
        Table::of(&conditions)?,
        Table::of(&parameters)?,
        Table::of(&scopes::derive(&source)?)?,
        Table::of(&environments::derive(&source)?)?,
        Table::of(&app_fields::derive(&source)?)?,
        Table::of(&operations::derive(&source, root)?)?,
        Table::of(&answers::derive(&source)?)?,
        Table::of(&responses.responses)?,
        Table::of(&responses.shapes)?,
    ])
}
