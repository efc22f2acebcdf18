//! What the developer needs to know, one line each.

use crate::parse::Lines;
use crate::text::printable;

/// Something that was not preserved exactly, or that the new package needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The line of the descriptor that it is about, starting at 1.
    pub line: usize,
    /// What happened to it.
    pub message: String,
    /// The JSON pointer of what it is about; empty for the whole descriptor.
    pub pointer: String,
}

/// Collects diagnostics during an import.
#[derive(Debug)]
pub(crate) struct Diagnostics<'a> {
    lines: &'a Lines,
    reported: Vec<Diagnostic>,
}

impl<'a> Diagnostics<'a> {
    pub(crate) fn new(lines: &'a Lines) -> Self {
        Self {
            lines,
            reported: Vec::new(),
        }
    }

    /// An empty collection about the same descriptor, for an attempt that may be discarded.
    pub(crate) fn fork(&self) -> Self {
        Self::new(self.lines)
    }

    pub(crate) fn report(&mut self, pointer: &str, message: impl Into<String>) {
        self.report_as(pointer, pointer, message);
    }

    /// Reports at the line of one pointer what the comparison of descriptors identifies by another.
    pub(crate) fn report_as(&mut self, line_of: &str, pointer: &str, message: impl Into<String>) {
        self.reported.push(Diagnostic {
            line: self.lines.of(line_of).unwrap_or(1),
            message: message.into(),
            pointer: pointer.to_owned(),
        });
    }

    pub(crate) fn append(&mut self, other: Diagnostics<'_>) {
        self.reported.extend(other.reported);
    }

    /// Removes what was reported about a value or anything inside it.
    pub(crate) fn forget_inside(&mut self, pointer: &str) {
        let inside = |one: &str| {
            let rest = one.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.reported.retain(|one| !inside(&one.pointer));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.reported.iter()
    }

    /// All diagnostics sorted by line, without duplicates.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.reported;
        all.sort();
        all.dedup();
        for one in &mut all {
            one.message = printable(&one.message);
        }
        all
    }
}
