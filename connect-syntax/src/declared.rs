//! What an annotated function declares: validated, and so free of errors.

use connect_model::declaration::{Auth, Declaration, Method, Origin, Route, kind};
use connect_model::{ModuleKind, Product, Scope, Url};
use proc_macro2::Span;

use crate::check::{SectionUse, UnlistedUse};
use crate::reference::{self, Reference};
use crate::signature::Argument;

/// A validated declaration. Only this type can be expanded.
#[derive(Debug, Clone)]
pub struct Declared {
    /// What it declares.
    pub what: What,
    /// The module key, or the function's name.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The descriptor JSON of a module, with marks where items are named; empty for anything
    /// else. See [`reference::parts`].
    pub properties: String,
    /// The URL at which the host finds it, as a template; none when it is not called.
    pub url: Option<String>,
    /// The arguments of the function, in order.
    pub arguments: Vec<Argument>,
    /// The scopes that it needs by itself.
    pub needs: Vec<Needs>,
    /// Sections that the app must declare somewhere.
    pub sections: Vec<SectionUse>,
    /// Names that the user vouches for.
    pub unlisted: Vec<UnlistedUse>,
    /// What it names that the platform advises against.
    pub deprecations: Vec<Deprecation>,
    /// The products that it can be for; empty where that says nothing.
    pub products: Vec<Product>,
    /// Items of the app that it names.
    pub references: Vec<Reference>,
}

/// A scope that a module needs by itself, as a webhook does for its event.
#[derive(Debug, Clone)]
pub struct Needs {
    /// What needs it, as messages say it.
    pub what: String,
    /// The scope.
    pub scope: Scope,
    /// Where the event stands.
    pub span: Span,
}

/// Something that works and will go.
#[derive(Debug, Clone)]
pub struct Deprecation {
    /// What rustc's warning says.
    pub note: String,
    /// Where it stands.
    pub span: Span,
}

/// The sorts of declaration.
#[derive(Debug, Clone)]
pub enum What {
    /// A module of the host's, reached as its kind is.
    Module(&'static ModuleKind, Option<ModuleRoute>),
    /// A lifecycle hook.
    Hook(&'static str),
    /// Something that a module's properties name by its URL.
    Served {
        /// `iframe`, `callback` or `condition`.
        kind: &'static str,
        /// The path below the base URL.
        path: String,
    },
    /// A route of the app's own.
    Own {
        /// Endpoint or public.
        auth: Auth,
        /// The HTTP method.
        method: Method,
        /// The path below the base URL.
        path: String,
    },
}

/// How the host reaches a module.
#[derive(Debug, Clone)]
pub struct ModuleRoute {
    /// In an iframe, or by itself.
    pub call: Url,
    /// The path below the base URL.
    pub path: String,
    /// Whether it is served to anybody, as cacheable pages are.
    pub public: bool,
}

impl ModuleRoute {
    /// The function of [`Route`] that makes its route.
    #[must_use]
    pub fn constructor(&self) -> &'static str {
        match self.call {
            Url::Callback => "callback",
            _ if self.public => "cacheable",
            _ => "iframe",
        }
    }

    fn route(&self) -> Route {
        let route = match self.call {
            Url::Callback => Route::callback(""),
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
    pub fn kind(&self) -> &'static str {
        match &self.what {
            What::Module(row, _) => row.name,
            What::Hook(event) => event,
            What::Served { kind, .. } => kind,
            What::Own {
                auth: Auth::Public, ..
            } => kind::PUBLIC,
            What::Own { .. } => kind::ENDPOINT,
        }
    }

    /// Whether the host knows it by a module key, which must then be the app's only one.
    #[must_use]
    pub fn has_module_key(&self) -> bool {
        matches!(&self.what, What::Module(row, _) if row.has_key())
    }

    /// The location that a web section is for others, with marks; none for anything else.
    #[must_use]
    pub fn section_location(&self) -> Option<String> {
        let What::Module(row, _) = &self.what else {
            return None;
        };
        if row.name != "webSections" {
            return None;
        }
        let properties: serde_json::Value = serde_json::from_str(&self.properties).ok()?;
        let location = properties.get("location")?.as_str()?;
        Some(format!("{location}/{}", self.key))
    }

    /// The declaration as the build script records it, with what each reference stands for.
    #[must_use]
    pub fn declaration(&self, origin: Origin, stands_for: &[String]) -> Declaration {
        let properties = reference::filled(&self.properties, stands_for);
        let route = match &self.what {
            What::Module(_, route) => route.as_ref().map(ModuleRoute::route),
            What::Hook(_) => None,
            What::Served { path, .. } => Some(Route {
                path: path.clone().into(),
                ..Route::iframe("")
            }),
            What::Own { auth, method, path } => Some(Route {
                methods: vec![*method].into(),
                path: path.clone().into(),
                auth: *auth,
            }),
        };
        Declaration {
            kind: self.kind().into(),
            key: self.key.clone().into(),
            properties: properties.into(),
            route,
            origin,
        }
    }
}
