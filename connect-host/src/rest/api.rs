//! The REST API of one site: the answers that tests have set, and the calls that the app made.

use std::collections::BTreeMap;
use std::sync::Arc;

use connect_model::ScopeSet;
use connect_model::operation::Operation;
use connect_product::Data;
use parking_lot::Mutex;

use super::call::RestCall;
use super::expected::{Expectations, UnexpectedCalls};
use super::operations::OperationKey;
use super::prepared::{NextAnswer, PreparedAnswers};
use crate::site::Site;
use crate::site::journal::Journal;

/// In bytes, as text: a longer body is not recorded. A test that needs it reads it in
/// [`Route::answer_with`](super::Route::answer_with).
const MAX_RECORDED_JSON: usize = 64 * 1024;

pub(crate) struct RestApi {
    pub(crate) site: Arc<Site>,
    /// The product's data, apart from the app.
    pub(crate) data: Data,
    state: Mutex<RestState>,
}

#[derive(Default)]
struct RestState {
    answers: BTreeMap<OperationKey, PreparedAnswers>,
    calls: Journal<RestCall>,
    expected: Expectations,
}

/// What a site's answers depend on, besides its descriptor.
pub(crate) struct Snapshot {
    answers: BTreeMap<OperationKey, PreparedAnswers>,
    data: Option<connect_product::Snapshot>,
}

impl RestApi {
    pub(crate) fn new(site: Arc<Site>, data: Data) -> RestApi {
        RestApi {
            data,
            site,
            state: Mutex::default(),
        }
    }

    /// The calls that the app made, oldest first.
    pub(crate) fn calls(&self) -> Vec<RestCall> {
        self.state.lock().calls.entries()
    }

    /// The call with this number.
    pub(crate) fn call(&self, id: u64) -> Option<RestCall> {
        self.state.lock().calls.find(|call| call.id == id)
    }

    pub(crate) fn clear_calls(&self) {
        self.state.lock().calls.clear();
    }

    /// Records a call, whose body had this many bytes.
    pub(super) fn record(&self, mut call: RestCall, body_bytes: usize) {
        if body_bytes > MAX_RECORDED_JSON {
            call.json = None;
        }
        let id = call.id;
        {
            let mut state = self.state.lock();
            state.expected.see(&call);
            state.calls.push(call);
        }
        self.site.announce(id);
    }

    /// The next answer that a test has set for an operation.
    pub(super) fn next_answer(&self, operation: OperationKey) -> Option<NextAnswer> {
        let mut state = self.state.lock();
        state.answers.get_mut(&operation)?.next()
    }

    pub(super) fn prepare(
        &self,
        operation: OperationKey,
        change: impl FnOnce(&mut PreparedAnswers),
    ) {
        change(self.state.lock().answers.entry(operation).or_default());
    }

    /// Expects this many calls of an operation from now on.
    pub(super) fn expect(&self, operation: &'static Operation, calls: usize) {
        self.state.lock().expected.expect(operation, calls);
    }

    /// The operations that were not called as expected. Clears the expectations.
    pub(crate) fn unexpected(&self) -> Vec<UnexpectedCalls> {
        self.state.lock().expected.take()
    }

    /// Drops the answers that tests have set, their expectations, and all properties.
    pub(crate) fn clear(&self) {
        {
            let mut state = self.state.lock();
            state.answers.clear();
            drop(state.expected.take());
        }
        // In-memory data can't fail.
        drop(self.data.clear_properties());
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            answers: self.state.lock().answers.clone(),
            data: self.data.snapshot().ok(),
        }
    }

    /// Restores a snapshot, with no scope withheld.
    pub(crate) fn restore(&self, snapshot: &Snapshot) {
        self.state.lock().answers = snapshot.answers.clone();
        if let Some(data) = &snapshot.data {
            drop(self.data.restore(data));
        }
        self.site.state().withheld = ScopeSet::EMPTY;
    }
}
