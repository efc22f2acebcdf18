//! The dialog in which a note is written.

// readme: dialog
use connect_runtime::axum::Json;
use connect_runtime::axum::extract::Path;
use connect_runtime::extract::SignedContext;
use connect_runtime::prelude::*;

use crate::note::Note;

#[assets("static")]
struct Static;

#[dialog(options = { size = medium, chrome = false })]
async fn note(#[context("issue.key")] issue: String, jira: Jira) -> Result<Page> {
    let note = Note::of(&jira, &issue).await?;
    Ok(Page::new("Note").body(html! {
        h1 { "Note" }
        form #note data-issue=(issue) {
            textarea name="text" rows="6" aria-label="Note" { (note.text) }
            button.primary { "Save" }
            " "
            span role="status" {}
        }
        script src=(asset!("note.js")) {}
    }))
}

/// Write a note
#[web_item(location = "operations-work", target = dialog(note))]
struct WriteNote;
// readme: endpoint
#[endpoint(PUT "/issues/{issue}/note")]
async fn keep_note(
    Path(issue): Path<String>,
    context: SignedContext,
    jira: Jira,
    Json(note): Json<Note>,
) -> Result<()> {
    context.require("issue.key", &issue)?;
    note.keep(&jira, &issue).await
}
// readme: end
