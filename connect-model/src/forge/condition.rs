//! The Forge display conditions that correspond to Connect conditions.

use serde_json::{Map, Value};

use super::module::{ForgeModule, View};
use crate::HostProduct;
use crate::fact::Confidence;
use crate::generated::forge::CONDITIONS;
use crate::generated::named;
use crate::product::Product;

/// A condition, and the corresponding display condition ("Display conditions").
#[derive(Debug, PartialEq, Eq)]
pub struct DisplayCondition {
    /// The condition: `user_is_logged_in`.
    pub condition: &'static str,
    /// The product that knows it.
    pub product: Product,
    /// The display condition in manifest notation, with the condition's parameters in angle
    /// brackets: `hasProjectPermission: <permission>`; `None` if nothing corresponds to it.
    pub written: Option<&'static str>,
    /// The views in which it can be used.
    pub views: &'static [View],
    /// The confidence of the row.
    pub confidence: Confidence,
    /// Why nothing corresponds to it, if there is a specific reason; may be empty.
    pub note: &'static str,
}

/// All rows, sorted by condition and product.
#[must_use]
pub fn display_conditions() -> &'static [DisplayCondition] {
    &CONDITIONS
}

/// The row for a condition of a product.
#[must_use]
pub fn display_condition(
    condition: &str,
    product: HostProduct,
) -> Option<&'static DisplayCondition> {
    let rows = named(&CONDITIONS, condition, |row| row.condition);
    let product = Product::from(product);
    rows.iter()
        .find(|row| row.product == Product::Common || row.product.meets(product))
}

/// The names of all display conditions: the part before the colon of a row.
pub fn names() -> impl Iterator<Item = (&'static str, &'static [View])> {
    CONDITIONS.iter().flat_map(|row| {
        let name = row.written.and_then(|written| written.split_once(": "));
        let names = name.map_or("", |(name, _)| name).split(" | ");
        names
            .filter(|name| !name.is_empty())
            .map(|name| (name, row.views))
    })
}

/// The maximum nesting of condition groups on Forge.
const MAX_NESTING: usize = 9;

/// The `displayConditions` of a Forge module, converted from the `conditions` of a Connect module,
/// and the conditions that are lost.
///
/// ```
/// use connect_model::HostProduct;
/// use connect_model::forge::condition::translate;
/// use connect_model::forge::module::forge_module;
/// use serde_json::json;
///
/// let panel = forge_module("jira:issuePanel").unwrap();
/// let conditions = json!([
///     { "condition": "user_is_logged_in" },
///     { "condition": "has_project_permission", "params": { "permission": "EDIT_ISSUES" }, "invert": true },
///     { "condition": "/conditions/beta" },
/// ]);
/// let (display, lost) = translate(&conditions, HostProduct::Jira, panel);
/// assert_eq!(
///     serde_json::Value::Object(display),
///     json!({ "isLoggedIn": true, "not": { "hasProjectPermission": "EDIT_ISSUES" } }),
/// );
/// assert_eq!(lost[0].condition, "/conditions/beta");
/// ```
#[must_use]
pub fn translate(
    conditions: &Value,
    product: HostProduct,
    module: &ForgeModule,
) -> (Map<String, Value>, Vec<Lost>) {
    let mut lost = Vec::new();
    let place = Place { product, module };
    let all = list(conditions);
    let translated = all
        .iter()
        .filter_map(|one| place.one(one, MAX_NESTING, &mut lost));
    let together = together("and", translated.collect(), product, &mut lost);
    (together, lost)
}

/// A condition that nothing corresponds to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The condition.
    pub condition: String,
    /// The reason.
    pub why: String,
}

struct Place<'a> {
    product: HostProduct,
    module: &'a ForgeModule,
}

