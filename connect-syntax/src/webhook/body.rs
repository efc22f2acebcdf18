//! What webhook bodies are known to contain, where `connect_events` has types for them: the
//! paths by which deliveries can be ordered.

use connect_model::nearest::nearest;

use crate::event_group::group_of;

/// What is at a path in a body.
#[derive(Debug, PartialEq)]
enum Holds {
    /// Text, a number, `true` or `false`.
    Value,
    /// A list, which has no single value.
    List,
    /// Site-defined content: custom fields, an app's property.
    Open,
    /// An object with these members.
    Object(Members),
}

use Holds::{List, Object, Open, Value};

/// A member of an object, by its name.
type Member = (&'static str, Holds);

type Members = &'static [Member];

/// The members of every Jira body.
const JIRA: Members = &[("timestamp", Value), ("webhookEvent", Value)];
const CONFLUENCE: Members = &[
    ("timestamp", Value),
    ("userAccountId", Value),
    ("accountType", Value),
];

const PERSON: Holds = Object(&[
    ("accountId", Value),
    ("accountType", Value),
    ("displayName", Value),
    ("emailAddress", Value),
    ("active", Value),
    ("timeZone", Value),
    ("self", Value),
]);

const ISSUE: Holds = Object(&[
    ("id", Value),
    ("key", Value),
    ("fields", Open),
    ("self", Value),
]);

const COMMENT: Holds = Object(&[
    ("id", Value),
    ("author", PERSON),
    ("updateAuthor", PERSON),
    ("body", Open),
    ("created", Value),
    ("updated", Value),
    ("jsdPublic", Value),
    ("self", Value),
]);

const VERSION: Holds = Object(&[
    ("id", Value),
    ("name", Value),
    ("description", Value),
    ("projectId", Value),
    ("archived", Value),
    ("released", Value),
    ("overdue", Value),
    ("startDate", Value),
    ("releaseDate", Value),
    ("self", Value),
]);

const SPRINT: Holds = Object(&[
    ("id", Value),
    ("name", Value),
    ("state", Value),
    ("goal", Value),
    ("originBoardId", Value),
    ("startDate", Value),
    ("endDate", Value),
    ("completeDate", Value),
    ("self", Value),
]);

const BOARD: Holds = Object(&[
    ("id", Value),
    ("name", Value),
    ("type", Value),
    ("self", Value),
]);

/// Content contains content: a comment has its page as parent.
const CONTENT: Holds = Object(&[
    ("id", Value),
    ("idAsString", Value),
    ("title", Value),
    ("contentType", Value),
    ("type", Value),
    ("version", Open),
    ("spaceKey", Value),
    ("spaceId", Value),
    ("space", Open),
    ("creatorAccountId", Value),
    ("lastModifierAccountId", Value),
    ("creationDate", Value),
    ("modificationDate", Value),
    ("parent", Open),
    ("inReplyTo", Open),
    ("self", Value),
]);

/// What each product puts into the bodies of a group of events, in addition to what all its bodies have.
const BODIES: &[(&str, &[(Members, Members)])] = &[
    (
        "Issue",
        &[(
            JIRA,
            &[
                ("issue_event_type_name", Value),
                ("user", PERSON),
                ("issue", ISSUE),
                ("changelog", Object(&[("id", Value), ("items", List)])),
                ("comment", COMMENT),
            ],
        )],
    ),
    (
        "Comment",
        &[
            (JIRA, &[("comment", COMMENT), ("issue", ISSUE)]),
            (CONFLUENCE, &[("comment", CONTENT)]),
        ],
    ),
    (
        "JiraComment",
        &[(JIRA, &[("comment", COMMENT), ("issue", ISSUE)])],
    ),
    (
        "ConfluenceComment",
        &[(CONFLUENCE, &[("comment", CONTENT)])],
    ),
    (
        "Worklog",
        &[(
            JIRA,
            &[(
                "worklog",
                Object(&[
                    ("id", Value),
                    ("issueId", Value),
                    ("author", PERSON),
                    ("updateAuthor", PERSON),
                    ("comment", Open),
                    ("started", Value),
                    ("created", Value),
                    ("updated", Value),
                    ("timeSpent", Value),
                    ("timeSpentSeconds", Value),
                    ("self", Value),
                ]),
            )],
        )],
    ),
    (
        "Attachment",
        &[
            (JIRA, &[("attachment", ATTACHMENT)]),
            (
                CONFLUENCE,
                &[("attachments", List), ("attachedTo", CONTENT)],
            ),
        ],
    ),
    ("JiraAttachment", &[(JIRA, &[("attachment", ATTACHMENT)])]),
    (
        "ConfluenceAttachment",
        &[(
            CONFLUENCE,
            &[("attachments", List), ("attachedTo", CONTENT)],
        )],
    ),
    (
        "IssueLink",
        &[(
            JIRA,
            &[(
                "issueLink",
                Object(&[
                    ("id", Value),
                    ("sourceIssueId", Value),
                    ("destinationIssueId", Value),
                    ("issueLinkType", Open),
                    ("systemLink", Value),
                ]),
            )],
        )],
    ),
    (
        "IssueProperty",
        &[(
            JIRA,
            &[
                ("user", PERSON),
                ("property", Object(&[("key", Value), ("value", Open)])),
                ("issue", ISSUE),
            ],
        )],
    ),
    (
        "Project",
        &[(
            JIRA,
            &[(
                "project",
                Object(&[
                    ("id", Value),
                    ("key", Value),
                    ("name", Value),
                    ("projectLead", PERSON),
                    ("assigneeType", Value),
                    ("projectTypeKey", Value),
                    ("self", Value),
                ]),
            )],
        )],
    ),
    (
        "Version",
        &[(JIRA, &[("version", VERSION), ("mergedTo", VERSION)])],
    ),
    (
        "User",
        &[
            (JIRA, &[("user", PERSON)]),
            (CONFLUENCE, &[("userProfile", PROFILE)]),
        ],
    ),
    ("JiraUser", &[(JIRA, &[("user", PERSON)])]),
    (
        "ConfluenceUser",
        &[(CONFLUENCE, &[("userProfile", PROFILE)])],
    ),
    (
        "Sprint",
        &[(JIRA, &[("sprint", SPRINT), ("oldValue", SPRINT)])],
    ),
    (
        "Board",
        &[(JIRA, &[("board", BOARD), ("configuration", BOARD)])],
    ),
    (
        "Page",
        &[(
            CONFLUENCE,
            &[
                ("page", CONTENT),
                ("updateTrigger", Value),
                ("suppressNotifications", Value),
                ("oldParent", CONTENT),
                ("newParent", CONTENT),
                ("oldSortedChildren", List),
                ("newSortedChildren", List),
            ],
        )],
    ),
    ("BlogPost", &[(CONFLUENCE, &[("blog", CONTENT)])]),
    (
        "Label",
        &[(
            CONFLUENCE,
            &[
                (
                    "label",
                    Object(&[
                        ("name", Value),
                        ("prefix", Value),
                        ("title", Value),
                        ("self", Value),
                    ]),
                ),
                ("labeled", CONTENT),
            ],
        )],
    ),
    (
        "Space",
        &[(
            CONFLUENCE,
            &[(
                "space",
                Object(&[
                    ("key", Value),
                    ("id", Value),
                    ("title", Value),
                    ("description", Value),
                    ("isPersonalSpace", Value),
                    ("homePage", CONTENT),
                    ("creatorAccountId", Value),
                    ("lastModifierAccountId", Value),
                    ("creationDate", Value),
                    ("modificationDate", Value),
                    ("self", Value),
                ]),
            )],
        )],
    ),
];

const ATTACHMENT: Holds = Object(&[
    ("id", Value),
    ("filename", Value),
    ("author", PERSON),
    ("created", Value),
    ("size", Value),
    ("mimeType", Value),
    ("content", Value),
    ("self", Value),
]);

const PROFILE: Holds = Object(&[
    ("userAccountId", Value),
    ("accountId", Value),
    ("fullName", Value),
]);

/// Why deliveries of an event have no value at a path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoValue {
    /// There is nothing at the path.
    Absent {
        /// Paths of values with similar names; empty if none are plausible.
        near: Vec<String>,
        /// The paths of all values that exist.
        all: Vec<String>,
    },
    /// It is an object or a list.
    Several {
        /// What it is called.
        what: &'static str,
        /// The path of a value inside it.
        inside: Option<String>,
    },
}

