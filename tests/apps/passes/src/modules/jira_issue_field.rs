use connect_runtime::prelude::*;

/// Reason
#[jira_issue_field(description = "Why it was voted for", type = string)]
struct Reason;
