//! Arguments at the edge of what is checked.
use connect_runtime::prelude::*;

/// Votes
#[web_panel(
    location = "atl.jira.view.issue.right.context",
    conditions = all(
        user_is_logged_in,
        not(user_is_admin),
        any(
            has_project_permission(permission = "BROWSE_PROJECTS"),
            entity_property_equal_to(entity = issue, propertyKey = "votes", object_name = "open", value = true),
            can_use_application(application_key = jira_software),
            unlisted("a_new_one"),
        ),
    ),
)]
async fn checked_votes() -> Page {
    Page::new("Votes")
}

#[webhook(
    events = ["jira:issue_created", "jira:issue_updated"],
    filter = "project = DEMO AND (summary ~ \"a(b\")",
    property_keys = ["votes"],
)]
async fn changed() -> Result<()> {
    Ok(())
}

/// Elsewhere
#[web_item(location = unlisted("somewhere.new"), style_classes = ["a-b"], icon = "/a.png")]
async fn elsewhere() -> Page {
    Page::new("Elsewhere")
}
