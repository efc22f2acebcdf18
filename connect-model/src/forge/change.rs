//! The changes from one manifest to another, and which of them an administrator of each site has to
//! approve.
//!
//! Forge makes a major version of an app if it may do more than before: each site stays on its version
//! until an administrator agrees. Anything else is a minor version, which each site gets automatically
//! ("App versions"). Atlassian's table distinguishes the two ("Versioning in Connect vs Forge"); a
//! change that it does not list, but that sends data to more places, counts as major here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::scope::{Scope, ScopeSet};

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The scopes, whenever they differ.
    Scopes,
    /// Acting as users who are not viewing the app's pages.
    Impersonation,
    /// Whether the app is paid.
    Licensing,
    /// What the content policy allows its pages to do.
    Content,
    /// The hosts that its pages and functions connect to.
    External,
    /// The services that its users sign in to.
    Providers,
    /// An additional remote.
    NewRemote,
    /// The address of a remote.
    Address,
    /// The data that a remote receives, and whether it stores it.
    Data,
    /// Where Forge calls the app, and with which tokens.
    Endpoint,
    /// The key on Connect, which identifies its data.
    ConnectKey,
    /// The modules.
    Modules,
    /// Anything else in a manifest.
    Other,
}

/// The rules for major versions, and their sources. `None`: Atlassian's table does not list it, and
/// it counts as major to be on the safe side.
const MAJOR: [(Rule, Option<&str>); 11] = [
    (Rule::Scopes, TABLE),
    (Rule::Impersonation, None),
    (Rule::Licensing, TABLE),
    (Rule::Content, TABLE),
    (Rule::External, TABLE),
    (Rule::Providers, TABLE),
    (Rule::NewRemote, TABLE),
    (Rule::Address, TABLE),
    (Rule::Data, None),
    (Rule::Endpoint, None),
    (Rule::ConnectKey, None),
];
const TABLE: Option<&str> = Some("Versioning in Connect vs Forge");

impl Rule {
    /// Whether a change of this kind makes a major version.
    #[must_use]
    pub fn is_major(self) -> bool {
        MAJOR.iter().any(|(rule, _)| *rule == self)
    }

    /// The page in Atlassian's documentation that states this; `None` if there is none.
    #[must_use]
    pub fn source(self) -> Option<&'static str> {
        let found = MAJOR.iter().find(|(rule, _)| *rule == self);
        found.and_then(|(_, source)| *source)
    }
}

/// A difference between two manifests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The kind of change.
    pub rule: Rule,
    /// Its place in the manifest: `permissions.scopes`.
    pub at: String,
    /// A description: ``asks for `write:jira-work` ``.
    pub what: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

/// The changes, most important first.
///
/// ```
/// use connect_model::forge::change::changes;
/// use serde_json::json;
///
/// let before = json!({ "permissions": { "scopes": ["read:jira-work"] } });
/// let after = json!({ "permissions": { "scopes": ["read:jira-work", "write:jira-work"] } });
/// let changes = changes(&before, &after);
/// assert_eq!(changes[0].to_string(), "permissions.scopes: asks for `write:jira-work`");
/// assert!(changes[0].rule.is_major());
/// ```
#[must_use]
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut compared = Compared {
        before,
        after,
        changes: Vec::new(),
    };
    compared.scopes();
    compared.leaves(Rule::Licensing, "/app/licensing");
    compared.leaves(Rule::Content, "/permissions/content");
    compared.leaves(Rule::External, "/permissions/external");
    compared.leaves(Rule::Providers, "/providers");
    compared.leaves(Rule::ConnectKey, "/app/connect/key");
    compared.remotes();
    compared.modules("modules");
    compared.modules("connectModules");
    compared.others();
    compared.changes.sort();
    compared.changes
}

struct Compared<'a> {
    before: &'a Value,
    after: &'a Value,
    changes: Vec<Change>,
}

/// The members of a manifest that have their own comparison rules.
const APART: [&str; 6] = [
    "app",
    "connectModules",
    "modules",
    "permissions",
    "providers",
    "remotes",
];

