//! How often the app is expected to call an operation.

use std::collections::BTreeMap;
use std::fmt;

use connect_model::operation::Operation;

use super::call::{RestCall, RestSender};
use super::operations::OperationKey;

/// How many calls of an operation that was not called as expected are shown.
const SHOWN: usize = 5;

/// What is expected of each operation.
#[derive(Default)]
pub(super) struct Expectations(BTreeMap<OperationKey, Expected>);

struct Expected {
    operation: &'static Operation,
    calls: usize,
    /// Since then.
    seen: usize,
    /// The first of them.
    first: Vec<String>,
}

/// An operation that the app did not call as often as expected. See
/// [`Route::expect`](super::Route::expect).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnexpectedCalls {
    /// Its method and documented path: `POST /rest/api/3/issue/{issueIdOrKey}/comment`.
    pub operation: String,
    /// How often it was to be called.
    pub expected: usize,
    /// How often it was.
    pub seen: usize,
    /// The first of these calls, each in a line.
    pub calls: Vec<String>,
}

impl Expectations {
    /// From now on.
    pub(super) fn expect(&mut self, operation: &'static Operation, calls: usize) {
        let expected = Expected {
            operation,
            calls,
            seen: 0,
            first: Vec::new(),
        };
        self.0
            .insert((operation.method(), operation.path()), expected);
    }

    pub(super) fn see(&mut self, call: &RestCall) {
        if self.0.is_empty() || call.sender == RestSender::Person {
            return;
        }
        let called = |expected: &&mut Expected| {
            call.path == Some(expected.operation.path())
                && call.method.as_str() == expected.operation.method().name()
        };
        if let Some(expected) = self.0.values_mut().find(called) {
            expected.seen += 1;
            if expected.first.len() < SHOWN {
                expected.first.push(call.to_string());
            }
        }
    }

    /// What is not as expected. Nothing is expected from then on.
    pub(super) fn take(&mut self) -> Vec<UnexpectedCalls> {
        let wrong = |expected: Expected| {
            (expected.seen != expected.calls).then(|| UnexpectedCalls {
                operation: expected.operation.to_string(),
                expected: expected.calls,
                seen: expected.seen,
                calls: expected.first,
            })
        };
        let all = std::mem::take(&mut self.0);
        all.into_values().filter_map(wrong).collect()
    }
}

impl fmt::Display for UnexpectedCalls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            expected,
            seen,
            calls,
        } = self;
        let plural = if *expected == 1 { "" } else { "s" };
        write!(
            f,
            "{operation}: expected {expected} call{plural}, and there "
        )?;
        match seen {
            0 => return f.write_str("was none"),
            1 => f.write_str("was 1:")?,
            many => write!(f, "were {many}:")?,
        }
        for call in calls {
            write!(f, "\n    {call}")?;
        }
        match seen - calls.len() {
            0 => Ok(()),
            more => write!(f, "\n    and {more} more"),
        }
    }
}
