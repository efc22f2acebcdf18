//! Whether a module is shown to a visitor: evaluates its conditions where it would appear.
//!
//! A condition of the product is a row of [`table`]: it calls the REST API as the visitor, so that
//! permissions decide as everywhere. A condition that is a path is the app's own: the host calls the app.
//! A condition that can't be evaluated here counts as met, and the page shows why.

mod property;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, StatusCode};
use parking_lot::Mutex;
use serde_json::{Map, Value};

use self::property::PropertyCondition;
use self::table::{Check, Is, Scope, check};
use super::app::App;
use super::context::Context;
use super::target::with_query;
use super::visit::Visit;
use crate::descriptor::context::resolve;
use crate::descriptor::module::Module;

/// The outcome of evaluating conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Met,
    /// The condition that is not met.
    Failed(String),
    /// Why the outcome can't be known.
    Unknown(String),
}

impl Verdict {
    fn of(met: bool, what: &str) -> Verdict {
        if met {
            Verdict::Met
        } else {
            Verdict::Failed(format!("{what} is not met"))
        }
    }

    fn inverted(self, what: &str) -> Verdict {
        match self {
            Verdict::Met => Verdict::Failed(format!("{what} is met, and inverted")),
            Verdict::Failed(_) => Verdict::Met,
            unknown @ Verdict::Unknown(_) => unknown,
        }
    }
}

/// A response of the product's REST API.
#[derive(Debug, Clone)]
enum Answered {
    Found(Value),
    /// The resource does not exist, or the visitor can't see it.
    Missing,
    /// The response leaves it open, for this reason.
    Silent(String),
}

