//! A Forge manifest.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::locale::fallback;
use super::yaml::{Content, Node};

/// The variable in the manifest's environment that holds the app's address.
pub const BASE_URL: &str = "CONNECT_BASE_URL";
/// The variable in the manifest's environment that holds the app's id on Forge, without the common
/// prefix.
pub const APP_ID: &str = "CONNECT_FORGE_APP";
/// The prefix of every app id.
pub const APP_ARI: &str = "ari:cloud:ecosystem::app/";
/// The key of the remote for the app itself.
pub const REMOTE: &str = "connect";
/// The key of the resource with the shell.
pub const SHELL: &str = "connect-shell";
/// The shell's folder, relative to the manifest.
pub const SHELL_FOLDER: &str = "shell";
/// The folder of the translations, relative to the manifest.
pub const TRANSLATIONS_FOLDER: &str = "i18n";
/// The regions that data can be in ("Remote data residency").
pub const REGIONS: [&str; 11] = [
    "EU", "US", "AU", "DE", "SG", "CA", "IN", "KR", "JP", "GB", "CH",
];
/// The runtime of functions, which a manifest must name even if there are none.
const RUNTIME: &str = "nodejs24.x";

/// A manifest: an app's modules on Forge, its addresses and its permissions ("Manifest").
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Manifest {
    /// The app's key on Connect, with which it keeps its listing, licences and stored properties.
    pub connect_key: Option<String>,
    /// Whether the app is paid.
    pub licensing: bool,
    /// Whether it has editions.
    pub editions: bool,
    /// The modules, by name.
    pub modules: BTreeMap<String, Vec<ManifestModule>>,
    /// Modules that stay on Connect, by product and kind: `jira:webPanels`.
    pub connect_modules: BTreeMap<String, Vec<Value>>,
    /// An address for each region, in addition to the app's own.
    pub regions: BTreeMap<String, String>,
    /// The scopes, each with its reasons.
    pub scopes: BTreeMap<String, Scope>,
    /// The locales of the app's texts, each in a file below [`TRANSLATIONS_FOLDER`].
    pub locales: BTreeSet<String>,
}

/// A module of a manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct ManifestModule {
    /// The key.
    pub key: String,
    /// The other properties, in order.
    pub properties: Vec<(String, Value)>,
    /// Its origin, as a comment.
    pub comment: String,
}

impl ManifestModule {
    /// A property.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Value> {
        let found = self.properties.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// Sets a property, in place if it exists.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.properties.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.properties.push((name.to_owned(), value)),
        }
    }
}

/// A scope of a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// What needs it, as named in messages.
    pub reasons: BTreeSet<String>,
    /// Whether the app uses it as users who are not viewing its pages.
    pub impersonated: bool,
}

