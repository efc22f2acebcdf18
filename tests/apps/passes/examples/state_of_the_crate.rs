connect_runtime::library! { state = Arc<State> }

use std::sync::Arc;

use connect_runtime::axum::extract::{self, FromRef};
use connect_runtime::prelude::*;

#[derive(Debug, Clone)]
struct Greeting(&'static str);

/// Of the same name as the extractor.
#[derive(Debug)]
struct State {
    greeting: Greeting,
}

impl FromRef<Arc<State>> for Greeting {
    fn from_ref(state: &Arc<State>) -> Self {
        state.greeting.clone()
    }
}

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(
    extract::State(state): extract::State<Arc<State>>,
    extract::State(greeting): extract::State<Greeting>,
) -> &'static str {
    let _ = state;
    greeting.0
}
