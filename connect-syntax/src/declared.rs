//! What an annotated item declares, validated and therefore free of errors.

use std::time::Duration;

use connect_model::declaration::{Auth, Declaration, Route, kind};
use connect_model::forge::assemble::Choice;
use connect_model::guard::Guard;
use connect_model::location;
use connect_model::module_kind::Invocation;
use connect_model::{Method, MigrationStep, ModuleKind, Origin, Product, Scope};
use proc_macro2::Span;

use crate::findings::{Deprecation, SectionUse, UnlistedUse};
use crate::property_tree::{Part, PropertyTree};
use crate::reference::Reference;
use crate::signature::Argument;

/// A validated declaration. Only this type can be expanded.
#[derive(Debug, Clone)]
pub struct Declared {
    /// What it declares.
    pub kind: DeclarationKind,
    /// The module key, or the function's name.
    pub key: String,
    /// The URL template through which a module's property can refer to it; `None` if none can.
    pub url: Option<String>,
    /// The arguments of the function, in order.
    pub arguments: Vec<Argument>,
    /// What it requires of its caller in addition to a token.
    pub guard: Guard,
    /// Whether it states why it is not for administrators only.
    pub explained: bool,
    /// How it is moved to Forge, if that differs from the rest of the app.
    pub forge: Option<Choice>,
    /// The scopes needed for a webhook's events, and for checking the guard.
    pub event_scopes: Vec<EventScope>,
    /// When and how its function runs.
    pub work: Work,
    /// Sections that the app must declare somewhere.
    pub sections: Vec<SectionUse>,
    /// Names accepted because of `unlisted("…")`.
    pub unlisted: Vec<UnlistedUse>,
    /// Uses of what the platform advises against.
    pub deprecations: Vec<Deprecation>,
    /// The products that it can be for; empty for any.
    pub products: Vec<Product>,
    /// Items of the app that it refers to.
    pub references: Vec<Reference>,
}

/// A scope that is needed for one word of an attribute: an event, `admin_only`.
#[derive(Debug, Clone)]
pub struct EventScope {
    /// What needs it, for messages.
    pub what: String,
    /// The scope.
    pub scope: Scope,
    /// Where it is written.
    pub span: Span,
}

/// When and how the function of a webhook runs, which the descriptor does not contain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// Whether it runs before the response to the host, instead of from the queue.
    pub inline: bool,
    /// Which deliveries run one after another; `None` if any can run concurrently.
    pub in_order: Option<InOrder>,
}

/// Which of a tenant's deliveries run in the order of their arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InOrder {
    /// All of them.
    Tenant,
    /// Those with the same value at this path in the body: `issue.id`.
    Field(String),
}

/// What an item declares.
#[derive(Debug, Clone)]
pub enum DeclarationKind {
    /// A module of the host.
    Module {
        /// Its row in the table.
        kind: &'static ModuleKind,
        /// How the host calls it; `None` if it doesn't.
        route: Option<ModuleRoute>,
        /// The module's object in the descriptor.
        properties: PropertyTree,
    },
    /// A lifecycle hook.
    Hook(&'static str),
    /// A step in which a tenant's data moves to another region.
    Migration(MigrationStep),
    /// Something that modules refer to by its URL.
    Referenced {
        /// `iframe`, `callback` or `condition`.
        kind: &'static str,
        /// The path below the base URL.
        path: String,
    },
    /// A background job of the app.
    Job,
    /// A function that runs periodically for each tenant.
    Scheduled {
        /// The time from one run to the next.
        every: Duration,
    },
    /// A route of the app.
    Route {
        /// Which token is required, if any.
        auth: Auth,
        /// The HTTP method.
        method: Method,
        /// The path below the base URL.
        path: String,
    },
}

/// How the host calls a module.
#[derive(Debug, Clone)]
pub struct ModuleRoute {
    /// Whether it calls in an iframe, or from its servers.
    pub call: Invocation,
    /// The path below the base URL.
    pub path: String,
    /// Whether it is served without authentication, as cacheable pages are.
    pub public: bool,
}

impl ModuleRoute {
    /// The function of [`Route`] that constructs its route.
    #[must_use]
    pub fn constructor(&self) -> &'static str {
        match self.call {
            Invocation::Callback => "callback",
            _ if self.public => "cacheable",
            _ => "iframe",
        }
    }

