//! Converting a Connect module to Forge modules.

use serde_json::{Map, Value, json};

use super::endpoints::UI;
use super::{Choice, Stage, Work};
use crate::HostProduct;
use crate::app_field;
use crate::declaration::Declaration;
use crate::forge::condition::translate;
use crate::forge::context::context_path;
use crate::forge::gap::GapKind;
use crate::forge::manifest::{BASE_URL, ManifestModule, SHELL, object};
use crate::forge::module::{ForgeCall, ForgeModule, forge_module};
use crate::forge::property::{Transform, properties};
use crate::forge::target::{Target, target};
use crate::paths;
use crate::title::title;

/// The kinds that are not Forge modules themselves, without losing anything: the shell opens
/// dialogs, and the contents of a section have a location of their own.
const CARRIED: [&str; 2] = ["dialogs", "webSections"];

/// The properties that are converted by rule.
const TRANSLATED: [&str; 8] = [
    "key",
    "name",
    "url",
    "location",
    "conditions",
    "description",
    "icon",
    "context",
];

/// Why some properties are lost, if there is a specific reason.
const REASONS: [(&str, &str); 6] = [
    ("weight", "Forge sorts modules itself"),
    ("target", "Forge decides how a module opens"),
    ("cacheable", "a page is asked for each time"),
    ("params", "Forge has no parameters of a module"),
    ("tooltip", "the module has no tooltip"),
    ("contextual", "the module has no such property"),
];

/// The texts of a module, besides its title, that can be a translation key.
const TRANSLATED_TEXTS: [&str; 3] = ["description", "label", "tooltip"];
/// The modules whose name can't.
const NAMED_PLAINLY: [&str; 2] = ["jira:jqlFunction", "jira:timeTrackingProvider"];

/// The actions of a development information provider.
const ACTIONS: [&str; 7] = [
    "checkAuth",
    "fetchContainers",
    "fetchWorkspaces",
    "getEntityByUrl",
    "onEntityAssociated",
    "onEntityDisassociated",
    "searchContainers",
];

/// The suffix of keys when an item becomes several modules.
const ON_DASHBOARDS: &str = "-dashboard";
const ON_ISSUES: &str = "-issue";
const IN_CONFLUENCE: &str = "-wiki";

/// The key of the item that a module with this key was made from.
///
/// ```
/// use connect_model::forge::assemble::declared_key;
///
/// let declared = |key: &str| key == "votes";
/// assert_eq!(declared_key("votes", declared), Some("votes"));
/// assert_eq!(declared_key("votes-issue-wiki", declared), Some("votes"));
/// assert_eq!(declared_key("vote", declared), None);
/// ```
pub fn declared_key(key: &str, is_declared: impl Fn(&str) -> bool) -> Option<&str> {
    let in_one = key.strip_suffix(IN_CONFLUENCE).unwrap_or(key);
    let of_all = [ON_DASHBOARDS, ON_ISSUES]
        .into_iter()
        .find_map(|end| in_one.strip_suffix(end));
    let at_one_place = [ON_DASHBOARDS, ON_ISSUES]
        .into_iter()
        .find_map(|end| key.strip_suffix(end));
    [Some(key), Some(in_one), at_one_place, of_all]
        .into_iter()
        .flatten()
        .find(|key| is_declared(key))
}

/// The maximum number of sections that are followed, so that a cycle ends.
const MAX_NESTING: usize = 8;

/// The icon of an item without one, where one is required; the app serves it itself.
const DEFAULT_ICON: &str = "/forge/icon.svg";

