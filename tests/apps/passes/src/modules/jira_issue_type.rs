use connect_runtime::prelude::*;

/// Poll
#[jira_issue_type(description = "A question with answers to vote for", type = standard)]
struct PollIssue;
