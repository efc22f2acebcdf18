//! Source locations.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The location of an item in the app's sources, to which every message about it refers.
///
/// ```
/// use connect_model::Origin;
///
/// let origin = Origin::new("src/panels.rs", 12, 1);
/// assert_eq!(origin.to_string(), "src/panels.rs:12:1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The file, relative to the package or to the workspace.
    pub file: Cow<'static, str>,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
}

impl Origin {
    /// An origin with a static file name, from `file!()`.
    #[must_use]
    pub const fn new(file: &'static str, line: u32, column: u32) -> Self {
        Self {
            file: Cow::Borrowed(file),
            line,
            column,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