impl Place<'_> {
    fn one(
        &self,
        condition: &Value,
        depth: usize,
        lost: &mut Vec<Lost>,
    ) -> Option<Map<String, Value>> {
        let depth = depth.checked_sub(1)?;
        for operator in ["and", "or"] {
            let Some(group) = condition.get(operator) else {
                continue;
            };
            return self.group(operator, list(group), depth, lost);
        }
        if let Some(group) = condition.get("conditions") {
            let or = condition.get("type").and_then(Value::as_str);
            let or = or.is_some_and(|kind| kind.eq_ignore_ascii_case("or"));
            return self.group(if or { "or" } else { "and" }, list(group), depth, lost);
        }
        let name = condition.get("condition").and_then(Value::as_str)?;
        match self.named(name, condition.get("params")) {
            Err(why) => {
                lost.push(Lost {
                    // For one of the app's own conditions, the path.
                    condition: name.split('?').next().unwrap_or(name).to_owned(),
                    why,
                });
                None
            }
            Ok((display, value)) => {
                let one = Map::from_iter([(display, value)]);
                let inverted = condition.get("invert").and_then(Value::as_bool) == Some(true);
                Some(if inverted {
                    Map::from_iter([("not".to_owned(), Value::Object(one))])
                } else {
                    one
                })
            }
        }
    }

    /// Converts a group. Without one of its members it would mean something else: an `or` is
    /// dropped completely, because the rest would hide the module from users who should see it; an
    /// `and` keeps the others.
    fn group(
        &self,
        operator: &str,
        members: &[Value],
        depth: usize,
        lost: &mut Vec<Lost>,
    ) -> Option<Map<String, Value>> {
        let translated: Vec<_> = members
            .iter()
            .map(|member| self.one(member, depth, lost))
            .collect();
        if operator == "or" && translated.iter().any(Option::is_none) {
            return None;
        }
        let members: Vec<_> = translated.into_iter().flatten().collect();
        if members.is_empty() {
            return None;
        }
        if operator == "and" {
            return Some(together("and", members, self.product, lost));
        }
        let group = together("or", members, self.product, lost);
        Some(Map::from_iter([("or".to_owned(), nested("or", group))]))
    }

    fn named(&self, name: &str, params: Option<&Value>) -> Result<(String, Value), String> {
        if name.starts_with('/') || name.contains("://") {
            return Err("Forge asks no app whether to show a module".to_owned());
        }
        let Some(row) = display_condition(name, self.product) else {
            return Err("no display condition is known for it".to_owned());
        };
        let Some(written) = row.written else {
            return Err(if row.note.is_empty() {
                "no display condition stands for it".to_owned()
            } else {
                row.note.to_owned()
            });
        };
        if let Some(here) = self.module.view
            && !row.views.iter().any(|view| view.is_known_in(here))
        {
            return Err(format!("it can't be asked in `{}`", self.module.name));
        }
        fill(written, params).ok_or_else(|| "a parameter of it is missing".to_owned())
    }
}

/// Fills in the parameters of a display condition.
fn fill(written: &str, params: Option<&Value>) -> Option<(String, Value)> {
    let (name, value) = written.split_once(": ")?;
    let param = |name: &str| params.and_then(|params| params.get(name)).cloned();
    // One of several names, depending on the application that is named.
    let name = if name.contains(" | ") {
        let wanted = param("applicationKey")?;
        let wanted = wanted.as_str()?.rsplit('-').next()?.to_owned();
        let wanted = match wanted.as_str() {
            "servicedesk" => "servicemanagement".to_owned(),
            other => other.to_owned(),
        };
        let mut names = name.split(" | ");
        names.find(|name| name.to_ascii_lowercase().contains(&wanted))?
    } else {
        name
    };
    let value = if value == "true" {
        Value::Bool(true)
    } else if let Some(members) = value.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        let mut object = Map::new();
        for member in members.split(", ") {
            match member.split_once(": ") {
                Some((name, value)) => {
                    let value = match placeholder(value) {
                        Some(parameter) => param(parameter)?,
                        None => value.into(),
                    };
                    object.insert(name.to_owned(), value);
                }
                // The parameter with that name, which may be omitted.
                None => {
                    if let Some(value) = param(member) {
                        object.insert(member.to_owned(), value);
                    }
                }
            }
        }
        Value::Object(object)
    } else {
        match placeholder(value) {
            Some(parameter) => param(parameter)?,
            None => value.into(),
        }
    };
    Some((name.to_owned(), value))
}

fn placeholder(text: &str) -> Option<&str> {
    text.strip_prefix('<')?.strip_suffix('>')
}

/// Combines conditions. If two have the same name, the second goes into a separate group; in
/// Confluence, where groups can only be objects, nesting goes no deeper.
fn together(
    operator: &str,
    members: Vec<Map<String, Value>>,
    product: HostProduct,
    lost: &mut Vec<Lost>,
) -> Map<String, Value> {
    let mut together = Map::new();
    let mut others = Vec::new();
    for member in members {
        if member.keys().all(|name| !together.contains_key(name)) {
            together.extend(member);
        } else {
            others.push(Value::Object(member));
        }
    }
    if others.is_empty() {
        return together;
    }
    match product {
        HostProduct::Jira => {
            let all = std::iter::once(Value::Object(together)).chain(others);
            Map::from_iter([(operator.to_owned(), all.collect())])
        }
        HostProduct::Confluence => {
            lost.extend(others.iter().map(|other| Lost {
                condition: other.to_string(),
                why: "Confluence takes each display condition once in a group".to_owned(),
            }));
            together
        }
    }
}

