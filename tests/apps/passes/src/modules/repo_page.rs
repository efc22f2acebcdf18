use connect_runtime::prelude::*;

/// Votes
#[repo_page(location = "org.bitbucket.repository.navigation")]
async fn repo_votes() -> Page {
    Page::new("Votes").body("Votes of a repository")
}
