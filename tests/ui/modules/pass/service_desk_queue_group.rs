connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[service_desk_queue_group(weight = 100)]
struct Votes;

fn main() {}
