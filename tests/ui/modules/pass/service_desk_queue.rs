connect_runtime::library!();

use connect_runtime::prelude::*;

/// Most voted
#[service_desk_queue(group = Votes)]
async fn most_voted(#[context("project.key")] project: String) -> Page {
    Page::new("Most voted").body(project)
}

/// Votes
#[service_desk_queue_group]
struct Votes;

fn main() {}
