//! What the app asked the product for.

use crate::host::Host;
use crate::journal::REMEMBERED;

use super::call::RestCall;

/// In bytes, as text: what is longer is dropped from the list. A test that wants it takes it in
/// [`answer_with`](super::RestRoute::answer_with).
const LONGEST_JSON: usize = 64 * 1024;

impl Host {
    /// The requests that the app sent to this site's REST API and for its users' tokens, oldest
    /// first (the last thousand).
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// for call in host.rest_calls() {
    ///     println!("{call}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn rest_calls(&self) -> Vec<RestCall> {
        self.state().rest.calls.iter().cloned().collect()
    }

    /// Forgets the calls so far.
    pub fn clear_rest_calls(&self) {
        self.state().rest.calls.clear();
    }

    pub(super) fn remember_call(&self, mut call: RestCall, body: usize) {
        if body > LONGEST_JSON {
            call.json = None;
        }
        let calls = &mut self.state().rest.calls;
        if calls.len() == REMEMBERED {
            calls.pop_front();
        }
        calls.push_back(call);
    }
}