/// Checks whether deliveries of an event have a value at a path. An event whose body is unknown may have
/// one anywhere; for an event of two products, one of the two is enough.
///
/// # Errors
/// Why they have none.
pub(super) fn check(event: &str, place: &str) -> Result<(), NoValue> {
    let group = group_of(event);
    let Some((_, bodies)) = BODIES.iter().find(|(name, _)| *name == group) else {
        return Ok(());
    };
    let mut fault = None;
    for (common, own) in *bodies {
        let members: Vec<&Member> = own.iter().chain(*common).collect();
        match value_at(&members, "", place) {
            Ok(()) => return Ok(()),
            // Of two products, the one whose body has something there gives the better answer.
            Err(found) => match (&fault, &found) {
                (Some(_), NoValue::Absent { .. }) => {}
                _ => fault = Some(found),
            },
        }
    }
    fault.map_or(Ok(()), Err)
}

/// Whether there is a value at `place` among members that are themselves at `before`.
fn value_at(members: &[&Member], before: &str, place: &str) -> Result<(), NoValue> {
    let (name, rest) = match place.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (place, None),
    };
    let Some((_, holds)) = members.iter().find(|(known, _)| *known == name) else {
        let names = members.iter().map(|(known, _)| *known);
        let near = nearest(name, names).into_iter();
        let near = near.filter_map(|near| {
            let meant = rest.map_or_else(|| near.to_owned(), |rest| format!("{near}.{rest}"));
            match value_at(members, before, &meant) {
                Ok(()) => Some(format!("{before}{meant}")),
                Err(NoValue::Several { inside, .. }) => inside,
                Err(NoValue::Absent { near, .. }) => near.into_iter().next(),
            }
        });
        return Err(NoValue::Absent {
            near: near.collect(),
            all: members
                .iter()
                .filter_map(|(name, holds)| value_of(&(name, holds), before))
                .collect(),
        });
    };
    let inside = || value_of(&(name, holds), before);
    match (holds, rest) {
        (Open, _) | (Value, None) => Ok(()),
        (Object(members), Some(rest)) => {
            let members: Vec<&Member> = members.iter().collect();
            value_at(&members, &format!("{before}{name}."), rest)
        }
        (Object(_), None) => Err(NoValue::Several {
            what: "an object",
            inside: inside(),
        }),
        (List, rest) => Err(NoValue::Several {
            what: if rest.is_some() {
                "inside a list"
            } else {
                "a list"
            },
            inside: None,
        }),
        (Value, Some(_)) => Err(NoValue::Absent {
            near: inside().into_iter().collect(),
            all: Vec::new(),
        }),
    }
}

/// The path of a member's value: its own, or the first one inside it.
fn value_of((name, holds): &(&str, &Holds), before: &str) -> Option<String> {
    let place = format!("{before}{name}");
    match holds {
        Value => Some(place),
        Object(members) => members
            .iter()
            .find_map(|(name, holds)| value_of(&(name, holds), &format!("{place}."))),
        List | Open => None,
    }
}

#[cfg(test)]
mod tests;
