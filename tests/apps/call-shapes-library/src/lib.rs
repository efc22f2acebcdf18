//! A library of handlers: its calls are those of every app that depends on it.

use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde_json::Value;

connect_runtime::library!();

pub use connect_runtime::jira;

/// A call in a function that is never called counts as well.
pub fn shared(jira: &Jira) -> Call<Value> {
    jira!(jira, GET "/rest/api/3/issue/limit/report")
}