/// Evaluates conditions for one page and its visitor, making each request only once.
pub(super) struct Judge<'a> {
    visit: &'a Visit,
    app: &'a App,
    context: &'a Context,
    answers: Mutex<BTreeMap<String, Answered>>,
    of_app: Mutex<BTreeMap<String, Verdict>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(visit: &'a Visit, app: &'a App, context: &'a Context) -> Judge<'a> {
        Judge {
            visit,
            app,
            context,
            answers: Mutex::default(),
            of_app: Mutex::default(),
        }
    }

    /// The outcome of a module's `conditions`.
    pub(super) async fn judge(&self, conditions: &Value) -> Verdict {
        let mut each = Vec::new();
        collect(conditions, &mut each);
        let mut verdicts = Vec::with_capacity(each.len());
        for condition in each {
            verdicts.push(self.single(condition).await);
        }
        fold(conditions, &mut verdicts.into_iter())
    }

    /// The context parameters `condition.<name>` for the app's URLs, with their values.
    pub(super) async fn in_urls(&self) -> Vec<(String, String)> {
        let names = self.app.modules.iter().flat_map(Module::context_parameters);
        let names: BTreeSet<_> = names
            .filter(|name| name.starts_with("condition."))
            .collect();
        let mut values = Vec::new();
        for name in names {
            let Some(condition) = written(&name) else {
                continue;
            };
            // An unknown outcome is left out, and stays empty.
            match self.single(&condition).await {
                Verdict::Met => values.push((name, "true".to_owned())),
                Verdict::Failed(_) => values.push((name, "false".to_owned())),
                Verdict::Unknown(_) => {}
            }
        }
        values
    }

    async fn single(&self, condition: &Map<String, Value>) -> Verdict {
        let name = condition.get("condition").and_then(Value::as_str);
        let Some(name) = name else {
            return Verdict::Unknown("a condition has no name".to_owned());
        };
        let empty = Map::new();
        let params = condition.get("params").and_then(Value::as_object);
        let params = params.unwrap_or(&empty);
        let verdict = if name.starts_with('/') || name.contains("://") {
            self.of_app(name).await
        } else {
            self.of_product(name, params).await
        };
        match condition.get("invert") {
            Some(Value::Bool(true)) => verdict.inverted(name),
            _ => verdict,
        }
    }

    /// Calls the app as the product does: signed, as the visitor, with the context parameters filled in
    /// ("Conditions": a remote condition answers `{"shouldDisplay": true}`; when it fails, the
    /// module is not shown).
    async fn of_app(&self, url: &str) -> Verdict {
        let base = self.app.base_url.as_str().trim_end_matches('/');
        let path = url.strip_prefix(base).unwrap_or(url);
        if !path.starts_with('/') {
            return Verdict::Unknown(format!("{url} is not below the app's base URL"));
        }
        let path = resolve(path, |name| self.context.get(name).cloned()).url;
        if let Some(known) = self.of_app.lock().get(&path) {
            return known.clone();
        }
        let mut call = self.visit.host().request(Method::GET, &path);
        call = match &self.visit.choice.user {
            Some(user) => call.as_user(user),
            None => call.anonymous(),
        };
        for (name, value) in self.context {
            call = call.with(name, value);
        }
        let verdict = match call.await {
            Err(error) => Verdict::Failed(error.to_string()),
            Ok(answer) if !answer.status.is_success() => {
                Verdict::Failed(format!("the app answered {} to {path}", answer.status))
            }
            Ok(answer) => match answer.json::<Value>() {
                Ok(json) => match json.get("shouldDisplay").and_then(Value::as_bool) {
                    Some(shown) => Verdict::of(shown, url),
                    None => Verdict::Failed(format!("the answer of {path} has no `shouldDisplay`")),
                },
                Err(_) => Verdict::Failed(format!("the answer of {path} is not JSON")),
            },
        };
        self.of_app.lock().insert(path, verdict.clone());
        verdict
    }

    async fn of_product(&self, name: &str, params: &Map<String, Value>) -> Verdict {
        if let Some(condition) = PropertyCondition::of(name, params) {
            return self.property(name, &condition).await;
        }
        match check(self.visit.product(), name) {
            None => Verdict::Unknown(format!("the product knows no condition {name}")),
            Some(Check::Always(met)) => Verdict::of(*met, name),
            Some(Check::Unknowable(reason)) => Verdict::Unknown(format!("{name}: {reason}")),
            Some(Check::LoggedIn) => Verdict::of(self.visit.choice.user.is_some(), name),
            Some(Check::Licensed) => Verdict::of(self.visit.host().has_active_license(), name),
            Some(Check::InView(parameter)) => {
                Verdict::of(self.context.contains_key(*parameter), name)
            }
            Some(Check::InViewIs(parameter, value)) => {
                let found = self.context.get(*parameter).map(String::as_str);
                Verdict::of(found == Some(*value), name)
            }
            Some(Check::OwnProfile(parameter)) => {
                let shown = self.context.get(*parameter);
                let own = shown.is_some() && shown == self.visit.choice.user.as_ref();
                Verdict::of(own, name)
            }
            Some(Check::Permission(scope, permission)) => {
                let given = params.get("permission").and_then(Value::as_str);
                match permission.or(given) {
                    Some(permission) => self.permission(name, *scope, permission).await,
                    None => Verdict::Unknown(format!("{name} names no permission")),
                }
            }
            Some(Check::Answer(target, pointer, is)) => {
                self.answer(name, params, target, pointer, *is).await
            }
        }
    }

    /// Whether the visitor has a Jira permission ("Get my permissions").
    async fn permission(&self, name: &str, scope: Scope, permission: &str) -> Verdict {
        let permission = permission.to_ascii_uppercase();
        let mut query = vec![("permissions", &*permission)];
        if let Some((parameter, of)) = scope.parameter() {
            let Some(entity) = self.context.get(of) else {
                return Verdict::Failed(format!("{name}: there is no {of} in view"));
            };
            query.push((parameter, entity));
        }
        let target = with_query("/rest/api/3/mypermissions", &query);
        match self.ask(&target).await {
            Answered::Found(found) => {
                let has = found
                    .get("permissions")
                    .and_then(|all| all.get(&permission)?.get("havePermission")?.as_bool());
                match has {
                    Some(has) => Verdict::of(has, &format!("{name} ({permission})")),
                    None => Verdict::Unknown(format!(
                        "{name}: the product's answer does not have {permission}"
                    )),
                }
            }
            Answered::Missing => {
                Verdict::Failed(format!("{name}: the project or issue is not found"))
            }
            Answered::Silent(why) => Verdict::Unknown(format!("{name}: {why}")),
        }
    }

    async fn answer(
        &self,
        name: &str,
        params: &Map<String, Value>,
        target: &str,
        pointer: &str,
        is: Is,
    ) -> Verdict {
        let resolved = resolve(target, |name| match name {
            "user" => self.visit.choice.user.clone(),
            _ => self.context.get(name).cloned(),
        });
        if let Some(missing) = resolved.unbound.first() {
            return Verdict::Failed(format!("{name}: there is no {missing} in view"));
        }
        let user = self.visit.choice.user.as_deref();
        match self.ask(&resolved.url).await {
            Answered::Found(found) => match is.holds(found.pointer(pointer), user, params) {
                Some(met) => Verdict::of(met, name),
                None => Verdict::Unknown(format!("{name}: the product's answer does not show it")),
            },
            Answered::Missing => Verdict::Failed(format!("{name}: it is not found")),
            Answered::Silent(why) => Verdict::Unknown(format!("{name}: {why}")),
        }
    }

    /// Calls the product's REST API, once per distinct request.
    async fn ask(&self, target: &str) -> Answered {
        if let Some(known) = self.answers.lock().get(target) {
            return known.clone();
        }
        let answered = match self.visit.request(Method::GET, target).await {
            Ok(answer) if answer.status_code().is_success() => match answer.read() {
                Ok(found) => Answered::Found(found),
                Err(_) => Answered::Silent(format!("{target} did not answer with JSON")),
            },
            Ok(answer) => match answer.status_code() {
                StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {
                    Answered::Missing
                }
                status => Answered::Silent(format!("{target} answered {status}")),
            },
            Err(error) => Answered::Silent(error.to_string()),
        };
        let mut answers = self.answers.lock();
        answers.insert(target.to_owned(), answered.clone());
        answered
    }
}

