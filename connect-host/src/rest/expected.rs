//! How often the app is expected to call an operation.

use std::collections::BTreeMap;
use std::fmt;

use connect_model::operation::Operation;

use super::call::{RestCall, RestSender};
use super::operations::OperationKey;

/// How many calls are shown for an operation that was not called as expected.
const SHOWN: usize = 5;

/// The expectations for each operation.
#[derive(Default)]
pub(super) struct Expectations(BTreeMap<OperationKey, Expected>);

struct Expected {
    operation: &'static Operation,
    calls: usize,
    /// The calls since then.
    seen: usize,
    /// The first few of them.
    first: Vec<String>,
}

/// An operation that the app did not call as often as expected. See
/// [`Route::expect`](super::Route::expect).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnexpectedCalls {
    /// Its method and documented path: `POST /rest/api/3/issue/{issueIdOrKey}/comment`.
    pub operation: String,
    /// How many times it was to be called.
    pub expected: usize,
    /// How many times it was called.
    pub seen: usize,
    /// The first of these calls, one line each.
    pub calls: Vec<String>,
}

impl Expectations {
    /// Expects this many calls from now on.
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

    /// The operations that were not called as expected. Clears the expectations.
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
