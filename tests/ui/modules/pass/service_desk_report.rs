connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes over time
#[service_desk_report(group = Votes)]
async fn votes_over_time(#[context("project.key")] project: String) -> Page {
    Page::new("Votes over time").body(project)
}

/// Votes
#[service_desk_report_group]
struct Votes;

fn main() {}
