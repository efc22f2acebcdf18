//! What an annotated function declares: validated, and so free of errors.

use connect_model::declaration::{Auth, Declaration, Method, Origin, Route, kind};
use connect_model::{ModuleKind, Scope};
use proc_macro2::Span;

use crate::check::{SectionUse, UnlistedUse};
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
    /// The descriptor JSON of a module; empty for anything else.
    pub properties: String,
    /// The arguments of the function, in order.
    pub arguments: Vec<Argument>,
    /// A scope that it needs by itself.
    pub needs: Option<Needs>,
    /// Sections that the app must declare somewhere.
    pub sections: Vec<SectionUse>,
    /// Names that the user vouches for.
    pub unlisted: Vec<UnlistedUse>,
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

/// The three sorts of declaration.
#[derive(Debug, Clone)]
pub enum What {
    /// A module of the host's, reached as its kind is.
    Module(&'static ModuleKind, Option<ModuleRoute>),
    /// A lifecycle hook.
    Hook(&'static str),
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
pub enum ModuleRoute {
    /// In an iframe.
    Iframe(String),
    /// By a POST.
    Callback(String),
}

impl Declared {
    /// The kind's name in a [`Declaration`].
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.what {
            What::Module(row, _) => row.name,
            What::Hook(event) => event,
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

    /// The declaration as the build script records it.
    #[must_use]
    pub fn declaration(&self, origin: Origin) -> Declaration {
        let own = |methods: &[Method], path: &str, auth| Route {
            methods: methods.to_vec().into(),
            path: path.to_owned().into(),
            auth,
        };
        let route = match &self.what {
            What::Module(_, Some(ModuleRoute::Iframe(path))) => {
                Some(own(&[Method::Get, Method::Post], path, Auth::Request))
            }
            What::Module(_, Some(ModuleRoute::Callback(path))) => {
                Some(own(&[Method::Post], path, Auth::Request))
            }
            What::Module(_, None) | What::Hook(_) => None,
            What::Own { auth, method, path } => Some(own(&[*method], path, *auth)),
        };
        Declaration {
            kind: self.kind().into(),
            key: self.key.clone().into(),
            properties: self.properties.clone().into(),
            route,
            origin,
        }
    }
}
