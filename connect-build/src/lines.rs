//! Converting an offset in a file to its line and column.

use connect_model::Origin;

/// A text with the offsets of its lines.
#[derive(Debug)]
pub(crate) struct Lines<'s> {
    text: &'s str,
    /// The offset at which each line starts.
    begins: Vec<usize>,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            begins: std::iter::once(0).chain(after).collect(),
        }
    }

    /// The line of an offset, starting at 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.begins.partition_point(|begin| *begin <= offset)
    }

    /// The text on the line of an offset, before it.
    pub(crate) fn before(&self, offset: usize) -> &'s str {
        let begin = self.begin(self.line(offset));
        self.text.get(begin..offset).unwrap_or_default()
    }

    fn begin(&self, line: usize) -> usize {
        let index = line.saturating_sub(1);
        self.begins.get(index).copied().unwrap_or_default()
    }

    /// The location of an offset; its column is in characters, starting at 1.
    pub(crate) fn origin(&self, file: &str, offset: usize) -> Origin {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Origin {
            file: file.to_owned().into(),
            line: number(self.line(offset)),
            column: number(self.before(offset).chars().count() + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let lines = Lines::new("a\näöü x\r\n\nend");
        for (offset, expected) in [
            (0, "f:1:1"),
            (1, "f:1:2"),
            (2, "f:2:1"),
            (9, "f:2:5"),
            (12, "f:3:1"),
            (13, "f:4:1"),
            (99, "f:4:1"),
        ] {
            assert_eq!(lines.origin("f", offset).to_string(), expected, "{offset}");
        }
    }
}