impl Compared<'_> {
    fn add(&mut self, rule: Rule, at: impl Into<String>, what: impl Into<String>) {
        self.changes.push(Change {
            rule,
            at: at.into(),
            what: what.into(),
        });
    }

    fn scopes(&mut self) {
        let at = "permissions.scopes";
        let (before, after) = (scopes_of(self.before), scopes_of(self.after));
        for (scope, impersonates) in &after {
            let known = before.get(scope);
            if known.is_none() {
                self.add(Rule::Scopes, at, format!("asks for `{scope}`"));
            }
            if *impersonates && known != Some(&true) {
                self.add(
                    Rule::Impersonation,
                    at,
                    format!("acts as users with `{scope}`"),
                );
            }
        }
        for scope in before.keys().filter(|scope| !after.contains_key(*scope)) {
            self.add(Rule::Scopes, at, format!("no longer asks for `{scope}`"));
        }
    }

    /// Compares everything below a member as text.
    fn leaves(&mut self, rule: Rule, pointer: &str) {
        let of = |manifest: &Value| {
            let mut leaves = BTreeSet::new();
            if let Some(value) = manifest.pointer(pointer) {
                collect(value, &mut Vec::new(), &mut leaves);
            }
            leaves
        };
        let (before, after) = (of(self.before), of(self.after));
        let at = pointer.trim_start_matches('/').replace('/', ".");
        let place = |below: &str| match below {
            "" => at.clone(),
            below => format!("{at}.{below}"),
        };
        for (below, value) in after.difference(&before) {
            self.add(rule, place(below), format!("has `{value}`"));
        }
        for (below, value) in before.difference(&after) {
            self.add(rule, place(below), format!("no longer has `{value}`"));
        }
    }

    fn remotes(&mut self) {
        let of = |manifest: &Value| keyed(manifest.get("remotes"));
        let (before, after) = (of(self.before), of(self.after));
        for (key, remote) in &after {
            let at = format!("remotes.{key}");
            let Some(known) = before.get(key) else {
                self.add(Rule::NewRemote, at, "is new");
                continue;
            };
            let names = members(known).chain(members(remote));
            for name in names.collect::<BTreeSet<_>>() {
                if known.get(name) != remote.get(name) {
                    let rule = match name {
                        "baseUrl" => Rule::Address,
                        _ => Rule::Data,
                    };
                    self.add(rule, format!("{at}.{name}"), "is another");
                }
            }
        }
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            self.add(Rule::Other, format!("remotes.{key}"), "is gone");
        }
    }

    fn modules(&mut self, member: &str) {
        let of = |manifest: &Value| {
            let kinds = manifest.get(member).and_then(Value::as_object).cloned();
            let kinds = kinds.into_iter().flatten();
            let modules = kinds.flat_map(|(kind, modules)| {
                let modules = keyed(Some(&modules)).into_iter();
                modules.map(move |(key, module)| ((kind.clone(), key), module))
            });
            modules.collect::<BTreeMap<_, _>>()
        };
        let (before, after) = (of(self.before), of(self.after));
        let rule = |kind: &str| match kind {
            "endpoint" => Rule::Endpoint,
            _ => Rule::Modules,
        };
        for (name @ (kind, key), module) in &after {
            let at = format!("{member}.{kind}.{key}");
            match before.get(name) {
                None => self.add(rule(kind), at, "is new"),
                Some(known) if known != module => self.add(rule(kind), at, "is otherwise"),
                Some(_) => {}
            }
        }
        for (kind, key) in before.keys().filter(|name| !after.contains_key(*name)) {
            let at = format!("{member}.{kind}.{key}");
            self.add(Rule::Modules, at, "is gone");
        }
    }

    fn others(&mut self) {
        let names: BTreeSet<&str> = members(self.before).chain(members(self.after)).collect();
        for name in names.into_iter().filter(|name| !APART.contains(name)) {
            if self.before.get(name) != self.after.get(name) {
                self.add(Rule::Other, name, "is otherwise");
            }
        }
        let pointer = "/app/runtime/name";
        if self.before.pointer(pointer) != self.after.pointer(pointer) {
            self.add(Rule::Other, "app.runtime.name", "is another");
        }
    }
}

