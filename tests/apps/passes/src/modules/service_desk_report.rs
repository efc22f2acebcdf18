use connect_runtime::prelude::*;

/// Votes over time
#[service_desk_report(group = VoteStatistics)]
async fn request_votes_over_time(#[context("project.key")] project: String) -> Page {
    Page::new("Votes over time").body(project)
}

/// Votes
#[service_desk_report_group]
struct VoteStatistics;
