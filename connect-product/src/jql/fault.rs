//! Why a query is refused.

/// What is wrong with a query, in the product's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault(pub(crate) String);
