use connect_runtime::prelude::*;

/// Votes
#[file_view]
async fn votes_file() -> Page {
    Page::new("Votes").body("Votes of a file")
}
