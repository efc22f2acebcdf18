//! The parameters of an operation.

use super::packed::{self, Name, Value};
use crate::fact::Unknown;
use std::fmt;

/// A path, query or header parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Parameter {
    pub(crate) name: Name,
    pub(crate) argument: Name,
    pub(crate) value: Value,
    pub(crate) cardinality: Cardinality,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
}

/// The type of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueKind {
    /// Any text.
    String,
    /// An integer.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of [`Parameter::words`].
    Enum,
}

/// How a parameter takes several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cardinality {
    /// It doesn't: the parameter has one value.
    Once,
    /// As repeated parameters: `id=1&id=2`.
    Repeated,
    /// Joined by commas: `id=1,2`.
    Joined,
}

impl Parameter {
    /// The name on the wire: `body-format`.
    pub fn name(&self) -> &'static str {
        self.name.text()
    }

    /// The name as an identifier, for a macro's argument: `body_format`. It may be a Rust keyword,
    /// such as `type`.
    pub fn argument(&self) -> &'static str {
        self.argument.text()
    }

    /// Whether this is its name, on the wire or as an identifier.
    pub fn is(&self, name: &str) -> bool {
        self.name() == name || self.argument() == name
    }

    /// The type of one value.
    pub fn value_kind(&self) -> ValueKind {
        match self.value {
            Value::String => ValueKind::String,
            Value::Integer => ValueKind::Integer,
            Value::Boolean => ValueKind::Boolean,
            Value::Enum(_) => ValueKind::Enum,
        }
    }

    /// The allowed words of an [`ValueKind::Enum`]; empty for the others.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        let words: &'static [u16] = match self.value {
            Value::Enum(words) => packed::nth_list(words.0, 0),
            _ => &[],
        };
        words.iter().map(|word| Name(*word).text())
    }

    /// How it takes several values.
    pub fn cardinality(&self) -> Cardinality {
        self.cardinality
    }

    /// Whether it is required.
    pub fn required(&self) -> bool {
        self.required
    }

    /// Whether the document marks it as deprecated.
    pub fn deprecated(&self) -> bool {
        self.deprecated
    }

    /// Checks the text of one value, to the extent possible without the product.
    ///
    /// ```
    /// use connect_model::{Method, Product};
    /// use connect_model::operation::check_operation;
    /// let operation = check_operation(Product::Jira, Method::Get, "/rest/api/3/issue/{issueIdOrKey}").unwrap();
    /// let parameter = operation.query_parameter("updateHistory").unwrap();
    /// let wrong = parameter.check("yes").unwrap_err();
    /// assert_eq!(wrong.to_string(), r#"`updateHistory` must be `true` or `false`, not "yes""#);
    /// ```
    ///
    /// # Errors
    /// [`WrongValue`], with the expected form.
    pub fn check(&self, value: &str) -> Result<(), WrongValue> {
        let fine = match self.value_kind() {
            ValueKind::String => true,
            ValueKind::Integer => value.parse::<i64>().is_ok(),
            ValueKind::Boolean => matches!(value, "true" | "false"),
            ValueKind::Enum => self.words().any(|word| word == value),
        };
        if fine {
            return Ok(());
        }
        Err(WrongValue {
            parameter: *self,
            value: value.to_owned(),
        })
    }

    /// The expected form of a value: `an integer`, `` one of `asc`, `desc` ``.
    pub fn must_be(&self) -> String {
        match self.value_kind() {
            ValueKind::String => "a string".to_owned(),
            ValueKind::Integer => "an integer".to_owned(),
            ValueKind::Boolean => "`true` or `false`".to_owned(),
            ValueKind::Enum => {
                let words: Vec<String> = self.words().map(|word| format!("`{word}`")).collect();
                match &words[..] {
                    [only] => only.clone(),
                    _ => format!("one of {}", words.join(", ")),
                }
            }
        }
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameter")
            .field("name", &self.name())
            .field("value_kind", &self.value_kind())
            .field("words", &self.words().collect::<Vec<_>>())
            .field("cardinality", &self.cardinality)
            .field("required", &self.required)
            .field("deprecated", &self.deprecated)
            .finish()
    }
}

/// A value that a parameter doesn't accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` must be {}, not {value:?}", parameter.name(), parameter.must_be())]
pub struct WrongValue {
    /// The parameter.
    pub parameter: Parameter,
    /// The value as it was written.
    pub value: String,
}

/// The parameter with this name, or the nearest ones: all of them if there are few.
pub(super) fn find<'a>(
    what: impl FnOnce() -> String,
    name: &str,
    parameters: impl Iterator<Item = &'a Parameter> + Clone,
) -> Result<&'a Parameter, Unknown> {
    if let Some(found) = parameters.clone().find(|parameter| parameter.is(name)) {
        return Ok(found);
    }
    let mut unknown = Unknown::new(what(), name, parameters.clone().map(Parameter::argument));
    if unknown.nearest.is_empty() && parameters.clone().count() <= 3 {
        unknown.nearest = parameters.map(Parameter::argument).collect();
    }
    Err(unknown)
}