/// The condition that a context parameter names: `condition.<name>`, or `condition.<name>(k=v,…)`.
fn written(parameter: &str) -> Option<Map<String, Value>> {
    let condition = parameter.strip_prefix("condition.")?;
    let (name, params) = match condition.split_once('(') {
        Some((name, params)) => (name, params.strip_suffix(')')?),
        None => (condition, ""),
    };
    // Context parameters of workflow conditions have such names as well.
    if matches!(name, "id" | "config") {
        return None;
    }
    let pairs = params.split(',').filter_map(|pair| pair.split_once('='));
    let params = pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().into()));
    let mut condition = Map::new();
    condition.insert("condition".to_owned(), name.into());
    condition.insert("params".to_owned(), Value::Object(params.collect()));
    Some(condition)
}

/// The single conditions in a tree, in order.
fn collect<'a>(conditions: &'a Value, each: &mut Vec<&'a Map<String, Value>>) {
    match conditions {
        Value::Array(all) => all.iter().for_each(|one| collect(one, each)),
        Value::Object(one) => match group(one) {
            Some((members, _)) => collect(members, each),
            None => each.push(one),
        },
        _ => {}
    }
}

/// The members of a group, and whether one of them is enough.
fn group(one: &Map<String, Value>) -> Option<(&Value, bool)> {
    let (members, any) = match (one.get("or"), one.get("and")) {
        (Some(members), _) => (members, true),
        (None, members) => (members?, false),
    };
    Some((members, any))
}

/// The outcome of a tree, from those of its single conditions: all must be met, or one in a group with
/// `or`.
fn fold(conditions: &Value, verdicts: &mut impl Iterator<Item = Verdict>) -> Verdict {
    match conditions {
        Value::Array(all) => {
            let each: Vec<_> = all.iter().map(|one| fold(one, verdicts)).collect();
            all_of(each)
        }
        Value::Object(one) => match group(one) {
            Some((Value::Array(members), true)) => {
                let each: Vec<_> = members.iter().map(|one| fold(one, verdicts)).collect();
                any_of(each)
            }
            Some((members, _)) => fold(members, verdicts),
            None => verdicts.next().unwrap_or(Verdict::Met),
        },
        _ => Verdict::Met,
    }
}

fn all_of(each: Vec<Verdict>) -> Verdict {
    let mut all = Verdict::Met;
    for verdict in each {
        match verdict {
            Verdict::Met => {}
            failed @ Verdict::Failed(_) => return failed,
            unknown @ Verdict::Unknown(_) => all = unknown,
        }
    }
    all
}

fn any_of(each: Vec<Verdict>) -> Verdict {
    let mut any = None;
    for verdict in each {
        match verdict {
            Verdict::Met => return Verdict::Met,
            failed @ Verdict::Failed(_) => {
                any.get_or_insert(failed);
            }
            unknown @ Verdict::Unknown(_) => any = Some(unknown),
        }
    }
    any.unwrap_or(Verdict::Met)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The outcome of conditions that are named after their outcomes.
    fn judged(conditions: &Value) -> Verdict {
        let mut each = Vec::new();
        collect(conditions, &mut each);
        let verdicts: Vec<_> = each
            .iter()
            .map(|one| match one["condition"].as_str().unwrap() {
                "met" => Verdict::Met,
                "failed" => Verdict::Failed("failed".to_owned()),
                _ => Verdict::Unknown("unknown".to_owned()),
            })
            .collect();
        fold(conditions, &mut verdicts.into_iter())
    }

    #[test]
    fn groups_have_three_values() {
        let one = |name: &str| json!({ "condition": name });
        let (met, failed, unknown) = (one("met"), one("failed"), one("unknown"));
        let is_met = |it: Value| judged(&it) == Verdict::Met;
        let is_failed = |it: Value| matches!(judged(&it), Verdict::Failed(_));
        assert!(is_met(json!([])));
        assert!(is_met(json!([met, { "or": [failed, met] }])));
        assert!(is_failed(json!([met, { "or": [failed, failed] }])));
        assert!(is_failed(json!([unknown, failed])));
        assert!(is_failed(
            json!([{ "and": [met, { "or": [{ "and": [met, failed] }] }] }, met])
        ));
        assert!(is_met(json!({ "or": [unknown, met] })));
        for unsure in [json!([met, unknown]), json!({ "or": [failed, unknown] })] {
            assert!(matches!(judged(&unsure), Verdict::Unknown(_)), "{unsure}");
        }
    }
}
