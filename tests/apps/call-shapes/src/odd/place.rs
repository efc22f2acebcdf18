//! A module whose file is elsewhere.

use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde_json::Value;

fn in_a_module_with_a_path(jira: &Jira) -> Call<Value> {
    jira!(jira, GET "/rest/api/3/component")
}
