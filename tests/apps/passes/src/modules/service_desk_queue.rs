use connect_runtime::prelude::*;

/// Most voted
#[service_desk_queue(group = VotedRequests)]
async fn most_voted_requests(#[context("project.key")] project: String) -> Page {
    Page::new("Most voted").body(project)
}

/// Votes
#[service_desk_queue_group]
struct VotedRequests;
