//! Collecting the problems and warnings found in a descriptor.

use connect_model::Unknown;
use serde_json::{Map, Value};

use crate::error::DescriptorProblem;

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<DescriptorProblem>,
    pub(super) warnings: Vec<DescriptorProblem>,
}

impl Findings {
    pub(super) fn problem(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(finding(path, message, None));
    }

    pub(super) fn problem_with_help(
        &mut self,
        path: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(finding(path, message, Some(help.into())));
    }

    pub(super) fn warning(&mut self, path: &str, message: impl Into<String>) {
        self.warnings.push(finding(path, message, None));
    }

    pub(super) fn warning_with_help(&mut self, path: &str, message: String, help: Option<String>) {
        self.warnings.push(finding(path, message, help));
    }

    /// A name that the facts don't know: a host would accept it, but it is probably a typo.
    pub(super) fn unknown(&mut self, path: &str, unknown: &Unknown, consequence: &str) {
        let message = format!("{unknown}; {consequence}");
        self.warning_with_help(path, message, unknown.suggestion());
    }

    /// A member that must be text if present.
    pub(super) fn text<'a>(
        &mut self,
        object: &'a Map<String, Value>,
        name: &str,
        path: &str,
    ) -> Option<&'a str> {
        match object.get(name)? {
            Value::String(text) => Some(text),
            other => {
                self.problem(path, format!("must be text, not {}", kind_of(other)));
                None
            }
        }
    }
}

fn finding(path: &str, message: impl Into<String>, help: Option<String>) -> DescriptorProblem {
    DescriptorProblem {
        path: path.to_owned(),
        message: message.into(),
        help,
    }
}

/// The name of a JSON value's type in messages.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