/// The scopes of a manifest, and whether the app acts as users with them.
#[must_use]
pub fn scopes_of(manifest: &Value) -> BTreeMap<String, bool> {
    match manifest.pointer("/permissions/scopes") {
        Some(Value::Array(list)) => {
            let names = list.iter().filter_map(Value::as_str);
            names.map(|name| (name.to_owned(), false)).collect()
        }
        Some(Value::Object(scopes)) => {
            let says = |says: &Value| says.get("allowImpersonation") == Some(&Value::Bool(true));
            let scopes = scopes.iter();
            scopes.map(|(name, it)| (name.clone(), says(it))).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// The objects of a list, by key.
fn keyed(list: Option<&Value>) -> BTreeMap<String, Value> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|one| Some((one.get("key")?.as_str()?.to_owned(), one.clone())))
        .collect()
}

fn members(value: &Value) -> impl Iterator<Item = &str> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, _)| name.as_str())
}

/// Collects the values below a value, each with its path of names.
fn collect(value: &Value, way: &mut Vec<String>, leaves: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                way.push(name.clone());
                collect(value, way, leaves);
                way.pop();
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, way, leaves)),
        Value::String(text) => {
            leaves.insert((way.join("."), text.clone()));
        }
        other => {
            leaves.insert((way.join("."), other.to_string()));
        }
    }
}

/// The Connect scope that a Forge scope does not exceed. If an app's first version on Forge requests no
/// more than it had, the sites that have it get it automatically ("Equivalent Connect to Forge OAuth2
/// Scope Mappings"; "Minor version updates (Connect to Forge)").
const EQUIVALENTS: [(&str, Option<Scope>); 9] = [
    ("manage:jira-configuration", Some(Scope::Admin)),
    ("manage:jira-project", Some(Scope::ProjectAdmin)),
    ("manage:jira-webhook", Some(Scope::Write)),
    ("read:audit-log:confluence", None),
    ("read:jira-user", Some(Scope::Read)),
    ("read:jira-work", Some(Scope::Read)),
    ("write:audit-log:confluence", None),
    ("write:confluence-groups", None),
    // It also deletes issues.
    ("write:jira-work", Some(Scope::Delete)),
];

/// What a Forge scope means to an app that comes from Connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Escalation {
    /// No more than it has.
    None,
    /// More than the app has, so an administrator of each site must approve: the app would need
    /// this Connect scope, if any is enough.
    Beyond(Option<Scope>),
    /// Not known here: Atlassian's table has more rows than this one.
    Unknown,
}

