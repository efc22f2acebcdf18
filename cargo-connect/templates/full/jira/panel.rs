//! The panel beside the issue, and what its form calls.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::Path;
use connect_runtime::extract::SignedContext;
use connect_runtime::prelude::*;

use super::note::Note;

/// Note
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn issue_note(#[context("issue.key")] issue: String, jira: Jira) -> Result<Page> {
    let note = Note::of(&jira, &issue).await?;
    Ok(Page::new("Note")
        .lang("en")
        .head(html! { script src=(asset!("note.js")) defer {} })
        .body(html! {
            form #note data-url={ "issues/" (issue) "/note" } {
                textarea name="text" rows="4" aria-label="Note" { (note.text) }
                button { "Save" }
                " "
                span role="status" {}
            }
        }))
}

#[endpoint(PUT "/issues/{issue}/note")]
async fn keep_issue_note(
    Path(issue): Path<String>,
    context: SignedContext,
    jira: Jira,
    Json(note): Json<Note>,
) -> Result<()> {
    // Only of the issue that the user was shown.
    context.require("issue.key", &issue)?;
    note.keep(&jira, &issue).await
}
