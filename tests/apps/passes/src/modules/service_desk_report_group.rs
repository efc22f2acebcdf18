use connect_runtime::prelude::*;

/// Votes
#[service_desk_report_group(weight = 100)]
struct VoteReports;