/// The contents of a group: a list if it had to be one.
fn nested(operator: &str, mut group: Map<String, Value>) -> Value {
    match group.remove(operator) {
        Some(list @ Value::Array(_)) if group.is_empty() => list,
        Some(other) => {
            group.insert(operator.to_owned(), other);
            Value::Object(group)
        }
        None => Value::Object(group),
    }
}

fn list(conditions: &Value) -> &[Value] {
    match conditions {
        Value::Array(list) => list,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::module::forge_module;
    use serde_json::json;

    fn of(product: HostProduct, module: &str, conditions: &Value) -> (Value, Vec<String>) {
        let module = forge_module(module).unwrap();
        let (display, lost) = translate(conditions, product, module);
        let lost = lost.into_iter().map(|lost| lost.condition).collect();
        (Value::Object(display), lost)
    }

    #[test]
    fn each_condition_has_a_row() {
        for condition in crate::conditions() {
            let rows = named(&CONDITIONS, condition.name, |row| row.condition);
            let found = rows.iter().any(|row| row.product.meets(condition.product));
            assert!(found, "{condition:?}");
        }
    }

    #[test]
    fn groups_stay_groups() {
        let either = json!([{ "or": [
            { "condition": "user_is_admin" },
            { "condition": "user_is_project_admin", "invert": true },
        ] }]);
        let (display, lost) = of(HostProduct::Jira, "jira:issuePanel", &either);
        let wanted = json!({ "or": { "isAdmin": true, "not": { "isProjectAdmin": true } } });
        assert_eq!(display, wanted);
        assert!(lost.is_empty());
    }

    #[test]
    fn what_is_written_twice_is_a_list_in_jira() {
        let permission = |name: &str| json!({ "condition": "has_project_permission", "params": { "permission": name } });
        let both = json!([permission("A"), permission("B")]);
        let (display, _) = of(HostProduct::Jira, "jira:issuePanel", &both);
        let wanted =
            json!({ "and": [{ "hasProjectPermission": "A" }, { "hasProjectPermission": "B" }] });
        assert_eq!(display, wanted);
        let either = json!([{ "or": [permission("A"), permission("B")] }]);
        let (display, _) = of(HostProduct::Jira, "jira:issuePanel", &either);
        let wanted =
            json!({ "or": [{ "hasProjectPermission": "A" }, { "hasProjectPermission": "B" }] });
        assert_eq!(display, wanted);
    }

    #[test]
    fn a_lost_alternative_removes_its_group() {
        let either = json!([{ "or": [
            { "condition": "user_is_admin" },
            { "condition": "voting_enabled" },
        ] }]);
        let (display, lost) = of(HostProduct::Jira, "jira:issuePanel", &either);
        assert_eq!(display, json!({}));
        assert_eq!(lost, ["voting_enabled"]);
    }

    #[test]
    fn a_condition_is_kept_where_forge_has_it() {
        let issue = json!([{ "condition": "has_issue_permission", "params": { "permission": "EDIT_ISSUES" } }]);
        let (display, _) = of(HostProduct::Jira, "jira:issuePanel", &issue);
        assert_eq!(display, json!({ "hasIssuePermission": "EDIT_ISSUES" }));
        let (display, lost) = of(HostProduct::Jira, "jira:projectPage", &issue);
        assert_eq!(display, json!({}));
        assert_eq!(lost, ["has_issue_permission"]);
    }

    #[test]
    fn parameters_are_kept() {
        let property = json!([{ "condition": "entity_property_equal_to", "params": {
            "entity": "issue", "propertyKey": "flag", "value": "on",
        } }]);
        let (display, _) = of(HostProduct::Jira, "jira:issuePanel", &property);
        let wanted = json!({ "entityPropertyEqualTo": {
            "entity": "issue", "propertyKey": "flag", "value": "on",
        } });
        assert_eq!(display, wanted);
        let application = json!([{ "condition": "can_use_application", "params": { "applicationKey": "jira-servicedesk" } }]);
        let (display, _) = of(HostProduct::Jira, "jira:issuePanel", &application);
        assert_eq!(display, json!({ "hasServiceManagementAccess": true }));
    }
}
