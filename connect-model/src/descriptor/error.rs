//! Why a text is not a descriptor.

/// Why a text could not be read as a descriptor. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// The text is not JSON.
    #[error("the descriptor is not JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// The line where reading stopped.
        line: usize,
        /// The column where reading stopped.
        column: usize,
        /// What was expected there.
        reason: String,
    },
    /// The text is nested so deeply that reading it would endanger the stack.
    #[error(
        "the descriptor is nested too deeply at line {line}, column {column}: at most 127 levels"
    )]
    TooDeep {
        /// The line where reading stopped.
        line: usize,
        /// The column where reading stopped.
        column: usize,
    },
    /// The text is JSON, but not an object.
    #[error("the descriptor at line {line}, column {column} is {found}: it must be a JSON object")]
    NotAnObject {
        /// The line where the value begins.
        line: usize,
        /// The column where the value begins.
        column: usize,
        /// What it is: `a list`.
        found: &'static str,
    },
}
