//! A table as it lies in the repository: a header, then one fact a line, sorted.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// One table. Cells are separated by tabs; `-` is an empty cell, so that no line ends in a blank.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) file: &'static str,
    header: &'static [&'static str],
    rows: BTreeSet<Vec<String>>,
}

impl Table {
    pub(crate) fn new(file: &'static str, header: &'static [&'static str]) -> Self {
        Table {
            file,
            header,
            rows: BTreeSet::new(),
        }
    }

    /// Adds a row. White space inside a cell becomes single blanks: a tab would be a new cell.
    pub(crate) fn push<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.header.len(), "{}", self.file);
        let clean = |cell: String| {
            let words: Vec<&str> = cell.split_whitespace().collect();
            if words.is_empty() {
                "-".to_owned()
            } else {
                words.join(" ")
            }
        };
        self.rows.insert(cells.into_iter().map(clean).collect());
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn render(&self) -> String {
        let mut text = self.header.join("\t");
        text.push('\n');
        for row in &self.rows {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        text
    }

    /// What a reader must know when `present` is not this table; `None` when it is.
    pub(crate) fn difference(&self, present: &str) -> Option<String> {
        let derived = self.render();
        if derived == present {
            return None;
        }
        let old: BTreeSet<&str> = present.lines().collect();
        let new: BTreeSet<&str> = derived.lines().collect();
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

/// `true` and `false`, as a cell.
pub(crate) fn flag(value: bool) -> String {
    value.to_string()
}

/// A list, as a cell.
pub(crate) fn list<I: IntoIterator<Item = S>, S: Into<String>>(items: I) -> String {
    items
        .into_iter()
        .map(Into::into)
        .collect::<Vec<String>>()
        .join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("things.tsv", &["thing", "note"]);
        table.push(["b".to_owned(), String::new()]);
        table.push(["a".to_owned(), " two\twords ".to_owned()]);
        table
    }

    #[test]
    fn rows_are_sorted_and_empty_cells_are_visible() {
        assert_eq!(table().render(), "thing\tnote\na\ttwo words\nb\t-\n");
    }

    #[test]
    fn the_difference_shows_both_sides() {
        assert_eq!(table().difference(&table().render()), None);
        assert_eq!(
            table()
                .difference("thing\tnote\na\tone word\nb\t-\n")
                .as_deref(),
            Some("things.tsv:\n  - a\tone word\n  + a\ttwo words\n")
        );
        let report = table()
            .difference("thing\tnote\nb\t-\na\ttwo words\n")
            .unwrap_or_default();
        assert!(report.contains("other order"), "{report}");
    }
}
