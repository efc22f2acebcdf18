use connect_runtime::prelude::*;

/// Votes
#[jira_entity_property(
    entity_type = issue,
    key_configurations = [{
        property_key = "votes",
        extractions = [{ object_name = "count", type = number, alias = "voteCount" }],
    }],
)]
struct IssueVotes;