impl Work<'_> {
    /// The keys of the dialogs that the shell opens.
    pub(super) fn dialogs(&self) -> Vec<String> {
        let all = self.modules.iter().map(|(declaration, _)| *declaration);
        let opened = all.filter(|declaration| {
            declaration.kind == "dialogs"
                && matches!(self.choice(declaration), Choice::Stage(Stage::Native))
        });
        let mut keys: Vec<String> = opened.map(|dialog| dialog.key.to_string()).collect();
        keys.sort_unstable();
        keys
    }

    /// Adds an item, for each product that it is for.
    pub(super) fn item(
        &mut self,
        declaration: &Declaration,
        properties: &Value,
        products: &[HostProduct],
    ) {
        match self.choice(declaration) {
            Choice::Skip => {
                let is_shown =
                    declaration.kind != "webhooks" && !is_carried(declaration, properties);
                let mut products = products.iter().filter(|_| is_shown);
                let no_place = products
                    .find_map(|product| self.place(declaration, properties, *product).err());
                self.skipped(declaration, no_place.as_deref());
            }
            Choice::Stage(Stage::Wrap) => self.wrap(declaration, properties, products),
            Choice::Stage(Stage::Native) if declaration.kind == "webhooks" => {
                self.webhook(declaration, properties);
            }
            Choice::Stage(Stage::Native) => self.native(declaration, properties, products),
        }
    }

    /// Adds the Connect module itself to the manifest.
    fn wrap(&mut self, declaration: &Declaration, properties: &Value, products: &[HostProduct]) {
        let mut module = properties.clone();
        if let Value::Object(module) = &mut module {
            module
                .entry("key")
                .or_insert_with(|| declaration.key.replace('_', "-").into());
        }
        for product in products {
            let kind = format!("{}:{}", product.name(), declaration.kind);
            let lifecycle = format!("{}:lifecycle", product.name());
            let modules = &mut self.manifest.connect_modules;
            modules.entry(kind).or_default().push(module.clone());
            modules.entry(lifecycle).or_insert_with(|| {
                let mut events = Map::from_iter([("key".to_owned(), "connect-hooks".into())]);
                for event in crate::declaration::kind::LIFECYCLE {
                    events.insert(event.to_owned(), paths::lifecycle_path(event).into());
                }
                vec![events.into()]
            });
        }
    }

    fn native(&mut self, declaration: &Declaration, properties: &Value, products: &[HostProduct]) {
        if is_carried(declaration, properties) {
            return;
        }
        let several = products.len() > 1;
        for product in products {
            let row = match self.place(declaration, properties, *product) {
                Ok(row) => row,
                Err(why) => {
                    self.no_place(declaration, &why);
                    continue;
                }
            };
            let names = chosen(row.modules, properties);
            for name in &names {
                let Ok(module) = forge_module(name) else {
                    continue;
                };
                // Keys of Forge modules must be unique: the others get a suffix.
                let mut key = declaration.key.to_string();
                if names.len() > 1 {
                    key.push_str(if name.contains("dashboard") {
                        ON_DASHBOARDS
                    } else {
                        ON_ISSUES
                    });
                }
                if several && *product == HostProduct::Confluence {
                    key.push_str(IN_CONFLUENCE);
                }
                let item = Item {
                    declaration,
                    properties,
                    product: *product,
                    row,
                    module,
                    key,
                };
                self.one(&item);
            }
        }
    }

    /// Forge's counterpart of an item for this product, or why there is none.
    fn place(
        &self,
        declaration: &Declaration,
        properties: &Value,
        product: HostProduct,
    ) -> Result<&'static Target, String> {
        let location = self.location(properties);
        let row = target(&declaration.kind, product, location.as_deref());
        if let Some(row) = row.filter(|row| !row.modules.is_empty()) {
            return Ok(row);
        }
        let why = row.map(|row| row.note).filter(|note| !note.is_empty());
        let at = location
            .map(|at| format!(" at \"{at}\""))
            .unwrap_or_default();
        Err(why.map_or_else(
            || format!("no module of Forge is shown in its place{at}"),
            str::to_owned,
        ))
    }

    /// The location of a module; for one in a section of the app's own, that of the section.
    fn location(&self, properties: &Value) -> Option<String> {
        let mut location = properties.get("location")?.as_str()?.to_owned();
        for _ in 0..MAX_NESTING {
            let first = location.split('/').next().unwrap_or_default();
            let around = self.modules.iter().find(|(declaration, _)| {
                declaration.key == first && matches!(&*declaration.kind, "webSections" | "webItems")
            });
            let outer = around.and_then(|(_, properties)| properties.get("location")?.as_str());
            match outer {
                Some(outer) => outer.clone_into(&mut location),
                None => break,
            }
        }
        Some(location)
    }

    fn one(&mut self, item: &Item<'_>) {
        let Item {
            declaration,
            properties: connect,
            product,
            module,
            key,
            ..
        } = item;
        let mut forge = ManifestModule {
            key: key.clone(),
            properties: Vec::new(),
            comment: declaration.label(),
        };
        item.title(&mut forge, &|given| self.shown(given));
        let mut used = Vec::new();
        for row in properties(&declaration.kind, module.name) {
            let given = value_at(connect, row.from);
            used.extend(row.from.split('.').next());
            let value = match row.transform {
                Transform::Yes => Some(Value::Bool(true)),
                Transform::Text if TRANSLATED_TEXTS.contains(&row.name) => {
                    given.and_then(|given| self.shown(given))
                }
                Transform::Text => given.and_then(text).map(Value::from),
                Transform::Url => given
                    .and_then(Value::as_str)
                    .map(|url| absolute(url).into()),
                Transform::Lower => given
                    .and_then(Value::as_str)
                    .map(|text| text.to_ascii_lowercase().into()),
                Transform::Shell => given
                    .filter(|given| **given != Value::Bool(false))
                    .map(|_| object("resource", SHELL)),
                Transform::Copy => given.cloned(),
                Transform::Operators => given.map(operators),
            };
            if let Some(value) = value {
                forge.set(row.name, value);
            }
        }
        item.special(&mut forge, &mut used);
        item.required(&mut forge);
        if module.has("resource") && item.is_shown() {
            forge.set("resource", SHELL.into());
            if module.is_called_by(ForgeCall::Resolver) {
                forge.set("resolver", object("endpoint", UI));
                self.endpoints.ui = true;
            } else {
                let why = format!(
                    "by Forge's schema the page of `{}` has no endpoint, so that it can't ask the app",
                    module.name
                );
                self.gap(declaration, GapKind::Behaviour, "", &why);
            }
        }
        // A separate configuration page is shown in the shell, too.
        let has_shell = forge
            .properties
            .iter()
            .any(|(_, value)| value.get("resource").and_then(Value::as_str) == Some(SHELL));
        if has_shell && module.has("resolver") && module.is_called_by(ForgeCall::Resolver) {
            forge.set("resolver", object("endpoint", UI));
            self.endpoints.ui = true;
        }
        self.called(item, &mut forge);
        if module.has("layout") && module.has("pages") {
            forge.set("layout", "blank".into());
        }
        self.conditions(item, &mut forge);
        if module.unlicensed {
            forge.set("unlicensedAccess", json!(["unlicensed", "anonymous"]));
        }
        let lost = connect.as_object().into_iter().flat_map(Map::keys);
        for name in lost {
            if TRANSLATED.contains(&name.as_str()) || used.contains(&name.as_str()) {
                continue;
            }
            let why = REASONS.iter().find(|(known, _)| known == name);
            let why = why.map_or("the module of Forge has nothing like it", |(_, why)| *why);
            self.gap(declaration, GapKind::Property, name, why);
        }
        self.parameters(declaration, connect, *product, module);
        if item.row.preview {
            let why = format!("`{}` is a preview of Forge", module.name);
            self.gap(declaration, GapKind::Behaviour, "", &why);
        }
        self.add(module.name, forge);
    }

    /// Text as shown on Forge: its translation key if there is a translation, or else the text
    /// itself.
    fn shown(&self, given: &Value) -> Option<Value> {
        let key = given.get("i18n").and_then(Value::as_str);
        match key.filter(|key| self.is_translated(key)) {
            Some(key) => Some(object("i18n", key)),
            None => text(given).map(Value::from),
        }
    }

    /// Sets the endpoints of modules that Forge calls from server to server.
    fn called(&mut self, item: &Item<'_>, forge: &mut ManifestModule) {
        let key = item.declaration.key.clone();
        match item.module.name {
            "jira:workflowPostFunction" => {
                let endpoint = self.endpoints.of("post", &key);
                forge.set("endpoint", endpoint.into());
                let scopes = crate::forge::feature::Feature::PostFunction.scopes();
                let what = item.declaration.label();
                self.manifest.needs(scopes.iter().copied(), &what);
            }
            "jira:jqlFunction" => {
                let endpoint = self.endpoints.of("jql", &key);
                forge.set("endpoint", endpoint.into());
            }
            "macro" if item.declaration.kind == "staticContentMacros" => {
                let endpoint = self.endpoints.of("static", &key);
                forge.set("static", object("endpoint", endpoint));
            }
            name if name.starts_with("devops:") => {
                for action in ACTIONS {
                    let asked = item.module.required.contains(&action)
                        || item.module.has(action) && item.has_action(action);
                    if asked {
                        let endpoint = self.endpoints.of("action", &format!("{key}/{action}"));
                        forge.set(action, object("endpoint", endpoint));
                        let why = format!("what Forge asks through `{action}` nothing answers yet");
                        self.gap(item.declaration, GapKind::Behaviour, action, &why);
                    }
                }
            }
            name if item.module.required.contains(&"endpoint") => {
                let why = format!("`{name}` wants an endpoint that is not made yet");
                self.gap(item.declaration, GapKind::Behaviour, "", &why);
            }
            _ => {}
        }
    }

    fn conditions(&mut self, item: &Item<'_>, forge: &mut ManifestModule) {
        let Some(conditions) = item.properties.get("conditions") else {
            return;
        };
        let (display, lost) = if item.module.conditions {
            translate(conditions, item.product, item.module)
        } else {
            let name = item.module.name;
            let why = format!("`{name}` takes no conditions");
            self.gap(item.declaration, GapKind::Condition, "conditions", &why);
            (Map::new(), Vec::new())
        };
        for one in lost {
            self.gap(
                item.declaration,
                GapKind::Condition,
                &one.condition,
                &one.why,
            );
        }
        if !display.is_empty() {
            forge.set("displayConditions", display.into());
        }
    }

    /// Reports the context parameters in the URL that Forge's signed context does not contain.
    fn parameters(
        &mut self,
        declaration: &Declaration,
        connect: &Value,
        product: HostProduct,
        module: &ForgeModule,
    ) {
        let at = crate::module_kind(&declaration.kind).map_or(["url"].as_slice(), |it| it.url_at);
        let url = at.iter().try_fold(connect, |holder, name| holder.get(name));
        for name in parameters_of(url.and_then(Value::as_str).unwrap_or_default()) {
            let macros_own = module.name == "macro" && context_path(name, product).is_none();
            let is_known =
                context_path(name, product).is_some_and(|row| row.is_known_in(module.name));
            if !is_known && !macros_own {
                let why = format!("the context of `{}` does not have it", module.name);
                self.gap(declaration, GapKind::Parameter, name, &why);
            }
            // Confluence only makes a form from a macro's parameters for a Connect app.
            if macros_own && connect.get("editor").is_none() {
                let why = "nobody can set it without an `editor`";
                self.gap(declaration, GapKind::Parameter, name, why);
            }
        }
    }
}

