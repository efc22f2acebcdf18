use connect_runtime::prelude::*;

#[jira_profile_tab_panel(name = "Votes", weight = 100)]
async fn votes_of_profile(
    #[context("profileUser.accountId")] profile_user_account_id: Option<String>,
) -> Page {
    todo!("votes_of_profile: {profile_user_account_id:?}")
}

#[web_panel(
    name = "Voters",
    location = "atl.jira.view.issue.right.context",
    conditions = all(
        user_is_logged_in,
        remote(has_votes),
        entity_property_equal_to(
            entity = "issue",
            object_name = "open",
            property_key = "votes",
            value = "true",
        ),
    ),
)]
async fn voters_panel(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("voters_panel: {issue_key:?}")
}

#[condition]
async fn has_votes() -> Result<bool> {
    todo!("has_votes")
}
