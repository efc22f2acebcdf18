//! What happens when a page is created.

use connect_runtime::events::confluence::PageEvent;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

use super::note::Note;
use super::settings::Settings;

/// Runs from the app's queue, and again if it fails.
#[webhook(event = "page_created")]
async fn page_created(event: Event<PageEvent>, jobs: Jobs) -> Result<()> {
    let page = event.page.id.to_string();
    jobs.enqueue::<begin_page_note>(&Created { page }).await?;
    Ok(())
}

#[derive(Debug, Serialize, Deserialize)]
struct Created {
    page: String,
}

/// Writes the first note.
#[job]
async fn begin_page_note(job: Job<Created>, confluence: Confluence) -> Result<()> {
    let text = Settings::of(&confluence).await?.first_note;
    if !text.is_empty() && Note::of(&confluence, &job.page).await?.text.is_empty() {
        Note { text }.keep(&confluence, &job.page).await?;
    }
    Ok(())
}
