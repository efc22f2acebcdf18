//! What happens when an issue is created.

use connect_runtime::events::jira::IssueEvent;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

use super::note::Note;
use super::settings::Settings;

/// Runs from the app's queue, and again if it fails.
#[webhook(event = "jira:issue_created")]
async fn issue_created(event: Event<IssueEvent>, jobs: Jobs) -> Result<()> {
    let issue = event.issue.key.clone();
    jobs.enqueue::<begin_issue_note>(&Created { issue }).await?;
    Ok(())
}

#[derive(Debug, Serialize, Deserialize)]
struct Created {
    issue: String,
}

/// Writes the first note.
#[job]
async fn begin_issue_note(job: Job<Created>, jira: Jira) -> Result<()> {
    let text = Settings::of(&jira).await?.first_note;
    if !text.is_empty() && Note::of(&jira, &job.issue).await?.text.is_empty() {
        Note { text }.keep(&jira, &job.issue).await?;
    }
    Ok(())
}
