//! The modules of an installed app, as the host sees them.

use connect_model::HostProduct;
use connect_model::forge::event::forge_event;
use connect_model::link::{LinkContext, PAGES};
use serde_json::{Map, Value};

use crate::descriptor::context::variables;
use crate::error::HostError;
use crate::wire::url::is_absolute;

/// The part of a macro that is its editor.
pub(crate) const EDITOR: &str = "editor";
/// The kind of modules that receive events on Forge.
pub(crate) const TRIGGER: &str = "trigger";

/// One module of an installed app.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Module {
    /// Its kind: the name under which the descriptor lists it, such as `webPanels`, or on Forge the manifest,
    /// such as `jira:issueGlance`.
    pub kind: String,
    /// Its key; webhooks have none.
    pub key: Option<String>,
    /// Its name, untranslated.
    pub name: Option<String>,
    /// Its location in the product.
    pub location: Option<String>,
    /// Its URL template, as written in the descriptor.
    pub url: Option<String>,
    /// All its properties in the descriptor.
    pub properties: Map<String, Value>,
    /// On Forge, where an app can have some kinds of pages only once: the module that contains this page.
    pub merged_into: Option<String>,
}

impl Module {
    pub(crate) fn new(kind: &str, properties: &Map<String, Value>) -> Module {
        let text = |name: &str| {
            properties
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let name = match properties.get("name") {
            Some(Value::Object(i18n)) => i18n.get("value").and_then(Value::as_str),
            Some(Value::String(plain)) => Some(plain.as_str()),
            _ => None,
        };
        Module {
            kind: kind.to_owned(),
            key: text("key"),
            name: name.map(str::to_owned),
            location: text("location"),
            url: url_of(kind, properties),
            properties: properties.clone(),
            merged_into: None,
        }
    }

    /// A module of a Forge manifest.
    pub(crate) fn of_manifest(kind: &str, key: &str, properties: Map<String, Value>) -> Module {
        let title = properties.get("title").and_then(Value::as_str);
        Module {
            kind: kind.to_owned(),
            key: Some(key.to_owned()),
            name: title.map(str::to_owned),
            location: None,
            url: None,
            properties,
            merged_into: None,
        }
    }

    /// The key of the endpoint that its page calls, if it has one.
    pub(crate) fn endpoint_of_page(&self) -> Option<&str> {
        self.properties.get("resolver")?.get("endpoint")?.as_str()
    }

    /// The key of the endpoint that Forge itself calls, if it has one: for static content, or its
    /// own. A module can also have a page, such as the one that configures a post function.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        let of_static = self.properties.get("static");
        let of_static = of_static.and_then(|content| content.get("endpoint"));
        of_static
            .or_else(|| self.properties.get("endpoint"))?
            .as_str()
    }

    /// Whether it has a page that Forge shows.
    pub(crate) fn has_resource(&self) -> bool {
        self.properties.contains_key("resource")
    }

    /// Whether Forge shows this other page of it: a workflow function's `create`; a macro's `editor`, which
    /// is its configuration on Forge.
    pub(crate) fn has_resource_for(&self, part: &str) -> bool {
        let name = if part == EDITOR { "config" } else { part };
        let found = self.properties.get(name);
        found.is_some_and(|part| part.get("resource").is_some())
    }

    /// Whether it is a Forge macro whose content is fetched from server to server.
    pub(crate) fn is_static(&self) -> bool {
        self.properties.contains_key("static")
    }

    /// The context parameters that its URL asks for, in the order of the URL.
    #[must_use]
    pub fn context_parameters(&self) -> Vec<String> {
        self.url.as_deref().map(variables).unwrap_or_default()
    }

    /// Whether the host shows an iframe for it: its own page, or that of the dialog or page that it
    /// opens.
    #[must_use]
    pub fn can_be_opened(&self) -> bool {
        let on_forge = self.has_resource() || self.is_static();
        on_forge || self.links_to().is_some() || self.template(None).is_ok()
    }

    /// The event that it subscribes to, if it is a webhook.
    pub(crate) fn event(&self) -> Option<&str> {
        self.properties.get("event")?.as_str()
    }

    /// Whether it is a webhook or Forge trigger that receives this event.
    pub(crate) fn listens_to(&self, event: &str, product: HostProduct) -> bool {
        if self.kind == TRIGGER {
            return self.forge_event(event, product).is_some();
        }
        let own = self.event().is_some_and(|own| own == event || own == "*");
        own && self.kind == "webhooks"
    }

    /// The Forge event that a trigger receives when this webhook event happens.
    pub(crate) fn forge_event(&self, event: &str, product: HostProduct) -> Option<&str> {
        let meant = forge_event(event, product).map_or(&[][..], |row| row.events);
        let mut heard = self.events();
        heard.find(|name| *name == event || meant.contains(name))
    }

