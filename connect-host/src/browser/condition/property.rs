//! Property conditions: `entity_property_equal_to` and its relatives.

use connect_model::HostProduct;
use serde_json::{Map, Value};

use super::{Answered, Judge, Verdict};
use crate::browser::target::with_query;
use crate::descriptor::context::resolve;

/// A condition on an entity's or the app's property.
pub(in crate::browser) struct PropertyCondition {
    /// `issue`, `content`, `addon` and so on.
    entity: String,
    test: Test,
    params: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Exists,
    EqualTo,
    EqualToContext,
    ContainsAll,
    ContainsAny,
    ContainsContext,
    ContainsAnyUserGroup,
}

/// The prefixes of the conditions' names, and the entity whose property each is about.
const BEGINNINGS: &[(&str, Option<&str>)] = &[
    ("entity_property_", None),
    ("addon_property_", Some("addon")),
    ("content_property_", Some("content")),
    ("space_property_", Some("space")),
];

const TESTS: &[(&str, Test)] = &[
    ("exists", Test::Exists),
    ("equal_to", Test::EqualTo),
    ("equal_to_context", Test::EqualToContext),
    ("contains_all", Test::ContainsAll),
    ("contains_any", Test::ContainsAny),
    ("contains_context", Test::ContainsContext),
    ("contains_any_user_group", Test::ContainsAnyUserGroup),
];

impl PropertyCondition {
    /// The condition with this name, if it is a property condition.
    pub(in crate::browser) fn of(
        name: &str,
        params: &Map<String, Value>,
    ) -> Option<PropertyCondition> {
        let (rest, entity) = BEGINNINGS
            .iter()
            .find_map(|(beginning, entity)| Some((name.strip_prefix(beginning)?, entity)))?;
        let (_, test) = TESTS.iter().find(|(known, _)| *known == rest)?;
        let given = params.get("entity").and_then(Value::as_str);
        Some(PropertyCondition {
            entity: entity.or(given).unwrap_or_default().to_owned(),
            test: *test,
            params: params.clone(),
        })
    }

    fn param(&self, name: &str) -> Option<&Value> {
        self.params.get(name)
    }

    /// The part of the property's value that the condition checks.
    fn object<'v>(&self, property: &'v Value) -> Option<&'v Value> {
        match self.param("objectName").and_then(Value::as_str) {
            None | Some("") => Some(property),
            Some(path) => path.split('.').try_fold(property, |it, name| it.get(name)),
        }
    }

    fn holds(&self, found: Option<&Value>, visitor: Option<&str>, groups: &[String]) -> bool {
        let Some(found) = found else {
            return false;
        };
        let is_in = |wanted: &Value| match found {
            Value::Array(members) => members.iter().any(|it| same(it, wanted)),
            single => same(single, wanted),
        };
        match self.test {
            // In Confluence it can take a value as well.
            Test::Exists => true,
            Test::EqualTo => self
                .param("value")
                .is_some_and(|wanted| same(found, &json(wanted))),
            Test::EqualToContext => visitor.is_some_and(|it| same(found, &it.into())),
            Test::ContainsContext => visitor.is_some_and(|it| is_in(&it.into())),
            Test::ContainsAll => self.values().iter().all(is_in),
            Test::ContainsAny => self.values().iter().any(is_in),
            Test::ContainsAnyUserGroup => groups.iter().any(|group| is_in(&group.as_str().into())),
        }
    }

    /// The members of `value`, which is a list, possibly written as text.
    fn values(&self) -> Vec<Value> {
        match self.param("value").map(json) {
            Some(Value::Array(values)) => values,
            Some(single) => vec![single],
            None => Vec::new(),
        }
    }
}

/// A parameter's value: text that contains JSON, or plain text.
fn json(given: &Value) -> Value {
    let text = given.as_str().map(serde_json::from_str);
    match text {
        Some(Ok(read)) => read,
        _ => given.clone(),
    }
}

/// Whether two values are equal; `"3"` equals 3, since parameters are text.
fn same(a: &Value, b: &Value) -> bool {
    let plain = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    a == b || plain(a) == plain(b)
}

/// The REST path of each entity's property; `{user}` is the visitor, `{app}` the app's key.
const JIRA: &[(&str, &str)] = &[
    (
        "issue",
        "/rest/api/3/issue/{issue.key}/properties/{property}",
    ),
    (
        "project",
        "/rest/api/3/project/{project.key}/properties/{property}",
    ),
    (
        "issuetype",
        "/rest/api/3/issuetype/{issuetype.id}/properties/{property}",
    ),
    (
        "user",
        "/rest/api/3/user/properties/{property}?accountId={user}",
    ),
    (
        "comment",
        "/rest/api/3/comment/{comment.id}/properties/{property}",
    ),
    (
        "dashboarditem",
        "/rest/api/3/dashboard/{dashboard.id}/items/{dashboardItem.id}/properties/{property}",
    ),
    (
        "sprint",
        "/rest/agile/1.0/sprint/{sprint.id}/properties/{property}",
    ),
    (
        "board",
        "/rest/agile/1.0/board/{board.id}/properties/{property}",
    ),
];

const CONFLUENCE: &[(&str, &str)] = &[
    (
        "content",
        "/rest/api/content/{content.id}/property/{property}",
    ),
    ("space", "/rest/api/space/{space.key}/property/{property}"),
    ("user", "/rest/api/user/{user}/property/{property}"),
];