/// Of the possible modules for an item, those for the place that it names: `{ type = issue_view }`.
fn chosen(names: &'static [&'static str], properties: &Value) -> Vec<&'static str> {
    let place = properties.pointer("/location/type").and_then(Value::as_str);
    let place = place.map(|place| place.replace('_', "").to_ascii_lowercase());
    let is_there = |name: &&str| {
        let place = place.as_deref();
        place.is_some_and(|place| name.to_ascii_lowercase().contains(place))
    };
    let there: Vec<&str> = names.iter().copied().filter(is_there).collect();
    if there.is_empty() {
        names.to_vec()
    } else {
        there
    }
}

/// Whether an item has no place of its own and loses nothing by that.
fn is_carried(declaration: &Declaration, properties: &Value) -> bool {
    let is_hidden = properties.get("location").and_then(Value::as_str) == Some("none");
    CARRIED.contains(&&*declaration.kind) || is_hidden
}

/// A Connect module being converted to a Forge module.
struct Item<'a> {
    declaration: &'a Declaration,
    properties: &'a Value,
    product: HostProduct,
    row: &'static Target,
    module: &'static ForgeModule,
    key: String,
}

impl Item<'_> {
    /// Whether it shows a page of the app.
    fn is_shown(&self) -> bool {
        self.module.required.contains(&"resource")
            || crate::module_kind(&self.declaration.kind).is_some_and(|kind| {
                kind.invocation == crate::module_kind::Invocation::Iframe
                    && self.module.has("resource")
            })
    }

    /// Whether the Connect module has an action with this name.
    fn has_action(&self, name: &str) -> bool {
        let actions = self.properties.get("actions");
        self.properties.get(name).is_some() || actions.is_some_and(|it| it.get(name).is_some())
    }

    fn title(&self, forge: &mut ManifestModule, shown: &dyn Fn(&Value) -> Option<Value>) {
        let name = self.properties.get("name");
        let plain = name.and_then(text);
        // Some kinds only have a name on Forge.
        let plain = plain.unwrap_or_else(|| title(&self.declaration.key));
        let title = name.and_then(shown);
        let title = title.unwrap_or_else(|| plain.clone().into());
        for name in ["title", "name"] {
            if !self.module.has(name) {
                continue;
            }
            let value = if name == "name" && self.module.name.starts_with("devops:") {
                object("value", plain.clone())
            } else if name == "name" && NAMED_PLAINLY.contains(&self.module.name) {
                plain.clone().into()
            } else {
                title.clone()
            };
            forge.set(name, value);
        }
    }

    /// Sets properties that Forge requires and Connect does not.
    fn required(&self, forge: &mut ManifestModule) {
        let title = forge
            .property("title")
            .or_else(|| forge.property("name"))
            .cloned();
        for name in self.module.required {
            if forge.property(name).is_some() {
                continue;
            }
            let value = match *name {
                "label" | "description" => title.clone(),
                "icon" | "thumbnail" => Some(absolute(DEFAULT_ICON).into()),
                "route" => Some(route_of(&self.key).into()),
                "anonymousAllowed" => Some(false.into()),
                "homeUrl" => Some(absolute("/").into()),
                _ => None,
            };
            if let Some(value) = value {
                forge.set(name, value);
            }
        }
    }

    /// Handles properties that no row of a table can express.
    fn special<'a>(&'a self, forge: &mut ManifestModule, used: &mut Vec<&'a str>) {
        let connect = self.properties;
        match (&*self.declaration.kind, self.module.name) {
            ("dynamicContentMacros" | "staticContentMacros", _) => {
                used.extend([
                    "outputType",
                    "bodyType",
                    "parameters",
                    "editor",
                    "categories",
                ]);
                self.macro_(forge);
            }
            ("contentBylineItems", _) => {
                used.push("target");
                self.viewport(forge);
            }
            ("jiraDashboardItems", _) => {
                let keys = vec![self.declaration.key.to_string()];
                forge.set("connectKeys", keys.into());
            }
            ("jiraIssueContents" | "jiraIssueGlances", _) => used.extend(["target", "content"]),
            ("jiraWorkflowPostFunctions", _) => used.push("triggered"),
            ("jiraIssueContexts", _) => {
                used.push("target");
                let status = connect.pointer("/content/value").and_then(text);
                if let Some(status) = status {
                    let label = json!({ "type": "badge", "value": { "label": status } });
                    forge.set("status", label);
                }
                used.push("content");
            }
            ("jiraIssueFields", _) => {
                let kind = connect
                    .get("type")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let (kind, read_only) = match kind {
                    "number" => ("number", false),
                    "read_only" => ("string", true),
                    _ => ("string", false),
                };
                forge.set("type", kind.into());
                if read_only {
                    forge.set("readOnly", true.into());
                }
                used.push("type");
            }
            ("jiraSecurityInfoProvider" | "jiraDesignInfoProvider", _) => {
                used.push("actions");
                used.extend(ACTIONS);
            }
            ("jiraEntityProperties", _) => {
                used.extend(["keyConfigurations", "entityType"]);
                self.indexed(forge, "keyConfigurations");
                if let Some(entity) = connect.get("entityType") {
                    forge.set("entityType", entity.clone());
                }
            }
            ("confluenceContentProperties", _) => {
                used.push("keyConfigurations");
                self.indexed(forge, "keyConfigurations");
            }
            ("keyboardShortcuts", _) => {
                used.extend(["shortcut", "target"]);
                forge.set("target", object("resource", SHELL));
            }
            ("webPanels" | "webItems" | "generalPages" | "adminPages", _) => {
                used.extend(self.of_page());
            }
            _ => {}
        }
    }

    /// A link to a page loses nothing by its target.
    fn of_page(&self) -> Option<&'static str> {
        let target = self.properties.get("target")?;
        let kind = target.get("type").and_then(Value::as_str)?;
        let opens_page = kind.eq_ignore_ascii_case("page");
        let opens_dialog = kind.to_ascii_lowercase().contains("dialog")
            && self.module.name.to_ascii_lowercase().contains("action");
        (opens_page || opens_dialog).then_some("target")
    }

    fn macro_(&self, forge: &mut ManifestModule) {
        let word = |name: &str| self.properties.get(name).and_then(Value::as_str);
        let inline = word("outputType").is_some_and(|kind| kind.eq_ignore_ascii_case("inline"));
        let bodied = word("bodyType").is_some_and(|kind| kind.eq_ignore_ascii_case("rich-text"));
        let layout = match (inline, bodied) {
            (true, true) => "inline-bodied",
            (true, false) => "inline",
            (false, true) => "bodied",
            (false, false) => "block",
        };
        forge.set("layout", layout.into());
        let parameters = self.properties.get("parameters").and_then(Value::as_array);
        let parameters: Vec<Value> = parameters
            .into_iter()
            .flatten()
            .filter_map(|parameter| {
                let identifier = parameter.get("identifier")?;
                Some(json!({ "identifier": identifier, "type": "string" }))
            })
            .collect();
        if self.properties.get("editor").is_some() {
            let title = forge.property("title").cloned().unwrap_or_default();
            let mut config = json!({
                "title": title, "resource": SHELL, "viewportSize": "large",
            });
            if !parameters.is_empty() {
                config["parameters"] = parameters.into();
            }
            forge.set("config", config);
        }
    }

    fn viewport(&self, forge: &mut ManifestModule) {
        let target = self.properties.get("target");
        let kind = target.and_then(|target| target.get("type")?.as_str());
        let popup = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("inlinedialog"));
        if popup || kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("dialog")) {
            let container = if popup { "popup" } else { "modal" };
            forge.set("viewportContainer", container.into());
        }
        let size = |name: &str| {
            let size = target?.pointer(&format!("/options/{name}"))?;
            match size {
                Value::Number(pixels) => Some(format!("{pixels}px")),
                Value::String(text) => Some(text.clone()),
                _ => None,
            }
        };
        if let (Some(width), Some(height)) = (size("width"), size("height")) {
            forge.set("viewportSize", json!({ "width": width, "height": height }));
        }
    }

    /// Sets the first of the indexed properties, with the values that are extracted from it.
    fn indexed(&self, forge: &mut ManifestModule, name: &str) {
        let first = self.properties.get(name).and_then(|list| list.get(0));
        let Some(first) = first else {
            return;
        };
        if let Some(key) = first.get("propertyKey") {
            forge.set("propertyKey", key.clone());
        }
        let extractions = first.get("extractions").and_then(Value::as_array);
        let values: Vec<Value> = extractions
            .into_iter()
            .flatten()
            .map(|extraction| {
                let mut value = Map::new();
                for (from, to) in [
                    ("objectName", "path"),
                    ("type", "type"),
                    ("alias", "searchAlias"),
                ] {
                    if let Some(given) = extraction.get(from) {
                        value.insert(to.to_owned(), given.clone());
                    }
                }
                value.into()
            })
            .collect();
        forge.set("values", values.into());
    }
}

