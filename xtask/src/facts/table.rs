//! A table as it is in the repository: a header, then one fact per line, sorted, with cells separated by
//! tabs. An empty cell is `-`, so that no line ends with whitespace.

use super::Fault;
use super::rows::Row;
use csv::{QuoteStyle, ReaderBuilder, StringRecord, WriterBuilder};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The text of a table.
#[derive(Debug)]
pub(crate) struct Table {
    folder: &'static str,
    pub(crate) file: &'static str,
    pub(crate) rows: usize,
    pub(crate) text: String,
}

const EMPTY: &str = "-";

impl Table {
    /// Writes rows, sorted. Whitespace inside a cell becomes single spaces: a tab would start a new
    /// cell.
    pub(crate) fn of<R: Row>(rows: &[R]) -> Result<Self, Fault> {
        let fault = |error: csv::Error| Fault::table(R::FILE, &error);
        let mut writer = WriterBuilder::new()
            .delimiter(b'\t')
            .from_writer(Vec::new());
        for row in rows {
            writer.serialize(row).map_err(fault)?;
        }
        let written = writer
            .into_inner()
            .map_err(|error| Fault::table(R::FILE, &error.into_error().into()))?;
        let mut reader = ReaderBuilder::new()
            .delimiter(b'\t')
            .from_reader(written.as_slice());
        let header = reader.headers().map_err(fault)?.clone();
        let mut lines = BTreeSet::new();
        for record in reader.records() {
            let cells: Vec<String> = record.map_err(fault)?.iter().map(clean).collect();
            lines.insert(cells);
        }
        let mut writer = WriterBuilder::new()
            .delimiter(b'\t')
            .quote_style(QuoteStyle::Never)
            .from_writer(Vec::new());
        writer.write_record(&header).map_err(fault)?;
        for cells in &lines {
            writer.write_record(cells).map_err(fault)?;
        }
        let text = writer
            .into_inner()
            .map_err(|error| Fault::table(R::FILE, &error.into_error().into()))?;
        Ok(Self {
            folder: R::FOLDER,
            file: R::FILE,
            rows: lines.len(),
            text: String::from_utf8_lossy(&text).into_owned(),
        })
    }

    /// Its path in the workspace at `root`.
    pub(crate) fn path(&self, root: &Path) -> PathBuf {
        root.join(self.folder).join(self.file)
    }

    /// A readable difference if `present` is not this table; `None` if it is.
    pub(crate) fn difference(&self, present: &str) -> Option<String> {
        if self.text == present {
            return None;
        }
        let old: BTreeSet<&str> = present.lines().collect();
        let new: BTreeSet<&str> = self.text.lines().collect();
        let mut report = format!("{}:\n", self.file);
        if old == new {
            report.push_str("  same lines, other order or line ends\n");
        }
        for line in old.symmetric_difference(&new) {
            let sign = if old.contains(line) { '-' } else { '+' };
            // Writing to a string cannot fail.
            let _ = writeln!(report, "  {sign} {line}");
        }
        Some(report)
    }
}

fn clean(cell: &str) -> String {
    let words: Vec<&str> = cell.split_whitespace().collect();
    if words.is_empty() {
        EMPTY.to_owned()
    } else {
        words.join(" ")
    }
}

/// Reads the rows of a table of the workspace at `root`: sorted, unique by their first cells, each cell
/// valid for its column.
pub(crate) fn read<R: Row>(root: &Path) -> Result<Vec<R>, Fault> {
    let path = root.join(R::FOLDER).join(R::FILE);
    let text = std::fs::read_to_string(&path).map_err(|source| Fault::Read { path, source })?;
    parse(&text)
}

fn parse<R: Row>(text: &str) -> Result<Vec<R>, Fault> {
    let fault = |error: csv::Error| Fault::table(R::FILE, &error);
    let mut reader = ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(fault)?.clone();
    let mut rows = Vec::new();
    let mut before: Vec<String> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let line = record.position().map_or(0, csv::Position::line);
        let key: Vec<String> = record.iter().take(R::KEY).map(str::to_owned).collect();
        if before >= key {
            return Err(Fault::Fact {
                at: format!("{}:{line}", R::FILE),
                what: "rows must be sorted and unique".to_owned(),
            });
        }
        before = key;
        let mut cells: StringRecord = record
            .iter()
            .map(|cell| if cell == EMPTY { "" } else { cell })
            .collect();
        cells.set_position(record.position().cloned());
        rows.push(cells.deserialize(Some(&header)).map_err(fault)?);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::super::rows::TargetRow;
    use super::*;

    fn rows() -> Vec<TargetRow> {
        ["b", "a"]
            .map(|name| TargetRow {
                target: name.to_owned(),
                argument: " two\twords ".to_owned(),
                options: List::default(),
            })
            .to_vec()
    }

    use super::super::cell::List;

    const TEXT: &str = "target\targument\toptions\na\ttwo words\t-\nb\ttwo words\t-\n";

    #[test]
    fn rows_are_sorted_and_empty_cells_are_visible() {
        assert_eq!(Table::of(&rows()).unwrap().text, TEXT);
    }

    #[test]
    fn what_is_written_is_read() {
        let read: Vec<TargetRow> = parse(TEXT).unwrap();
        assert_eq!(Table::of(&read).unwrap().text, TEXT);
    }

    #[test]
    fn the_difference_shows_both_sides() {
        let table = Table::of(&rows()).unwrap();
        assert_eq!(table.difference(TEXT), None);
        assert_eq!(
            table
                .difference(&TEXT.replace("a\ttwo", "a\tone"))
                .as_deref(),
            Some("targets.tsv:\n  - a\tone words\t-\n  + a\ttwo words\t-\n")
        );
        let report = table
            .difference("target\targument\toptions\nb\ttwo words\t-\na\ttwo words\t-\n")
            .unwrap();
        assert!(report.contains("other order"), "{report}");
    }

    #[test]
    fn a_wrong_table_is_refused_by_line_and_column() {
        let fault = |text: &str| parse::<TargetRow>(text).unwrap_err().to_string();
        let unsorted = fault("target\targument\toptions\nb\tb\t-\na\ta\t-\n");
        assert_eq!(unsorted, "targets.tsv:3: rows must be sorted and unique");
        let column = fault("target\targument\tchoices\na\ta\t-\n");
        assert!(column.contains("choices"), "{column}");
        let short = fault("target\targument\toptions\na\ta\n");
        assert!(
            short.contains("targets.tsv") && short.contains("line: 2"),
            "{short}"
        );
    }
}
