//! Shows and keeps notes.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::{Path, State};
use connect_runtime::prelude::*;
use serde::Deserialize;

use crate::notes::Notes;

// readme: handlers
/// Notes
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn notes(
    #[context("issue.key")] issue: String,
    tenant: Tenant,
    State(notes): State<Notes>,
) -> Result<Page> {
    let notes = notes.on(&tenant, &issue).await?;
    Ok(Page::new("Notes").body(html! { ul { @for note in notes { li { (note) } } } }))
}

#[derive(Deserialize)]
struct Note {
    text: String,
}

#[endpoint(PUT "/issues/{issue}/note")]
async fn keep(
    Path(issue): Path<String>,
    tenant: Tenant,
    user: User,
    State(notes): State<Notes>,
    Json(note): Json<Note>,
) -> Result<()> {
    notes.keep(&tenant, &issue, &user, &note.text).await
}
// readme: end
