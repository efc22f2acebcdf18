//! What examples refer to: the demo data, by property names.

use crate::people::{self, USER};

const USER_NAME: &str = "Sam Sample";
const EMAIL: &str = "sam.sample@example.com";
const GROUP_ID: &str = "5f3ff69b-9c2c-46c4-95f1-000000000002";
const GROUP: &str = people::USERS;

/// The value of a property with this name, whatever it belongs to.
pub(super) fn by_name(name: &str) -> Option<&'static str> {
    let found = BY_NAME.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value).or_else(|| {
        let of_an_account = ["AccountId", "accountId"];
        let is = of_an_account.iter().any(|end| name.ends_with(end));
        is.then_some(USER)
    })
}

const BY_NAME: [(&str, &str); 49] = [
    ("accountId", USER),
    ("accountType", "atlassian"),
    ("assignedTo", USER),
    ("authorId", USER),
    ("boardId", "1"),
    ("blogPostId", "65538"),
    ("commentId", "10300"),
    ("completedBy", USER),
    ("componentId", "10200"),
    ("contentId", "65537"),
    ("createdBy", USER),
    ("creatorId", USER),
    ("dashboardId", "10500"),
    ("description", "An example."),
    ("displayName", USER_NAME),
    ("emailAddress", EMAIL),
    ("email", EMAIL),
    ("fieldId", "summary"),
    ("filterId", "10600"),
    ("groupId", GROUP_ID),
    ("issueId", "10001"),
    ("issueKey", "DEMO-1"),
    ("issueTypeId", "10002"),
    ("jql", "project = DEMO"),
    ("lastOwnerId", USER),
    ("locale", "en_US"),
    ("mediaType", "text/plain"),
    ("mimeType", "text/plain"),
    ("organizationId", "1"),
    ("ownerId", USER),
    ("pageId", "65537"),
    ("parentId", "65536"),
    ("parentType", "page"),
    ("priorityId", "3"),
    ("projectId", "10000"),
    ("projectKey", "DEMO"),
    ("projectName", "Demo"),
    ("projectTypeKey", "software"),
    ("publicName", USER_NAME),
    ("requestTypeId", "1"),
    ("serviceDeskId", "1"),
    ("spaceId", "32769"),
    ("spaceKey", "DEMO"),
    ("sprintId", "1"),
    ("statusId", "10000"),
    ("timeZone", "UTC"),
    ("title", "Try the app"),
    ("userId", USER),
    ("versionId", "10100"),
];

/// The id, key and name of an object of this kind. The kind is a shape's name, or that of
/// the property that contains it.
pub(super) fn of_kind(kind: &str) -> Option<[&'static str; 3]> {
    let found = OF_KIND.iter().find(|(known, _)| known.contains(&kind));
    found.map(|(_, values)| *values)
}

type Kind = (&'static [&'static str], [&'static str; 3]);

const OF_KIND: [Kind; 13] = [
    (
        &["project", "Project", "ProjectDetails", "ProjectBean"],
        ["10000", "DEMO", "Demo"],
    ),
    (
        &["issue", "issues", "IssueBean", "CreatedIssue", "parent"],
        ["10001", "DEMO-1", "Try the app"],
    ),
    (
        &["issuetype", "issueType", "IssueTypeDetails"],
        ["10002", "task", "Task"],
    ),
    (
        &["space", "Space", "SpaceBulk", "SpaceSingle"],
        ["32769", "DEMO", "Demo"],
    ),
    (
        &[
            "page",
            "content",
            "container",
            "Content",
            "PageBulk",
            "PageSingle",
        ],
        ["65537", "page", "Try the app"],
    ),
    (
        &[
            "user",
            "User",
            "author",
            "owner",
            "assignee",
            "reporter",
            "lead",
            "createdBy",
        ],
        [USER, USER, USER_NAME],
    ),
    (
        &["group", "groups", "Group", "GroupName", "GroupDetails"],
        [GROUP_ID, GROUP, GROUP],
    ),
    (&["comment", "Comment"], ["10300", "comment", "Comment"]),
    (
        &["version", "fixVersion", "Version"],
        ["10100", "1.0", "1.0"],
    ),
    (&["component", "ProjectComponent"], ["10200", "app", "App"]),
    (&["status", "StatusDetails"], ["10000", "to-do", "To Do"]),
    (&["priority", "Priority"], ["3", "medium", "Medium"]),
    (&["board", "sprint"], ["1", "DEMO", "Demo"]),
];
