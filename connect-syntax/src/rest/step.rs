//! One argument of a call, ready to be expanded.

use connect_model::operation::{Cardinality, Parameter, ValueKind};
use syn::Expr;

use super::body::BodyKind;
use super::literal::GivenValue;

/// One argument of a call.
#[allow(
    clippy::large_enum_variant,
    reason = "a handful for each call, read once and dropped"
)]
#[derive(Debug, Clone)]
pub enum Step {
    /// A path parameter.
    Path {
        /// Its name in the path.
        name: &'static str,
        /// Its value.
        value: GivenValue,
    },
    /// A query parameter.
    Query {
        /// Its name on the wire.
        name: String,
        /// Whether several values are sent as one, joined by commas.
        joined: bool,
        /// What the value must be.
        shape: ValueShape,
        /// Its value.
        value: GivenValue,
    },
    /// A header.
    Header {
        /// Its name in lower case.
        name: String,
        /// Its value.
        value: GivenValue,
    },
    /// The body.
    Body {
        /// How it is written.
        kind: BodyKind,
        /// What is sent.
        value: Expr,
    },
}

/// The required type of a query parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueShape {
    /// Whether any number of values is accepted.
    pub many: bool,
    /// What each value is.
    pub holds: ValueKind,
}

impl ValueShape {
    pub(super) fn of(parameter: &Parameter) -> Self {
        Self {
            many: parameter.cardinality() != Cardinality::Once,
            holds: parameter.value_kind(),
        }
    }
}
