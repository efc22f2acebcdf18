//! Events whose payloads have the same types.

/// The group of an event: events of a group share a set of payload types.
pub(crate) fn group_of(event: &str) -> &'static str {
    GROUPS
        .iter()
        .find(|(_, events)| events.contains(&event))
        .map_or("Untyped", |(group, _)| group)
}

/// The groups of events whose payloads have types.
pub(crate) const GROUPS: &[(&str, &[&str])] = &[
    (
        "Issue",
        &[
            "jira:issue_created",
            "jira:issue_updated",
            "jira:issue_deleted",
        ],
    ),
    ("Comment", &["comment_created", "comment_updated"]),
    ("JiraComment", &["comment_deleted"]),
    ("ConfluenceComment", &["comment_removed"]),
    (
        "Worklog",
        &["worklog_created", "worklog_updated", "worklog_deleted"],
    ),
    ("Attachment", &["attachment_created"]),
    ("JiraAttachment", &["attachment_deleted"]),
    (
        "ConfluenceAttachment",
        &[
            "attachment_updated",
            "attachment_viewed",
            "attachment_trashed",
            "attachment_restored",
            "attachment_removed",
            "attachment_archived",
            "attachment_unarchived",
        ],
    ),
    ("IssueLink", &["issuelink_created", "issuelink_deleted"]),
    (
        "IssueProperty",
        &["issue_property_set", "issue_property_deleted"],
    ),
    (
        "Project",
        &[
            "project_created",
            "project_updated",
            "project_deleted",
            "project_soft_deleted",
            "project_restored_deleted",
            "project_archived",
            "project_restored_archived",
            "project_app_enabled",
            "project_app_disabled",
        ],
    ),
    (
        "Version",
        &[
            "jira:version_created",
            "jira:version_updated",
            "jira:version_released",
            "jira:version_unreleased",
            "jira:version_moved",
            "jira:version_merged",
            "jira:version_deleted",
        ],
    ),
    ("User", &["user_created", "user_updated"]),
    ("JiraUser", &["user_deleted"]),
    (
        "ConfluenceUser",
        &[
            "user_deactivated",
            "user_reactivated",
            "user_removed",
            "user_followed",
        ],
    ),
    (
        "Sprint",
        &[
            "sprint_created",
            "sprint_updated",
            "sprint_started",
            "sprint_closed",
            "sprint_deleted",
        ],
    ),
    (
        "Board",
        &[
            "board_created",
            "board_updated",
            "board_deleted",
            "board_configuration_changed",
        ],
    ),
    (
        "Page",
        &[
            "page_created",
            "page_updated",
            "page_moved",
            "page_copied",
            "page_viewed",
            "page_trashed",
            "page_restored",
            "page_removed",
            "page_archived",
            "page_unarchived",
            "page_children_reordered",
            "page_initialized",
            "page_started",
            "page_snapshotted",
            "page_published",
            "blueprint_page_created",
        ],
    ),
    (
        "BlogPost",
        &[
            "blog_created",
            "blog_updated",
            "blog_moved",
            "blog_viewed",
            "blog_trashed",
            "blog_restored",
            "blog_removed",
        ],
    ),
    (
        "Label",
        &[
            "label_added",
            "label_removed",
            "label_created",
            "label_deleted",
        ],
    ),
    (
        "Space",
        &[
            "space_created",
            "space_updated",
            "space_logo_updated",
            "space_permissions_updated",
            "space_trashed",
            "space_restored",
            "space_removed",
            "space_archived",
            "space_unarchived",
        ],
    ),
    (
        "Content",
        &[
            "content_created",
            "content_updated",
            "content_trashed",
            "content_restored",
            "content_removed",
            "content_permissions_updated",
        ],
    ),
    ("Group", &["group_created", "group_removed"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The runtime declares each payload type, `impl Carries<jira::IssueEvent> for Issue {}`, for the same
    /// events as the documentation of the payloads.
    #[test]
    fn each_payload_is_documented_for_the_events_of_its_groups() {
        let runtime = include_str!("../../connect-runtime/src/handler/payload.rs");
        let documents = [
            ("jira", include_str!("../../connect-events/src/jira.rs")),
            (
                "confluence",
                include_str!("../../connect-events/src/confluence.rs"),
            ),
        ];
        let mut carried = BTreeMap::new();
        for line in runtime.lines() {
            let Some(row) = line.strip_prefix("impl Carries<") else {
                continue;
            };
            let (payload, group) = row.trim_end_matches(" {}").split_once("> for ").unwrap();
            let group = GROUPS.iter().find(|(name, _)| *name == group).unwrap();
            let events: &mut Vec<&str> = carried.entry(payload.to_owned()).or_default();
            events.extend(group.1);
            events.sort_unstable();
        }
        let mut documented = BTreeMap::new();
        for (product, text) in documents {
            for line in text.lines().filter(|line| line.starts_with("//! | `")) {
                let columns: Vec<&str> = line.split('|').collect();
                let payload = columns[2].trim().trim_matches(['[', ']', '`']);
                let mut events: Vec<&str> = columns[1]
                    .split(',')
                    .map(|it| it.trim().trim_matches('`'))
                    .collect();
                events.sort_unstable();
                documented.insert(format!("{product}::{payload}"), events);
            }
        }
        assert_eq!(carried, documented);
    }
}