impl Manifest {
    /// Adds scopes that `what` needs.
    pub fn needs<'a>(&mut self, scopes: impl IntoIterator<Item = &'a str>, what: &str) {
        for scope in scopes {
            let scope = self.scopes.entry(scope.to_owned()).or_default();
            scope.reasons.insert(what.to_owned());
        }
    }

    /// All modules with their names.
    pub fn all_modules(&self) -> impl Iterator<Item = (&str, &ManifestModule)> {
        let modules = self.modules.iter();
        modules.flat_map(|(name, modules)| modules.iter().map(move |one| (name.as_str(), one)))
    }

    /// Writes the manifest. Equal manifests produce equal bytes.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut text = String::from(
            "# Written by `cargo build` from the app's code: change that, not this.\n\
             # The address and the id are read from the environment of the Forge CLI.\n",
        );
        text.push_str(&self.to_node().to_yaml());
        text
    }

    /// The manifest as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        self.to_node().to_value()
    }

    fn to_node(&self) -> Node {
        let mut top = vec![("environment", environment()), ("app", self.app())];
        if !self.modules.is_empty() {
            top.push(("modules", self.modules()));
        }
        if !self.connect_modules.is_empty() {
            let kinds = self.connect_modules.iter();
            let kinds = kinds.map(|(kind, modules)| {
                let modules = modules.iter().map(|module| Node::from(module.clone()));
                (kind.as_str(), Node::list(modules))
            });
            top.push(("connectModules", Node::members(kinds)));
        }
        top.push(("remotes", Node::list([self.remote()])));
        let shell = [
            ("key", Node::text(SHELL)),
            ("path", Node::text(SHELL_FOLDER)),
        ];
        if self.has_pages() {
            top.push(("resources", Node::list([Node::members(shell)])));
        }
        top.push(("permissions", self.permissions()));
        top.extend(self.translations().map(|node| ("translations", node)));
        Node::members(top)
    }

    /// Whether any module shows a page.
    #[must_use]
    pub fn has_pages(&self) -> bool {
        self.all_modules()
            .any(|(_, module)| module.property("resource").is_some())
    }

    fn app(&self) -> Node {
        let runtime = Node::text(RUNTIME).commented("required, although no function runs on Forge");
        let mut app = vec![
            ("id", Node::text(format!("{APP_ARI}${{{APP_ID}}}"))),
            ("runtime", Node::members([("name", runtime)])),
        ];
        if let Some(key) = &self.connect_key {
            let key = Node::text(key).commented("keeps listing, licences and stored properties");
            let mut connect = vec![("key", key)];
            if !self.connect_modules.is_empty() {
                connect.push(("remote", Node::text(REMOTE)));
                connect.push(("authentication", Node::text("jwt")));
            }
            app.push(("connect", Node::members(connect)));
        }
        if self.licensing {
            let mut licensing = vec![("enabled", Node::from(true))];
            if self.editions {
                licensing.push(("editionsEnabled", Node::from(true)));
            }
            app.push(("licensing", Node::members(licensing)));
        }
        Node::members(app)
    }

    fn modules(&self) -> Node {
        let module = |module: &ManifestModule| {
            let key = Node::text(&module.key).commented(&module.comment);
            let properties = module.properties.iter();
            let properties = properties.map(|(name, value)| (name.clone(), value.clone().into()));
            let members = std::iter::once(("key".to_owned(), key)).chain(properties);
            Node::members(members)
        };
        let named = self.modules.iter();
        Node::members(named.map(|(name, modules)| {
            let modules = modules.iter().map(module);
            (name.as_str(), Node::list(modules))
        }))
    }

    fn remote(&self) -> Node {
        let base_url = format!("${{{BASE_URL}}}");
        let base_url = if self.regions.is_empty() {
            Node::text(base_url)
        } else {
            let regions = self.regions.iter();
            let regions = regions.map(|(region, url)| (region.clone(), Node::text(url)));
            let default = std::iter::once(("default".to_owned(), Node::text(base_url)));
            Node::members(default.chain(regions))
        };
        let operations = ["compute", "storage"].map(Node::text);
        let storage =
            Node::from(true).commented("personal data may be stored at the app's address");
        Node::members([
            ("key", Node::text(REMOTE)),
            ("baseUrl", base_url),
            ("operations", Node::list(operations)),
            ("storage", Node::members([("inScopeEUD", storage)])),
        ])
    }

    fn translations(&self) -> Option<Node> {
        let fallback = fallback(self.locales.iter().map(String::as_str))?;
        let resources = self.locales.iter().map(|locale| {
            let path = format!("{TRANSLATIONS_FOLDER}/{locale}.json");
            Node::members([("key", Node::text(locale)), ("path", Node::text(path))])
        });
        Some(Node::members([
            ("resources", Node::list(resources)),
            (
                "fallback",
                Node::members([("default", Node::text(fallback))]),
            ),
        ]))
    }

    fn permissions(&self) -> Node {
        let because = |scope: &Scope| {
            let reasons: Vec<&str> = scope.reasons.iter().map(String::as_str).collect();
            reasons.join("; ")
        };
        // Acting as users requires the long form.
        let scopes = if self.scopes.values().any(|scope| scope.impersonated) {
            let scopes = self.scopes.iter().map(|(name, scope)| {
                let node = if scope.impersonated {
                    Node::members([("allowImpersonation", Node::from(true))])
                } else {
                    Content::Members(Vec::new()).into()
                };
                (name.as_str(), node.commented(because(scope)))
            });
            Node::members(scopes)
        } else {
            let scopes = self
                .scopes
                .iter()
                .map(|(name, scope)| Node::text(name).commented(because(scope)));
            Node::list(scopes)
        };
        let styles = Node::list([
            Node::text("unsafe-inline").commented("pages have their styles in the document")
        ]);
        let mut permissions = vec![("scopes", scopes)];
        if self.has_pages() {
            permissions.push(("content", Node::members([("styles", styles)])));
        }
        Node::members(permissions)
    }
}

fn environment() -> Node {
    let variable = |name: &str, default: &str| {
        Node::members([("key", Node::text(name)), ("default", Node::text(default))])
    };
    Node::members([(
        "variables",
        Node::list([
            variable(BASE_URL, "https://app.example.com"),
            variable(APP_ID, "00000000-0000-4000-8000-000000000000"),
        ]),
    )])
}

/// An object with one member.
pub(super) fn object(name: &str, value: impl Into<Value>) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value.into())]))
}
