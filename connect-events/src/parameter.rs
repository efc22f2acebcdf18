//! Context parameters of a webhook's URL, which the host fills in from the entity that the webhook
//! is about.

use serde_json::Value;

/// The value of a context parameter, taken from the body of a webhook ("Context parameters",
/// "Webhooks").
///
/// ```
/// use connect_events::parameter;
///
/// let body = serde_json::json!({ "issue": { "key": "DEMO-1", "fields": { "project": { "id": "7" } } } });
/// assert_eq!(parameter(&body, "issue.key").as_deref(), Some("DEMO-1"));
/// assert_eq!(parameter(&body, "project.id").as_deref(), Some("7"));
/// assert_eq!(parameter(&body, "sprint.id"), None);
/// ```
#[must_use]
pub fn parameter(body: &Value, name: &str) -> Option<String> {
    let pointer = format!("/{}", name.replace('.', "/"));
    let in_issue = format!("/issue/fields{pointer}");
    let found = match name {
        // The project of an issue is one of its fields.
        "project.id" | "project.key" => body.pointer(&pointer).or_else(|| body.pointer(&in_issue)),
        "issuetype.id" => body.pointer(&pointer).or_else(|| body.pointer(&in_issue)),
        "modifiedUser.accountId" | "modifiedUser.key" | "modifiedUser.name" => {
            body.pointer("/user/accountId")
        }
        "mergedVersion.id" => body.pointer("/mergedTo/id"),
        "board.id" | "board.type" => {
            let changed = pointer.replace("/board", "/configuration");
            body.pointer(&pointer).or_else(|| body.pointer(&changed))
        }
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
