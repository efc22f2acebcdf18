use connect_runtime::prelude::*;

/// Votes
#[service_desk_queue_group(weight = 100)]
struct VoteQueues;
