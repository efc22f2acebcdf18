//! Reading a table: a header, then rows of as many cells, sorted and unique by their first cells.

use std::fmt::Write as _;
use std::path::Path;

/// One line of a table.
#[derive(Debug)]
pub(crate) struct Row {
    /// `facts/modules.tsv:12`.
    pub(crate) at: String,
    cells: Vec<String>,
}

impl Row {
    /// The cell of a column; a cell of `-` is empty.
    pub(crate) fn cell(&self, column: usize) -> &str {
        match self.cells.get(column).map(String::as_str) {
            None | Some("-") => "",
            Some(cell) => cell,
        }
    }

    pub(crate) fn fault<T>(&self, what: impl std::fmt::Display) -> Result<T, String> {
        Err(format!("{}: {what}", self.at))
    }

    /// The cell as a Rust string literal.
    pub(crate) fn text(&self, column: usize) -> String {
        literal(self.cell(column))
    }

    /// The cell as `Some("…")` or `None`.
    pub(crate) fn optional(&self, column: usize) -> String {
        match self.cell(column) {
            "" => "None".to_owned(),
            cell => format!("Some({})", literal(cell)),
        }
    }

    /// The cell as `Some(12)` or `None`.
    pub(crate) fn number(&self, column: usize) -> Result<String, String> {
        match self.cell(column) {
            "" => Ok("None".to_owned()),
            cell => match cell.parse::<u32>() {
                Ok(number) => Ok(format!("Some({number})")),
                Err(_) => self.fault(format!("`{cell}` must be a number")),
            },
        }
    }

    /// The cell as `true` or `false`.
    pub(crate) fn flag(&self, column: usize) -> Result<&'static str, String> {
        match self.cell(column) {
            "true" => Ok("true"),
            "false" => Ok("false"),
            cell => self.fault(format!("`{cell}` must be `true` or `false`")),
        }
    }

    /// The members of a list.
    pub(crate) fn list(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cell(column).split(',').filter(|item| !item.is_empty())
    }

    /// The cell as `&["…", "…"]`.
    pub(crate) fn texts(&self, column: usize) -> String {
        literals(self.list(column))
    }

    /// One of a few words, each with the Rust name that it stands for.
    pub(crate) fn word(&self, column: usize, words: &[(&str, &str)]) -> Result<String, String> {
        let cell = self.cell(column);
        match words.iter().find(|(word, _)| *word == cell) {
            Some((_, name)) => Ok((*name).to_owned()),
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                self.fault(format!(
                    "unknown word `{cell}`, must be one of {}",
                    known.join(", ")
                ))
            }
        }
    }

    pub(crate) fn confidence(&self, column: usize) -> Result<String, String> {
        self.word(
            column,
            &[
                ("official", "Confidence::Official"),
                ("observed", "Confidence::Observed"),
                ("unverified", "Confidence::Unverified"),
            ],
        )
    }

    pub(crate) fn product(&self, column: usize) -> Result<String, String> {
        self.product_named(self.cell(column))
    }

    /// The cell as `&[Product::Jira, …]`.
    pub(crate) fn products(&self, column: usize) -> Result<String, String> {
        let products: Result<Vec<_>, _> = self
            .list(column)
            .map(|name| self.product_named(name))
            .collect();
        Ok(format!("&[{}]", products?.join(", ")))
    }

    fn product_named(&self, name: &str) -> Result<String, String> {
        Ok(match name {
            "jira" => "Product::Jira",
            "jira-software" => "Product::JiraSoftware",
            "jira-service-management" => "Product::JiraServiceManagement",
            "confluence" => "Product::Confluence",
            "bitbucket" => "Product::Bitbucket",
            "common" => "Product::Common",
            other => return self.fault(format!("unknown product `{other}`")),
        }
        .to_owned())
    }
}

/// Reads a table whose columns must be `header`, and whose first `key` cells tell rows apart.
pub(crate) fn read(
    folder: &Path,
    file: &str,
    header: &[&str],
    key: usize,
) -> Result<Vec<Row>, String> {
    let path = folder.join(file);
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    let mut lines = text.lines().enumerate();
    let Some((_, first)) = lines.next() else {
        return Err(format!("{name}:1: must have a header"));
    };
    if first.split('\t').ne(header.iter().copied()) {
        return Err(format!(
            "{name}:1: the columns must be {}",
            header.join(", ")
        ));
    }
    let mut rows: Vec<Row> = Vec::new();
    for (index, line) in lines {
        let row = Row {
            at: format!("{name}:{}", index + 1),
            cells: line.split('\t').map(str::to_owned).collect(),
        };
        if row.cells.len() != header.len() {
            let found = row.cells.len();
            return row.fault(format!("must have {} cells, not {found}", header.len()));
        }
        if let Some(before) = rows.last()
            && before.cells[..key] >= row.cells[..key]
        {
            return row.fault("rows must be sorted and unique");
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A Rust string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// `&["…", "…"]`.
pub(crate) fn literals<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut out = "&[".to_owned();
    for text in texts {
        // Writing to a string cannot fail.
        let _ = write!(out, "{text:?}, ");
    }
    out.push(']');
    out
}
