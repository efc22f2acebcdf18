//! Errors of parsing a descriptor.

/// Why text could not be parsed as a descriptor. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// The text is not JSON.
    #[error("the descriptor is not JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// The line where parsing stopped.
        line: usize,
        /// The column where parsing stopped.
        column: usize,
        /// What was expected there.
        reason: String,
    },
    /// The text is nested so deeply that parsing it could overflow the stack.
    #[error(
        "the descriptor is nested too deeply at line {line}, column {column}: at most 127 levels"
    )]
    TooDeep {
        /// The line where parsing stopped.
        line: usize,
        /// The column where parsing stopped.
        column: usize,
    },
    /// The text is JSON, but not an object.
    #[error("the descriptor at line {line}, column {column} is {found}: it must be a JSON object")]
    NotAnObject {
        /// The line where the value starts.
        line: usize,
        /// The column where the value starts.
        column: usize,
        /// What it is: `a list`.
        found: &'static str,
    },
}
