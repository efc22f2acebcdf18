connect_runtime::library! { state = AppState }

use connect_runtime::axum::extract::{FromRef, State};
use connect_runtime::prelude::*;

#[derive(Debug, Clone)]
struct Greeting(&'static str);

#[derive(Debug, Clone)]
struct AppState {
    greeting: Greeting,
}

impl FromRef<AppState> for Greeting {
    fn from_ref(state: &AppState) -> Self {
        state.greeting.clone()
    }
}

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(State(state): State<AppState>, State(greeting): State<Greeting>) -> &'static str {
    let _ = state;
    greeting.0
}
