//! The line below the page's title, and what its form calls.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::Path;
use connect_runtime::extract::SignedContext;
use connect_runtime::prelude::*;

use super::note::Note;

/// Note
#[content_byline_item]
async fn page_note(#[context("content.id")] page: String, confluence: Confluence) -> Result<Page> {
    let note = Note::of(&confluence, &page).await?;
    Ok(Page::new("Note")
        .lang("en")
        .head(html! { script src=(asset!("note.js")) defer {} })
        .body(html! {
            form #note data-url={ "pages/" (page) "/note" } {
                textarea name="text" rows="4" aria-label="Note" { (note.text) }
                button { "Save" }
                " "
                span role="status" {}
            }
        }))
}

#[endpoint(PUT "/pages/{page}/note")]
async fn keep_page_note(
    Path(page): Path<String>,
    context: SignedContext,
    confluence: Confluence,
    Json(note): Json<Note>,
) -> Result<()> {
    // Only of the page that the user was shown.
    context.require("content.id", &page)?;
    note.keep(&confluence, &page).await
}
