//! Why nothing was imported.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Each says what to do, or where to look.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ImportError {
    #[error("could not read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is a folder: name the descriptor in it, such as {}", .0.display(), .0.join("atlassian-connect.json").display())]
    Folder(PathBuf),
    #[error("{} is larger than {limit} MiB: that is no app descriptor", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{0}")]
    Fault(Box<Snippet>),
    #[error("{} exists and is not empty: name another folder with --to", .0.display())]
    Exists(PathBuf),
    #[error("`{0}` is no package name: name one of letters, digits and `-` with --name")]
    Name(String),
    #[error("could not write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// A fault of the text, with the line that it is in.
#[derive(Debug)]
pub struct Snippet {
    pub(super) path: PathBuf,
    pub(super) line: usize,
    /// Counted in bytes from 1, as JSON readers do.
    pub(super) column: usize,
    pub(super) message: String,
    pub(super) source_line: String,
}

/// The widest piece of a line that is shown.
const SHOWN: usize = 80;

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.column.saturating_sub(1);
        // Bytes to letters: what stands before the fault, tabs as one.
        let mut at = 0;
        let letters: Vec<char> = self
            .source_line
            .char_indices()
            .map(|(byte, letter)| {
                at += usize::from(byte < before);
                if letter.is_control() { ' ' } else { letter }
            })
            .collect();
        writeln!(f, "{}", self.message)?;
        let margin = " ".repeat(self.line.to_string().len());
        let column = if letters.is_empty() { before } else { at } + 1;
        write!(
            f,
            "{margin}--> {}:{}:{column}",
            self.path.display(),
            self.line
        )?;
        if letters.is_empty() {
            return Ok(());
        }
        let start = at.saturating_sub(SHOWN / 2);
        let shown: String = letters.iter().skip(start).take(SHOWN).collect();
        write!(
            f,
            "\n{margin} |\n{} | {}\n{margin} | {}^",
            self.line,
            shown.trim_end(),
            " ".repeat(at - start)
        )
    }
}
