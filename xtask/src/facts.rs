//! The facts about the platform: from fact files (JSON, with sources and evidence) to tables (one
//! fact per line), and from the tables to the checked-in Rust.

mod cell;
mod paging;
mod rows;
mod rust;
mod sources;
mod table;
mod tables;

use tables::Tables;

use std::path::{Path, PathBuf};

/// Why facts could not be derived, read, written or compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A file could not be read.
    #[error("{} can't be read", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("{} can't be written", path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A fact file is not JSON.
    #[error("{} is not JSON", path.display())]
    Json {
        path: PathBuf,
        source: serde_json::Error,
    },
    /// A fact is not what its reader expects.
    #[error("{at}: {what}")]
    Fact { at: String, what: String },
}

impl Fault {
    fn table(file: &str, error: &csv::Error) -> Self {
        Self::Fact {
            at: file.to_owned(),
            what: error.to_string(),
        }
    }
}

/// Derives the tables from the fact files in `from`, and compares them with those of the
/// workspace at `root`, or writes them. `Some` is the difference in readable form.
pub(crate) fn derive(from: &Path, root: &Path, check: bool) -> Result<Option<String>, Fault> {
    put(&sources::derive(from, root)?, root, check)
}

/// Like [`derive()`], for the tables about Forge, from the mapping tables in `from`.
pub(crate) fn derive_forge(from: &Path, root: &Path, check: bool) -> Result<Option<String>, Fault> {
    put(&sources::forge::derive(from)?, root, check)
}

fn put(tables: &[table::Table], root: &Path, check: bool) -> Result<Option<String>, Fault> {
    let mut report = String::new();
    for table in tables {
        let path = table.path(root);
        if !check {
            write(&path, &table.text)?;
            println!("{}: {} rows", table.file, table.rows);
        } else if let Some(difference) = table.difference(&present(&path)?) {
            report.push_str(&difference);
        }
    }
    Ok((!report.is_empty()).then(|| {
        format!(
            "the tables differ from the facts (- is in the table, + is in the facts):\n{report}\
             help: run the same command without `--check`"
        )
    }))
}

/// Generates the checked-in Rust from the tables of the workspace at `root`, and compares it with the
/// existing files, or writes it. `Some` lists the files that differ.
pub(crate) fn generate(root: &Path, check: bool) -> Result<Option<String>, Fault> {
    let tables = Tables::read(root)?;
    let mut report = String::new();
    for (path, text) in rust::files(&tables)? {
        let full = root.join(path);
        if !check {
            write(&full, &text)?;
        } else if present(&full)? != text {
            report.push_str(&format!("  {path}\n"));
        }
    }
    Ok((!report.is_empty()).then(|| {
        format!(
            "generated Rust differs from the tables:\n{report}\
             help: run `cargo xtask facts`"
        )
    }))
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder
        .and_then(|()| std::fs::write(path, text))
        .map_err(|source| Fault::Write {
            path: path.to_owned(),
            source,
        })
}

/// A file's text; empty if there is no such file.
fn present(path: &Path) -> Result<String, Fault> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(source) => Err(Fault::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::rows::{
        AnswerRow, AppArgumentRow, AppFieldRow, ConditionParameterRow, ConditionRow,
        ConnectOperationRow, ContextParameterRow, EnvironmentRow, EventRow, ForgeConditionRow,
        ForgeContextRow, ForgeEventRow, ForgeModuleRow, ForgePropertyRow, ForgeTargetRow,
        LocationRow, MemberRow, ModuleRow, OperationRow, PropertyRow, ResponseRow, Row, ScopeRow,
        ShapeRow, TargetRow,
    };
    use super::table::{Table, read};
    use super::*;
    use std::collections::BTreeSet;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn the_checked_in_rust_is_that_of_the_tables() {
        assert_eq!(generate(&root(), true).unwrap(), None);
    }

    /// Checks that it is sorted and unique, that each cell is valid for its column, and without extra blanks.
    fn is_tidy<R: Row>() {
        let rows: Vec<R> = read(&root()).unwrap();
        assert!(!rows.is_empty(), "{}", R::FILE);
        let table = Table::of(&rows).unwrap();
        let text = std::fs::read_to_string(table.path(&root())).unwrap();
        assert_eq!(table.difference(&text), None);
    }

    #[test]
    fn each_table_is_tidy() {
        is_tidy::<ModuleRow>();
        is_tidy::<PropertyRow>();
        is_tidy::<MemberRow>();
        is_tidy::<TargetRow>();
        is_tidy::<LocationRow>();
        is_tidy::<EventRow>();
        is_tidy::<ContextParameterRow>();
        is_tidy::<ConditionRow>();
        is_tidy::<ConditionParameterRow>();
        is_tidy::<ScopeRow>();
        is_tidy::<EnvironmentRow>();
        is_tidy::<AppFieldRow>();
        is_tidy::<AppArgumentRow>();
        is_tidy::<OperationRow>();
        is_tidy::<ConnectOperationRow>();
        is_tidy::<AnswerRow>();
        is_tidy::<ResponseRow>();
        is_tidy::<ShapeRow>();
        is_tidy::<ForgeTargetRow>();
        is_tidy::<ForgeModuleRow>();
        is_tidy::<ForgePropertyRow>();
        is_tidy::<ForgeEventRow>();
        is_tidy::<ForgeContextRow>();
        is_tidy::<ForgeConditionRow>();
    }

    /// Deriving needs the fact files; what is written by hand must not depend on them.
    #[test]
    fn what_no_document_has_is_among_the_operations() {
        let all: Vec<OperationRow> = read(&root()).unwrap();
        let by_hand: Vec<ConnectOperationRow> = read(&root()).unwrap();
        for row in by_hand {
            let row = OperationRow::from(row);
            assert!(all.contains(&row), "{} {}", row.method, row.path);
        }
    }

    #[test]
    fn each_type_is_used() {
        let tables = Tables::read(&root()).unwrap();
        let of_members = tables.members.iter().map(|row| &row.holds);
        let of_kinds = tables.properties.iter().map(|row| &row.holds);
        let used: BTreeSet<&str> = of_members
            .chain(of_kinds)
            .map(|holds| holds.trim_matches(['[', ']']))
            .collect();
        for row in &tables.members {
            assert!(used.contains(&*row.r#type), "{}", row.r#type);
        }
    }
}