    /// The events that it subscribes to, if it is a Forge trigger.
    pub(crate) fn events(&self) -> impl Iterator<Item = &str> {
        let events = self.properties.get("events").and_then(Value::as_array);
        events.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The key of the module whose page it opens instead of its own: the dialog of a target
    /// `dialogmodule`, or the page that its `url` names when its `context` is `page` ("Web item").
    #[must_use]
    pub fn links_to(&self) -> Option<&str> {
        self.link().map(|(key, _)| key)
    }

    /// The same, with the kinds that can be opened this way.
    fn link(&self) -> Option<(&str, &'static [&'static str])> {
        let target = self.properties.get("target");
        let ty = target.and_then(|target| target.get("type")?.as_str());
        if ty.is_some_and(|ty| ty.eq_ignore_ascii_case("dialogmodule")) {
            let key = target?.pointer("/options/key")?.as_str()?;
            return Some((key, &["dialogs"]));
        }
        match self.link_context()? {
            LinkContext::Page => Some((self.url.as_deref()?, PAGES)),
            _ => None,
        }
    }

    fn link_context(&self) -> Option<LinkContext> {
        let context = self.properties.get("context").and_then(Value::as_str);
        LinkContext::of(connect_model::module_kind(&self.kind)?, context)
    }

    /// Whether the URL is requested without any parameters or token, so that a browser can cache
    /// the page (`cacheable`).
    pub(crate) fn cacheable(&self) -> bool {
        matches!(self.properties.get("cacheable"), Some(Value::Bool(true)))
    }

    /// The URL template of the module's iframe, or of one of its parts (`editor`, `create`).
    pub(crate) fn template(&self, part: Option<&str>) -> Result<&str, HostError> {
        let refuse = |reason: String| HostError::NotOpenable {
            key: self.key.clone().unwrap_or_default(),
            kind: self.kind.clone(),
            reason,
        };
        if let Some(part) = part {
            return match self.url_of_part(part) {
                None => Err(refuse(format!("it has no {part}.url"))),
                Some(url) if is_absolute(url) => Err(refuse(format!(
                    "its {part}.url is absolute, so it is a plain link"
                ))),
                Some(url) => Ok(url),
            };
        }
        if connect_model::module_kind(&self.kind)
            .is_some_and(|kind| kind.invocation == connect_model::module_kind::Invocation::Callback)
        {
            return Err(refuse(
                "the host calls its url from server to server".to_owned(),
            ));
        }
        match self.link_context() {
            Some(LinkContext::Product) => {
                return Err(refuse(
                    "its context is `product`, so its url is one of the host's".to_owned(),
                ));
            }
            Some(LinkContext::Page) => {
                return Err(refuse(
                    "its context is `page`, so its url is the key of a page".to_owned(),
                ));
            }
            _ => {}
        }
        let Some(url) = self.url.as_deref() else {
            let target = self.properties.get("target");
            let dialog = target
                .filter(|target| target.get("type").and_then(Value::as_str) == Some("dialogmodule"))
                .and_then(|target| target.pointer("/options/key"))
                .and_then(Value::as_str);
            return Err(refuse(match dialog {
                Some(key) => format!("it opens the dialog module \"{key}\""),
                None => "it has no url".to_owned(),
            }));
        };
        if is_absolute(url) {
            return Err(refuse(
                "its url is absolute, so it is a plain link".to_owned(),
            ));
        }
        Ok(url)
    }

    /// The URL of a part, `editor` or `actions.createBranch`: its `url`, or, for an action in Jira
    /// Software, its `templateUrl`.
    fn url_of_part(&self, part: &str) -> Option<&str> {
        let mut members = part.split('.');
        let first = self.properties.get(members.next()?)?;
        let part = members.try_fold(first, |holder, name| holder.get(name))?;
        let url = part.get("url").or_else(|| part.get("templateUrl"))?;
        url.as_str()
    }
}

/// The URL in the property that the facts give for the kind: `url`, or `target.url` for a glance.
fn url_of(kind: &str, properties: &Map<String, Value>) -> Option<String> {
    let at = connect_model::module_kind(kind).map_or(["url"].as_slice(), |kind| kind.url_at);
    let (last, around) = at.split_last()?;
    let holder = around.iter().try_fold(properties, |holder, name| {
        holder.get(*name).and_then(Value::as_object)
    })?;
    holder.get(*last)?.as_str().map(str::to_owned)
}

/// The module whose page is opened for a module: its own, or the dialog or page that it links to.
pub(crate) fn opened<'a>(
    modules: &'a [Module],
    module: &'a Module,
) -> Result<&'a Module, HostError> {
    let Some((key, kinds)) = module.link() else {
        return Ok(module);
    };
    let linked = find(modules, key)?;
    if kinds.contains(&linked.kind.as_str()) {
        return Ok(linked);
    }
    Err(HostError::NotOpenable {
        key: module.key.clone().unwrap_or_default(),
        kind: module.kind.clone(),
        reason: format!("it links to \"{key}\", which is one of `{}`", linked.kind),
    })
}

/// The module with this key.
pub(crate) fn find<'a>(modules: &'a [Module], key: &str) -> Result<&'a Module, HostError> {
    find_beside(modules, &[], key)
}

