//! Bodies of Jira's webhook events.

use serde_json::{Map, Value, json};

use super::Sample;
use crate::descriptor::context::DEFAULT_USER;

/// A time as Jira writes it where it does not use milliseconds.
const TIMESTAMP: &str = "2026-01-05T09:30:00.000+0000";

impl Sample<'_> {
    pub(super) fn jira(&self, event: &str, body: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
        let plain = event.strip_prefix("jira:").unwrap_or(event);
        match plain.split('_').next().unwrap_or_default() {
            "issue" => {
                put("user", self.person());
                put("issue", self.issue());
                match plain {
                    "issue_created" => put("issue_event_type_name", "issue_created".into()),
                    "issue_updated" => {
                        put("issue_event_type_name", "issue_generic".into());
                        put(
                            "changelog",
                            json!({"id": "10600", "items": [{
                                "field": "summary", "fieldId": "summary", "fieldtype": "jira",
                                "from": null, "fromString": "Try", "to": null, "toString": "Try the app",
                            }]}),
                        );
                    }
                    "issue_property_set" | "issue_property_deleted" => {
                        put(
                            "property",
                            json!({"key": "sample", "value": {"sample": true}}),
                        );
                    }
                    _ => {}
                }
            }
            "comment" => {
                let id = self.id("comment.id");
                let issue = self.id("issue.id");
                put(
                    "comment",
                    json!({
                        "id": id, "author": self.person(), "updateAuthor": self.person(),
                        "body": "A comment", "created": TIMESTAMP, "updated": TIMESTAMP, "jsdPublic": true,
                        "self": format!("{}/rest/api/2/issue/{issue}/comment/{id}", self.base_url),
                    }),
                );
                put("issue", self.issue());
            }
            "worklog" => put(
                "worklog",
                json!({
                    "id": self.id("worklog.id"), "issueId": self.id("issue.id"),
                    "author": self.person(), "updateAuthor": self.person(), "comment": "Tried it",
                    "started": TIMESTAMP, "created": TIMESTAMP, "updated": TIMESTAMP,
                    "timeSpent": "1h", "timeSpentSeconds": 3600,
                }),
            ),
            "attachment" => put(
                "attachment",
                json!({
                    "id": "10700", "filename": "notes.txt", "mimeType": "text/plain", "size": 5,
                    "author": self.person(), "created": TIMESTAMP,
                    "self": format!("{}/rest/api/2/attachment/10700", self.base_url),
                }),
            ),
            "project" => put("project", self.led_project()),
            "version" => {
                put(
                    "version",
                    self.version(&self.id("version.id"), "1.0", plain == "version_released"),
                );
                if plain == "version_merged" {
                    put(
                        "mergedTo",
                        self.version(&self.id("mergedVersion.id"), "1.1", false),
                    );
                }
            }
            "sprint" => {
                put("sprint", self.sprint("Sprint 1"));
                if plain == "sprint_updated" {
                    put("oldValue", self.sprint("Sprint"));
                }
            }
            "board" if plain == "board_configuration_changed" => put("configuration", self.board()),
            "board" => put("board", self.board()),
            // The user whom the event is about, who exists even if no user caused it.
            "user" => put("user", person(self.user.unwrap_or(DEFAULT_USER))),
            "issuelink" => put(
                "issueLink",
                json!({
                    "id": 10800, "sourceIssueId": 10001, "destinationIssueId": 10003,
                    "issueLinkType": {
                        "id": 10000, "name": "Blocks",
                        "inwardName": "is blocked by", "outwardName": "blocks",
                        "isSubTaskLinkType": false, "isSystemLinkType": false,
                    },
                    "systemLink": false,
                }),
            ),
            "issuetype" => put(
                "issuetype",
                json!({"id": self.id("issuetype.id"), "name": "Task"}),
            ),
            "filter" => put(
                "filter",
                json!({"id": "10900", "name": "Mine", "jql": "assignee = currentUser()"}),
            ),
            "option" => put("property", json!({"key": plain, "value": "true"})),
            _ => {}
        }
    }

    fn issue(&self) -> Value {
        let id = self.id("issue.id");
        json!({
            "id": id,
            "key": self.id("issue.key"),
            "self": format!("{}/rest/api/2/issue/{id}", self.base_url),
            "fields": {
                "summary": self.id("issue.summary"),
                "issuetype": {
                    "id": self.id("issuetype.id"), "name": "Task",
                    "subtask": false, "hierarchyLevel": 0,
                },
                "project": self.project(),
                "status": {
                    "id": "1", "name": "To Do",
                    "statusCategory": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
                },
                "priority": {"id": "3", "name": "Medium"},
                "labels": [],
                "reporter": self.person(),
                "creator": self.person(),
                "assignee": null,
                "created": TIMESTAMP,
                "updated": TIMESTAMP,
                "description": null,
            },
        })
    }

    /// A project among the fields of an issue.
    fn project(&self) -> Value {
        let id = self.id("project.id");
        json!({
            "id": id, "key": self.id("project.key"), "name": "Demo", "projectTypeKey": "software",
            "self": format!("{}/rest/api/2/project/{id}", self.base_url),
        })
    }

    /// A project in an event about projects, where its id is a number.
    fn led_project(&self) -> Value {
        json!({
            "id": self.number("project.id"), "key": self.id("project.key"), "name": "Demo",
            "self": format!("{}/rest/api/2/project/{}", self.base_url, self.id("project.id")),
            "projectLead": self.person(), "assigneeType": "admin.assignee.type.unassigned",
        })
    }

    fn version(&self, id: &str, name: &str, released: bool) -> Value {
        json!({
            "id": id, "name": name, "description": "", "projectId": self.number("project.id"),
            "archived": false, "released": released, "overdue": false,
            "self": format!("{}/rest/api/2/version/{id}", self.base_url),
        })
    }

    fn sprint(&self, name: &str) -> Value {
        let id = self.id("sprint.id");
        json!({
            "id": self.number("sprint.id"), "name": name, "state": self.id("sprint.state"),
            "originBoardId": self.number("board.id"),
            "self": format!("{}/rest/agile/1.0/sprint/{id}", self.base_url),
        })
    }

    fn board(&self) -> Value {
        let id = self.id("board.id");
        json!({
            "id": self.number("board.id"), "name": "DEMO board", "type": self.id("board.type"),
            "self": format!("{}/rest/agile/1.0/board/{id}", self.base_url),
        })
    }

    /// The user who caused the event.
    fn person(&self) -> Value {
        self.user.map_or(Value::Null, person)
    }
}

fn person(id: &str) -> Value {
    json!({
        "accountId": id, "accountType": "atlassian", "displayName": "Sam Sample", "active": true,
        "timeZone": "Etc/UTC",
    })
}
