//! Bodies of webhooks that nobody gave a body: small, and of the documented shape.

use serde_json::{Map, Value, json};

use crate::context::{Context, sample as sample_value};
use crate::host::Host;
use crate::payload::trimmed;
use crate::product::HostProduct;

/// The value of a context parameter, read out of a webhook's body.
pub(crate) fn value(body: &Value, name: &str) -> Option<String> {
    let pointer = format!("/{}", name.replace('.', "/"));
    let in_issue = format!("/issue/fields{pointer}");
    let found = match name {
        // What an issue belongs to stands among its fields.
        "project.id" | "project.key" => body.pointer(&pointer).or_else(|| body.pointer(&in_issue)),
        "issuetype.id" => body.pointer(&in_issue),
        "modifiedUser.key" | "modifiedUser.name" => body.pointer("/user/accountId"),
        "content.id" | "page.id" => ["/page/id", "/blog/id", "/content/id"]
            .iter()
            .find_map(|at| body.pointer(at)),
        "space.key" => ["/space/key", "/page/spaceKey", "/blog/spaceKey"]
            .iter()
            .find_map(|at| body.pointer(at)),
        _ => body.pointer(&pointer),
    }?;
    match found {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A body for an event ("Webhooks": what each group carries).
pub(crate) fn sample(event: &str, host: &Host, context: &Context, user: Option<&str>) -> Value {
    let scene = Scene {
        site: trimmed(host.base_url().as_str()),
        context,
        user,
    };
    let mut body = Map::new();
    body.insert("timestamp".to_owned(), host.clock().now_millis().into());
    match host.product() {
        HostProduct::Jira => {
            body.insert("webhookEvent".to_owned(), event.into());
            scene.jira(event, &mut body);
        }
        HostProduct::Confluence => {
            body.insert("event".to_owned(), event.into());
            body.insert("userAccountId".to_owned(), user.into());
            body.insert("accountType".to_owned(), "customer".into());
            scene.confluence(event, &mut body);
        }
    }
    Value::Object(body)
}

/// What the made-up things have in common.
struct Scene<'a> {
    site: &'a str,
    context: &'a Context,
    user: Option<&'a str>,
}

impl Scene<'_> {
    fn jira(&self, event: &str, body: &mut Map<String, Value>) {
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
                put(
                    "comment",
                    json!({
                        "id": self.id("comment.id"), "author": self.person(),
                        "updateAuthor": self.person(), "body": "A comment", "jsdPublic": true,
                    }),
                );
                put("issue", self.issue());
            }
            "worklog" => put(
                "worklog",
                json!({
                    "id": self.id("worklog.id"), "issueId": self.id("issue.id"),
                    "author": self.person(), "timeSpent": "1h", "timeSpentSeconds": 3600,
                }),
            ),
            "attachment" => put(
                "attachment",
                json!({
                    "id": 10700, "filename": "notes.txt", "mimeType": "text/plain", "size": 5,
                    "author": self.person(),
                }),
            ),
            "project" => put("project", self.project()),
            "version" => put(
                "version",
                json!({
                    "id": self.id("version.id"), "name": "1.0", "projectId": self.number("project.id"),
                    "archived": false, "released": plain == "version_released",
                }),
            ),
            "sprint" => put(
                "sprint",
                json!({
                    "id": self.number("sprint.id"), "name": "Sprint 1", "state": self.id("sprint.state"),
                    "originBoardId": self.number("board.id"),
                }),
            ),
            "board" => put(
                "board",
                json!({
                    "id": self.number("board.id"), "name": "DEMO board", "type": self.id("board.type"),
                }),
            ),
            "user" => put("user", self.person()),
            "issuelink" => put(
                "issueLink",
                json!({
                    "id": 10800, "sourceIssueId": 10001, "destinationIssueId": 10003,
                    "issueLinkType": {"id": 10000, "name": "Blocks", "inwardName": "is blocked by", "outwardName": "blocks"},
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

    fn confluence(&self, event: &str, body: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
        match event.split('_').next().unwrap_or_default() {
            "page" => put("page", self.content("page")),
            "blog" => put("blog", self.content("blogpost")),
            "content" => put("content", self.content("page")),
            "comment" => put(
                "comment",
                json!({"id": 65600, "parent": self.content("page")}),
            ),
            "attachment" => put(
                "attachments",
                json!([{"id": 65700, "fileName": "notes.txt"}]),
            ),
            "label" => {
                put("label", json!({"name": "sample", "prefix": "global"}));
                put("labeled", self.content("page"));
            }
            "space" => put(
                "space",
                json!({
                    "id": self.number("space.id"), "key": self.id("space.key"), "title": "Demo",
                }),
            ),
            "user" => put(
                "user",
                json!({"accountId": self.user, "accountType": "customer"}),
            ),
            "group" => put("groupName", "sample-group".into()),
            _ => {}
        }
    }

    fn issue(&self) -> Value {
        let id = self.id("issue.id");
        json!({
            "id": id,
            "key": self.id("issue.key"),
            "self": format!("{}/rest/api/2/issue/{id}", self.site),
            "fields": {
                "summary": self.id("issue.summary"),
                "issuetype": {"id": self.id("issuetype.id"), "name": "Task"},
                "project": self.project(),
                "status": {"id": "1", "name": "To Do"},
                "reporter": self.person(),
            },
        })
    }

    fn project(&self) -> Value {
        let id = self.id("project.id");
        json!({
            "id": id, "key": self.id("project.key"), "name": "Demo",
            "self": format!("{}/rest/api/2/project/{id}", self.site),
        })
    }

    fn content(&self, content_type: &str) -> Value {
        json!({
            "id": self.number("content.id"), "title": "Try the app", "contentType": content_type,
            "version": self.number("content.version"), "spaceKey": self.id("space.key"),
            "creatorAccountId": self.user, "self": format!("{}/spaces", self.site),
        })
    }

    fn person(&self) -> Value {
        match self.user {
            None => Value::Null,
            Some(id) => json!({
                "accountId": id, "accountType": "atlassian", "displayName": "Sam Sample", "active": true,
            }),
        }
    }

    /// What the caller says, or else the usual sample.
    fn id(&self, parameter: &str) -> String {
        let given = self
            .context
            .get(parameter)
            .or_else(|| sample_value(parameter));
        given.unwrap_or_default().to_owned()
    }

    /// The same where the platform writes a number; something else than digits stays text.
    fn number(&self, parameter: &str) -> Value {
        let text = self.id(parameter);
        text.parse::<i64>().map_or(Value::String(text), Value::from)
    }
}