/// A value by its path of names.
fn value_at<'a>(properties: &'a Value, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.').filter(|name| !name.is_empty()).peekable();
    names.peek()?;
    names.try_fold(properties, |holder, name| holder.get(name))
}

/// Text with a translation key, or plain text.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Object(members) => members.get("value").and_then(Value::as_str),
        _ => None,
    };
    text.map(str::to_owned)
}

/// A URL at the app's address, which is in the manifest's environment.
fn absolute(url: &str) -> String {
    match url.strip_prefix(app_field::BASE_URL) {
        Some(below) => format!("${{{BASE_URL}}}{below}"),
        None if url.contains("://") => url.to_owned(),
        None if url.starts_with('/') => format!("${{{BASE_URL}}}{url}"),
        None => format!("${{{BASE_URL}}}/{url}"),
    }
}

/// Converts to a route: lower-case letters, digits and dashes.
fn route_of(key: &str) -> String {
    key.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => '-',
        })
        .collect()
}

/// JQL operators in JQL notation.
fn operators(given: &Value) -> Value {
    const WRITTEN: [(&str, &str); 12] = [
        ("eq", "="),
        ("neq", "!="),
        ("gt", ">"),
        ("gte", ">="),
        ("lt", "<"),
        ("lte", "<="),
        ("in", "in"),
        ("not_in", "not in"),
        ("contains", "~"),
        ("not_contains", "!~"),
        ("is", "is"),
        ("is_not", "is not"),
    ];
    let names = given.as_array().into_iter().flatten();
    names
        .filter_map(Value::as_str)
        .map(|name| {
            let name = name.to_ascii_lowercase();
            let found = WRITTEN.iter().find(|(known, _)| *known == name);
            found.map_or(name.clone(), |(_, written)| (*written).to_owned())
        })
        .collect()
}

/// The names between braces.
fn parameters_of(url: &str) -> impl Iterator<Item = &str> {
    url.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
