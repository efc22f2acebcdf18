//! Which arguments a declared item can provide to its function, to the extent that its kind decides.
//!
//! A macro sees no types. So this only determines the kind of item; the runtime has the table of
//! kinds and types (`handler/argument.rs`, `handler/payload.rs`), and rustc reports what doesn't fit.

use connect_model::Method;
use connect_model::declaration::Auth;
use connect_model::module_kind::Invocation;

use crate::declared::{DeclarationKind, Declared};
use crate::event_group::group_of;
use crate::property_tree::PropertyTree;

/// The kinds of items that differ in the arguments they provide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A page that the host opens in an iframe, or a remote condition.
    Page,
    /// A function that the host's servers call because of a module.
    Callback,
    /// A webhook.
    Webhook,
    /// A webhook with `exclude_body`.
    WebhookWithoutBody,
    /// A call from the app's own pages.
    Endpoint,
    /// A call from the app's own pages by `GET`.
    EndpointWithoutBody,
    /// A public route.
    Public,
    /// A public route by `GET`.
    PublicWithoutBody,
    /// A lifecycle hook.
    Hook,
    /// The lifecycle hook after which there is no site to call.
    Uninstalled,
    /// A step in which a tenant's data moves to another region.
    Migration,
    /// A background job of the app.
    Job,
    /// A scheduled function.
    Scheduled,
}

impl Declared {
    /// The kind of the item.
    #[must_use]
    pub fn gives(&self) -> Gives {
        match &self.kind {
            DeclarationKind::Hook("uninstalled") => Gives::Uninstalled,
            DeclarationKind::Hook(_) => Gives::Hook,
            DeclarationKind::Migration(_) => Gives::Migration,
            DeclarationKind::Job => Gives::Job,
            DeclarationKind::Scheduled { .. } => Gives::Scheduled,
            DeclarationKind::Referenced {
                kind: "callback", ..
            } => Gives::Callback,
            DeclarationKind::Referenced { .. } => Gives::Page,
            DeclarationKind::Route { auth, method, .. } => match (auth, method) {
                (Auth::Public, Method::Get) => Gives::PublicWithoutBody,
                (Auth::Public, _) => Gives::Public,
                (_, Method::Get) => Gives::EndpointWithoutBody,
                _ => Gives::Endpoint,
            },
            DeclarationKind::Module { kind, route, .. } => match route {
                Some(route) if route.public => Gives::PublicWithoutBody,
                Some(route) if route.call != Invocation::Callback => Gives::Page,
                _ if kind.name != "webhooks" => Gives::Callback,
                _ if self.excludes_body() => Gives::WebhookWithoutBody,
                _ => Gives::Webhook,
            },
        }
    }

    fn excludes_body(&self) -> bool {
        let excluded = match self.properties() {
            Some(PropertyTree::Object(members)) => members.get("excludeBody"),
            _ => None,
        };
        excluded == Some(&PropertyTree::Boolean(true))
    }

    /// The groups of events that a webhook lists, each once. Unlisted events and `*` are in none.
    #[must_use]
    pub fn event_groups(&self) -> Vec<&'static str> {
        let events = match self.properties() {
            Some(PropertyTree::Object(members)) => members.get("event"),
            _ => None,
        };
        let mut groups = Vec::new();
        for event in events.map_or(&[][..], PropertyTree::elements) {
            let vouched = |name: &str| self.unlisted.iter().any(|one| one.name == name);
            let Some(name) = event
                .as_text()
                .filter(|name| *name != "*" && !vouched(name))
            else {
                continue;
            };
            let group = group_of(name);
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }
}