/// What a Forge scope means to an app that has these scopes on Connect.
///
/// ```
/// use connect_model::forge::change::{Escalation, escalation};
/// use connect_model::{Scope, ScopeSet};
///
/// let has = ScopeSet::of(&[Scope::Write]);
/// assert_eq!(escalation("read:jira-work", has), Escalation::None);
/// assert_eq!(escalation("write:jira-work", has), Escalation::Beyond(Some(Scope::Delete)));
/// assert_eq!(escalation("search:confluence", has), Escalation::Unknown);
/// ```
#[must_use]
pub fn escalation(scope: &str, has: ScopeSet) -> Escalation {
    // Scopes inserted for a module that stays on Connect are those that the app had.
    if scope.contains(":connect-") {
        return Escalation::None;
    }
    match EQUIVALENTS.iter().find(|(known, _)| *known == scope) {
        Some((_, Some(enough))) if has.covers(*enough) => Escalation::None,
        Some((_, enough)) => Escalation::Beyond(*enough),
        None => Escalation::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest() -> Value {
        json!({
            "app": { "connect": { "key": "com.example.votes" }, "runtime": { "name": "nodejs24.x" } },
            "modules": {
                "jira:issuePanel": [{ "key": "votes", "title": "Votes" }],
                "endpoint": [{ "key": "connect-ui", "remote": "connect" }],
            },
            "remotes": [{ "key": "connect", "baseUrl": "https://a.example", "operations": ["compute"] }],
            "permissions": {
                "scopes": ["read:jira-work"],
                "content": { "styles": ["unsafe-inline"] },
            },
        })
    }

    /// A change, and its description.
    type Case = (fn(&mut Value), &'static str);

    /// The descriptions of a change, and whether each makes a major version.
    fn changes_by(change: impl FnOnce(&mut Value)) -> Vec<(String, bool)> {
        let mut after = manifest();
        change(&mut after);
        let changes = changes(&manifest(), &after).into_iter();
        changes
            .map(|change| (change.to_string(), change.rule.is_major()))
            .collect()
    }

    #[test]
    fn what_does_more_is_a_major_version() {
        let cases: [Case; 11] = [
            (
                |it| it["permissions"]["scopes"] = json!(["read:jira-work", "read:jira-user"]),
                "permissions.scopes: asks for `read:jira-user`",
            ),
            (
                |it| it["permissions"]["scopes"] = json!([]),
                "permissions.scopes: no longer asks for `read:jira-work`",
            ),
            (
                |it| {
                    it["permissions"]["scopes"] =
                        json!({ "read:jira-work": { "allowImpersonation": true } })
                },
                "permissions.scopes: acts as users with `read:jira-work`",
            ),
            (
                |it| it["app"]["licensing"] = json!({ "enabled": true }),
                "app.licensing.enabled: has `true`",
            ),
            (
                |it| it["permissions"]["content"]["scripts"] = json!(["unsafe-eval"]),
                "permissions.content.scripts: has `unsafe-eval`",
            ),
            (
                |it| it["permissions"]["external"] = json!({ "images": ["*.example.com"] }),
                "permissions.external.images: has `*.example.com`",
            ),
            (
                |it| {
                    it["remotes"]
                        .as_array_mut()
                        .unwrap()
                        .push(json!({ "key": "other" }))
                },
                "remotes.other: is new",
            ),
            (
                |it| it["remotes"][0]["baseUrl"] = "https://b.example".into(),
                "remotes.connect.baseUrl: is another",
            ),
            (
                |it| it["remotes"][0]["operations"] = json!(["compute", "storage"]),
                "remotes.connect.operations: is another",
            ),
            (
                |it| {
                    it["modules"]["endpoint"][0]["auth"] =
                        json!({ "appUserToken": { "enabled": true } })
                },
                "modules.endpoint.connect-ui: is otherwise",
            ),
            (
                |it| it["app"]["connect"]["key"] = "com.example.other".into(),
                "app.connect.key: has `com.example.other`",
            ),
        ];
        for (change, line) in cases {
            let found = changes_by(change);
            assert!(
                found.contains(&(line.to_owned(), true)),
                "{line}: {found:?}"
            );
        }
    }

    #[test]
    fn what_does_something_else_is_a_minor_version() {
        let cases: [Case; 6] = [
            (|_| {}, ""),
            (
                |it| it["modules"]["jira:issuePanel"][0]["title"] = "Ballots".into(),
                "modules.jira:issuePanel.votes: is otherwise",
            ),
            (
                |it| it["modules"]["macro"] = json!([{ "key": "list" }]),
                "modules.macro.list: is new",
            ),
            (
                |it| it["modules"]["jira:issuePanel"] = json!([]),
                "modules.jira:issuePanel.votes: is gone",
            ),
            (|it| it["resources"] = json!([]), "resources: is otherwise"),
            (|it| it["remotes"] = json!([]), "remotes.connect: is gone"),
        ];
        for (change, line) in cases {
            let expected: Vec<_> = (!line.is_empty())
                .then(|| (line.to_owned(), false))
                .into_iter()
                .collect();
            assert_eq!(changes_by(change), expected);
        }
        // The long form of the same scopes is no change.
        let long = changes_by(|it| it["permissions"]["scopes"] = json!({ "read:jira-work": {} }));
        assert_eq!(long, []);
    }
}