/// The module with this key. A misspelt key may also be meant for one of `others`, which can be opened too.
pub(crate) fn find_beside<'a>(
    modules: &'a [Module],
    others: &[String],
    key: &str,
) -> Result<&'a Module, HostError> {
    if let Some(module) = modules
        .iter()
        .find(|module| module.key.as_deref() == Some(key))
    {
        return Ok(module);
    }
    let known: Vec<String> = modules
        .iter()
        .filter(|module| module.can_be_opened())
        .filter_map(|module| module.key.clone())
        .chain(others.iter().cloned())
        .collect();
    let nearest = connect_model::nearest::nearest(key, known.iter().map(String::as_str));
    let nearest = nearest.into_iter().map(str::to_owned).collect();
    Err(HostError::UnknownModule {
        key: key.to_owned(),
        nearest,
        known,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn module(kind: &str, properties: Value) -> Module {
        Module::new(kind, properties.as_object().unwrap())
    }

    #[test]
    fn a_misspelt_key_is_answered_with_the_nearest() {
        let modules = [
            module("webPanels", json!({"key": "votes", "url": "/votes"})),
            module("generalPages", json!({"key": "about", "url": "/about"})),
        ];
        assert_eq!(find(&modules, "votes").unwrap().kind, "webPanels");
        let error = find(&modules, "vots").unwrap_err().to_string();
        assert_eq!(error, "unknown module \"vots\"; did you mean \"votes\"?");
        let error = find(&modules, "zzzzzz").unwrap_err().to_string();
        assert_eq!(
            error,
            "unknown module \"zzzzzz\"; the app has \"votes\", \"about\""
        );
    }

    /// A post function is configured on a page, and runs at another endpoint.
    #[test]
    fn what_forge_calls_is_not_what_the_page_asks() {
        let manifest = |properties: Value| {
            let properties = properties.as_object().unwrap().clone();
            Module::of_manifest("jira:workflowPostFunction", "close", properties)
        };
        let shell = json!({"resource": "connect-shell"});
        let close = manifest(json!({
            "create": shell, "resolver": {"endpoint": "connect-ui"}, "endpoint": "connect-post-1",
        }));
        assert_eq!(close.endpoint_of_page(), Some("connect-ui"));
        assert_eq!(close.endpoint(), Some("connect-post-1"));
        assert!(close.has_resource_for("create") && !close.has_resource_for("edit"));
        assert!(!close.has_resource());
        let tally = manifest(json!({
            "config": shell, "resolver": {"endpoint": "connect-ui"},
            "static": {"endpoint": "connect-static-1"},
        }));
        assert_eq!(tally.endpoint(), Some("connect-static-1"));
        assert!(tally.has_resource_for("editor"));
    }

    #[test]
    fn a_link_is_not_an_iframe() {
        let refused = |properties| {
            module("webItems", properties)
                .template(None)
                .unwrap_err()
                .to_string()
        };
        for link in ["https://x.example", "//x.example", "mailto:a@x.example"] {
            let message = refused(json!({"key": "a", "url": link}));
            assert!(message.contains("plain link"), "{message}");
        }
        assert!(refused(json!({"key": "a", "url": "/x", "context": "PRODUCT"})).contains("host's"));
        assert!(
            refused(
                json!({"key": "a", "target": {"type": "dialogmodule", "options": {"key": "d"}}})
            )
            .contains("dialog module \"d\"")
        );
    }

    #[test]
    fn a_glance_has_its_url_in_its_target() {
        let glance = module(
            "jiraIssueGlances",
            json!({"key": "g", "target": {"type": "web_panel", "url": "/g?issue={issue.key}"}}),
        );
        assert_eq!(glance.template(None).unwrap(), "/g?issue={issue.key}");
        assert_eq!(glance.context_parameters(), ["issue.key"]);
        // A kind without a page can't be opened, even if it has a `url`.
        let tool = module("jiraDevelopmentTool", json!({"url": "/code"}));
        assert!(!tool.can_be_opened());
    }

    #[test]
    fn parts_have_urls_of_their_own() {
        let module = module(
            "dynamicContentMacros",
            json!({"key": "m", "url": "/m", "editor": {"url": "/e"}}),
        );
        assert_eq!(module.template(Some("editor")).unwrap(), "/e");
        assert!(module.template(Some("create")).is_err());
    }

    #[test]
    fn parts_of_parts_are_named_member_by_member() {
        let module = module(
            "jiraDevelopmentTool",
            json!({"key": "d", "actions": {
                "createBranch": {"templateUrl": "/branch?issue={issue.key}"},
                "other": {"templateUrl": "https://x.example"},
            }}),
        );
        let branch = module.template(Some("actions.createBranch")).unwrap();
        assert_eq!(branch, "/branch?issue={issue.key}");
        let link = module.template(Some("actions.other")).unwrap_err();
        assert!(link.to_string().contains("plain link"), "{link}");
        assert!(module.template(Some("actions.none")).is_err());
    }
}
