//! Context parameters: what the host knows about the place where a module is shown.
//!
//! A module's URL names them as `{issue.key}` (or `${issue.key}`); the host replaces each with its
//! value, or with nothing if it has none ("Context parameters").

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::wire::qsh::escape;
use connect_model::HostProduct;

/// The account id of a host's user, unless the host or a request sets another one.
pub const DEFAULT_USER: &str = connect_product::USER;

/// Values for context parameters, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context(BTreeMap<String, String>);

/// A URL template with its variables filled in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resolved {
    pub(crate) url: String,
    /// Variables without a value, in order, each listed once.
    pub(crate) unbound: Vec<String>,
}

impl Context {
    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All parameters that have a value, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let values = self.0.iter();
        values.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of the `context` claim: `{"jira": {"issue": {"key": …}}}`. Contains only the page's
    /// parameters, not a macro's own.
    pub(crate) fn claim(&self, product: HostProduct) -> Value {
        let mut place = Map::new();
        for (name, value) in &self.0 {
            if let Some((group, field)) = claim_field(name) {
                let entry = place
                    .entry(group)
                    .or_insert_with(|| Value::Object(Map::new()));
                let Some(object) = entry.as_object_mut() else {
                    continue;
                };
                match field.split_once('.') {
                    None => drop(object.insert(field.to_owned(), value.as_str().into())),
                    Some((inner, field)) => {
                        let inner = object
                            .entry(inner)
                            .or_insert_with(|| Value::Object(Map::new()));
                        inner[field] = value.as_str().into();
                    }
                }
            }
        }
        let mut claim = Map::new();
        claim.insert(product.name().to_owned(), Value::Object(place));
        Value::Object(claim)
    }
}

/// A context parameter's path in the claim; `None` for one that the claim leaves out.
fn claim_field(name: &str) -> Option<(&str, &str)> {
    match name {
        "issuetype.id" => return Some(("issue", "issuetype.id")),
        "page.id" => return Some(("content", "id")),
        "page.type" => return Some(("content", "type")),
        "page.version" => return Some(("content", "version")),
        "output.type" => return Some(("macro", "outputType")),
        "macro.body" | "macro.truncated" => return None,
        _ => {}
    }
    let (group, field) = name.split_once('.')?;
    // `ac.…` comes from the browser's address bar, and `condition.…` is computed for this URL only.
    let of_the_page = !matches!(group, "ac" | "condition" | "user") && !field.contains('.');
    of_the_page.then_some((group, field))
}

/// A plausible value for a context parameter, for opening a module without a context.
#[must_use]
pub fn sample_context_value(name: &str) -> Option<&'static str> {
    let value = match name {
        "issue.key" => "DEMO-1",
        "issue.id" => "10001",
        "issue.summary" => "Try the app",
        "issuetype.id" => "10002",
        "project.key" => "DEMO",
        "project.id" => "10000",
        "version.id" | "mergedVersion.id" => "10100",
        "component.id" => "10200",
        "comment.id" => "10300",
        "worklog.id" => "10400",
        "dashboard.id" => "10500",
        "dashboardItem.id" => "10501",
        "dashboardItem.key" => "dashboard-item",
        "dashboardItem.viewType" => "default",
        "board.id" => "1",
        "board.type" => "scrum",
        "board.screen" => "board",
        "board.mode" => "work",
        "sprint.id" => "1",
        "sprint.state" => "active",
        "servicedesk.requestId" => "10086",
        "servicedesk.requestTypeId" => "1",
        "servicedesk.serviceDeskId" => "1",
        "servicedesk.organizationId" => "1",
        "profileUser.accountId" => DEFAULT_USER,
        "content.id" | "page.id" => "65537",
        "content.version" | "page.version" => "1",
        "content.type" | "page.type" => "page",
        "page.title" => "Try the app",
        "space.key" => "DEMO",
        "space.id" => "32769",
        "macro.id" => "5c1ab5f6-0a5c-4b47-9b3c-000000000001",
        "macro.truncated" => "false",
        "output.type" => "display",
        _ => return None,
    };
    Some(value)
}

/// The variables of a URL template, in order, each listed once.
pub(crate) fn variables(template: &str) -> Vec<String> {
    resolve(template, |_| None).unbound
}

/// Fills in a URL template. Values in the path are percent-encoded, those in the query
/// form-encoded; a variable without a value is removed.
pub(crate) fn resolve(template: &str, value: impl Fn(&str) -> Option<String>) -> Resolved {
    let mut url = String::with_capacity(template.len());
    let mut unbound: Vec<String> = Vec::new();
    let mut in_query = false;
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let Some(length) = rest[at..].find('}') else {
            break;
        };
        let name = &rest[at + 1..at + length];
        let before = &rest[..at];
        let before = before.strip_suffix('$').unwrap_or(before);
        in_query |= before.contains('?');
        url.push_str(before);
        match value(name) {
            Some(value) if in_query => {
                url.extend(form_urlencoded::byte_serialize(value.as_bytes()))
            }
            Some(value) => url.push_str(&escape(&value)),
            None if unbound.iter().any(|known| known == name) => {}
            None => unbound.push(name.to_owned()),
        }
        rest = &rest[at + length + 1..];
    }
    url.push_str(rest);
    Resolved { url, unbound }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_encoded_for_their_place() {
        let resolved = resolve("/p/{project.key}/x?s=${search}&n={none}&m={none}", |name| {
            (name != "none").then(|| "a b/c".to_owned())
        });
        assert_eq!(resolved.url, "/p/a%20b%2Fc/x?s=a+b%2Fc&n=&m=");
        assert_eq!(resolved.unbound, ["none"]);
    }

    #[test]
    fn an_open_brace_is_left_alone() {
        assert_eq!(resolve("/x?{oops", |_| None).url, "/x?{oops");
    }

    #[test]
    fn the_claim_nests_by_product() {
        let mut context = Context::default();
        for (name, value) in [
            ("issue.key", "DEMO-1"),
            ("issue.id", "1"),
            ("issuetype.id", "2"),
            ("ac.tab", "x"),
            ("parameter", "y"),
        ] {
            context.set(name, value.to_owned());
        }
        assert_eq!(
            context.claim(HostProduct::Jira),
            json!({"jira": {"issue": {"key": "DEMO-1", "id": "1", "issuetype": {"id": "2"}}}})
        );
    }

    #[test]
    fn variables_are_listed_once() {
        assert_eq!(variables("/a?x={b}&y={a}&z={b}"), ["b", "a"]);
    }
}