/// The REST path of app properties.
const ADDONS: &str = "/rest/atlassian-connect/1/addons/";

impl Judge<'_> {
    pub(super) async fn property(&self, name: &str, condition: &PropertyCondition) -> Verdict {
        let key = condition.param("propertyKey").and_then(Value::as_str);
        let Some(key) = key else {
            return Verdict::Unknown(format!("{name} names no property"));
        };
        let found = match condition.entity.as_str() {
            "addon" | "app" => {
                let entity = format!("{ADDONS}{}", self.app.key);
                self.visit.host().property(&entity, key)
            }
            entity => match self.entity_property(entity, key).await {
                Ok(found) => found,
                Err(verdict) => return verdict(name),
            },
        };
        let groups = match condition.test {
            Test::ContainsAnyUserGroup => match self.groups().await {
                Ok(groups) => groups,
                Err(why) => return Verdict::Unknown(format!("{name}: {why}")),
            },
            _ => Vec::new(),
        };
        let value = found.as_ref().and_then(|it| condition.object(it));
        let visitor = self.visit.choice.user.as_deref();
        Verdict::of(
            condition.holds(value, visitor, &groups),
            &format!("{name} ({key})"),
        )
    }

    #[allow(
        clippy::type_complexity,
        reason = "only the caller knows the condition's name"
    )]
    async fn entity_property(
        &self,
        entity: &str,
        key: &str,
    ) -> Result<Option<Value>, Box<dyn Fn(&str) -> Verdict + Send>> {
        let rows = match self.visit.product() {
            HostProduct::Jira => JIRA,
            HostProduct::Confluence => CONFLUENCE,
        };
        let known = entity.to_ascii_lowercase();
        let Some((_, path)) = rows.iter().find(|(name, _)| *name == known) else {
            let entity = entity.to_owned();
            return Err(Box::new(move |name| {
                Verdict::Unknown(format!("{name}: `{entity}` has no properties here"))
            }));
        };
        let resolved = resolve(path, |name| match name {
            "property" => Some(key.to_owned()),
            "user" => self.visit.choice.user.clone(),
            _ => self.context.get(name).cloned(),
        });
        if let Some(missing) = resolved.unbound.first().cloned() {
            return Err(Box::new(move |name| {
                Verdict::Failed(format!("{name}: there is no {missing} in view"))
            }));
        }
        match self.ask(&resolved.url).await {
            Answered::Found(mut property) => Ok(property.get_mut("value").map(Value::take)),
            Answered::Missing => Ok(None),
            Answered::Silent(why) => Err(Box::new(move |name| {
                Verdict::Unknown(format!("{name}: {why}"))
            })),
        }
    }

    /// The names of the visitor's groups.
    async fn groups(&self) -> Result<Vec<String>, String> {
        let Some(user) = &self.visit.choice.user else {
            return Ok(Vec::new());
        };
        let (path, pointer) = match self.visit.product() {
            HostProduct::Jira => ("/rest/api/3/user/groups", ""),
            HostProduct::Confluence => ("/rest/api/user/memberof", "/results"),
        };
        let target = with_query(path, &[("accountId", user)]);
        match self.ask(&target).await {
            Answered::Found(found) => {
                let groups = found.pointer(pointer).and_then(Value::as_array);
                let names = groups.into_iter().flatten();
                let names = names.filter_map(|group| Some(group.get("name")?.as_str()?.to_owned()));
                Ok(names.collect())
            }
            Answered::Missing => Ok(Vec::new()),
            Answered::Silent(why) => Err(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(test: &str, params: Value, property: Value) -> bool {
        let condition = PropertyCondition::of(
            &format!("entity_property_{test}"),
            params.as_object().unwrap(),
        );
        let condition = condition.unwrap();
        let groups = ["devs".to_owned()];
        condition.holds(condition.object(&property), Some("ann"), &groups)
    }

    #[test]
    fn a_value_is_compared_as_the_parameter_writes_it() {
        assert!(holds("equal_to", json!({"value": "true"}), json!(true)));
        assert!(holds(
            "equal_to",
            json!({"value": "\"blue\""}),
            json!("blue")
        ));
        assert!(holds("equal_to", json!({"value": "blue"}), json!("blue")));
        assert!(holds("equal_to", json!({"value": "3"}), json!("3")));
        assert!(!holds("equal_to", json!({"value": "3"}), json!(4)));
        let in_it = json!({"value": "x", "objectName": "a.b"});
        assert!(holds("equal_to", in_it.clone(), json!({"a": {"b": "x"}})));
        assert!(!holds("equal_to", in_it, json!({"a": {"c": "x"}})));
    }

    #[test]
    fn lists_contain() {
        let two = || json!({"value": "[\"a\", \"b\"]"});
        assert!(holds("contains_any", two(), json!(["b", "c"])));
        assert!(!holds("contains_all", two(), json!(["b", "c"])));
        assert!(holds("contains_all", two(), json!(["b", "a", "c"])));
        let context = || json!({"contextParam": "user.accountId"});
        assert!(holds("contains_context", context(), json!(["ann"])));
        assert!(holds("equal_to_context", context(), json!("ann")));
        assert!(!holds("equal_to_context", context(), json!("bob")));
        assert!(holds(
            "contains_any_user_group",
            json!({}),
            json!(["devs", "x"])
        ));
        assert!(!holds("contains_any_user_group", json!({}), json!(["ops"])));
    }
}