    fn route(&self) -> Route {
        let route = match self.call {
            Invocation::Callback => Route::callback(""),
            _ if self.public => Route::cacheable(""),
            _ => Route::iframe(""),
        };
        Route {
            path: self.path.clone().into(),
            ..route
        }
    }
}

impl Declared {
    /// The kind's name in a [`Declaration`].
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            DeclarationKind::Module { kind, .. } => kind.name,
            DeclarationKind::Hook(event) => event,
            DeclarationKind::Migration(_) => kind::DARE_MIGRATION,
            DeclarationKind::Referenced { kind, .. } => kind,
            DeclarationKind::Job => kind::JOB,
            DeclarationKind::Scheduled { .. } => kind::SCHEDULED,
            DeclarationKind::Route {
                auth: Auth::Public, ..
            } => kind::PUBLIC,
            DeclarationKind::Route { .. } => kind::ENDPOINT,
        }
    }

    /// What a module adds to the descriptor; `None` for anything else.
    #[must_use]
    pub fn properties(&self) -> Option<&PropertyTree> {
        match &self.kind {
            DeclarationKind::Module { properties, .. } => Some(properties),
            _ => None,
        }
    }

    /// Whether the host knows it by a module key, which must then be unique in the app.
    #[must_use]
    pub fn has_module_key(&self) -> bool {
        matches!(&self.kind, DeclarationKind::Module { kind, .. } if kind.has_key())
    }

    /// The location that a web section or web item provides for other modules; `None` for anything
    /// else.
    #[must_use]
    pub fn section_location(&self) -> Option<Vec<Part>> {
        let location = match (self.kind_name(), self.properties()?) {
            // A menu that a link opens.
            ("webItems", _) => return Some(vec![Part::Text(self.key.clone())]),
            ("webSections", PropertyTree::Object(members)) => members.get("location"),
            _ => None,
        };
        let below = format!("/{}", self.key);
        match location? {
            PropertyTree::Text(location) if location::names_sections_by_key(location) => {
                Some(vec![Part::Text(self.key.clone())])
            }
            PropertyTree::Text(location) => Some(vec![Part::Text(location.clone() + &below)]),
            PropertyTree::Reference(index) => {
                Some(vec![Part::Reference(*index), Part::Text(below)])
            }
            _ => None,
        }
    }

    /// The declaration as the build script records it. `values` replace its references.
    #[must_use]
    pub fn declaration(&self, origin: Origin, values: &[String]) -> Declaration {
        let (properties, route) = match &self.kind {
            DeclarationKind::Module {
                route, properties, ..
            } => (
                properties.resolve(values).to_string(),
                route.as_ref().map(ModuleRoute::route),
            ),
            DeclarationKind::Migration(step) => {
                let route = Route {
                    methods: vec![step.method].into(),
                    path: step.path().into(),
                    auth: Auth::Request,
                };
                (String::new(), Some(route))
            }
            DeclarationKind::Hook(_) | DeclarationKind::Job | DeclarationKind::Scheduled { .. } => {
                (String::new(), None)
            }
            DeclarationKind::Referenced { path, .. } => {
                let route = Route {
                    path: path.clone().into(),
                    ..Route::iframe("")
                };
                (String::new(), Some(route))
            }
            DeclarationKind::Route { auth, method, path } => {
                let route = Route {
                    methods: vec![*method].into(),
                    path: path.clone().into(),
                    auth: *auth,
                };
                (String::new(), Some(route))
            }
        };
        Declaration {
            kind: self.kind_name().into(),
            key: self.key.clone().into(),
            properties: properties.into(),
            route,
            guard: self.guard,
            origin,
        }
    }
}
