//! The app's pages and endpoints that Forge may show, and which of them a call refers to.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use connect_model::app_field::BASE_URL;
use connect_model::declaration::{Declaration, Route, kind};
use connect_model::forge::assemble::declared_key;
use connect_model::module_kind;
use connect_model::module_kind::Invocation as Called;
use http::{Method, StatusCode, Uri};
use serde_json::Value;
use tower::ServiceExt as _;
use url::form_urlencoded;

use super::template::{Template, path_of, with_query};
use crate::extract::{Invocation, SignedParameters};
use crate::serve::endpoint::{Endpoint, Invoked};

/// Everything that Forge may show.
#[derive(Default)]
pub(super) struct Pages {
    /// Maps a request's path to the declared path.
    routes: matchit::Router<String>,
    /// By declared path.
    by_path: HashMap<String, Vec<Target>>,
    /// The modules that can be shown, by their keys on Connect.
    modules: HashMap<String, Module>,
    /// The URLs with which modules refer to pages, by the page's path.
    templates: HashMap<String, Vec<Named>>,
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("modules", &self.modules.len())
            .finish_non_exhaustive()
    }
}

/// Handles some methods of a path.
#[derive(Clone)]
struct Target {
    methods: Arc<[Method]>,
    endpoint: Arc<Endpoint>,
    /// Whether it is an endpoint, whose URL the app's own pages choose.
    is_endpoint: bool,
    /// Its route, if the path has parameters: only a router can read them.
    router: Option<Router>,
}

#[derive(Debug)]
struct Module {
    /// The declared path at which it is served; `None` for a module that only has pages for its
    /// parts.
    path: Option<String>,
    properties: Value,
}

/// A URL with which a module refers to a page.
#[derive(Debug)]
struct Named {
    module: String,
    /// As declared by the module.
    url: String,
    template: Arc<Template>,
}

/// The page of a module.
#[derive(Debug, Clone, Copy)]
struct Page<'p> {
    /// The declared path.
    path: &'p str,
    /// The module's URL that refers to it, if known: a module may have several URLs with the same
    /// path.
    url: Option<&'p str>,
}

impl<'p> From<&'p str> for Page<'p> {
    fn from(path: &'p str) -> Self {
        Self { path, url: None }
    }
}

/// A call from the shell.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) method: &'a Method,
    /// Relative to the app's base URL; empty for the module that is shown.
    pub(super) url: &'a str,
    /// The dialog that is open.
    pub(super) modal: Option<&'a str>,
}

/// The target of a call from the shell.
pub(super) struct Place<'p> {
    target: &'p Target,
    /// The request for the handler.
    pub(super) uri: Uri,
    /// The same without signed values: the URL that the user may come back to.
    pub(super) shown: String,
    signed: SignedParameters,
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

/// Why a call from the shell has no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Nowhere {
    #[error("no page or endpoint of the app")]
    NotFound,
    #[error("the page does not answer this method")]
    Method,
    #[error("the context parameter `{0}` is missing")]
    Missing(String),
}

impl Nowhere {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Missing(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl Pages {
    /// Selects what Forge may show from everything that the app serves.
    pub(super) fn of<'r>(
        served: impl Iterator<Item = (&'r Declaration, &'r Arc<Endpoint>)> + Clone,
        all: impl Iterator<Item = &'r Declaration>,
    ) -> Self {
        let mut by_path: BTreeMap<String, Vec<Target>> = BTreeMap::new();
        for (declaration, endpoint) in served {
            let is_endpoint = declaration.kind == kind::ENDPOINT;
            let (true, Some(route)) = (is_endpoint || is_page(declaration), &declaration.route)
            else {
                continue;
            };
            let targets = by_path.entry(route.path.to_string()).or_default();
            targets.push(Target::of(route, endpoint, is_endpoint));
        }
        let mut pages = Self::default();
        for (path, targets) in by_path {
            // The app's router has accepted all of them, so this one does.
            if pages.routes.insert(&path, path.clone()).is_ok() {
                pages.by_path.insert(path, targets);
            }
        }
        for declaration in all.filter(|declaration| declaration.is_module()) {
            let properties: Value =
                serde_json::from_str(&declaration.properties).unwrap_or_default();
            let mut named = Vec::new();
            urls(&properties, &mut named);
            for url in named {
                let url = url.strip_prefix(BASE_URL).unwrap_or(url);
                let path = path_of(url);
                if pages.by_path.contains_key(path) {
                    let list = pages.templates.entry(path.to_owned()).or_default();
                    list.push(Named {
                        module: declaration.key.to_string(),
                        url: url.to_owned(),
                        template: Arc::new(Template::of(url)),
                    });
                }
            }
            let path = declaration.route.as_ref().map(|route| route.path.as_ref());
            let path = path.filter(|path| pages.by_path.contains_key(*path));
            let module = Module {
                path: path.map(str::to_owned),
                properties,
            };
            let key = declaration.key.to_string();
            // A webhook may have the same key as a page.
            if module.path.is_some() || !pages.modules.contains_key(&key) {
                pages.modules.insert(key, module);
            }
        }
        pages.follow_links();
        pages
    }

    /// A module without a page of its own, such as a web item that opens a dialog, is shown as the
    /// page that it links to.
    fn follow_links(&mut self) {
        let modules = self.modules.iter();
        let without = modules.filter(|(_, module)| module.path.is_none());
        let led: Vec<(String, String)> = without
            .filter_map(|(key, module)| {
                let to = module.links_to()?;
                let path = match self.modules.get(to) {
                    Some(page) => page.path.as_deref()?,
                    None => self.by_path.get_key_value(path_of(to))?.0,
                };
                Some((key.clone(), path.to_owned()))
            })
            .collect();
        for (key, path) in led {
            if let Some(module) = self.modules.get_mut(&key) {
                module.path = Some(path);
            }
        }
    }

    /// Finds the target of a call. The parameters of a page's URL come from signed values, whatever the
    /// call contains.
    pub(super) fn find(
        &self,
        wanted: &Wanted<'_>,
        invocation: &Arc<Invocation>,
    ) -> Result<Place<'_>, Nowhere> {
        let (path, query) = wanted.url.split_once('?').unwrap_or((wanted.url, ""));
        let query = query.split('#').next().unwrap_or_default();
        let shown = invocation.token().module_key().unwrap_or_default();
        if path.is_empty() || (path == "/" && self.routes.at("/").is_err()) {
            let key = wanted.modal.unwrap_or(shown);
            let page = self.page_of(key, invocation).ok_or(Nowhere::NotFound)?;
            return self.page(page, wanted.method, query, shown, invocation);
        }
        if let Ok(found) = self.routes.at(path) {
            let declared = found.value;
            let targets = self.by_path.get(declared).ok_or(Nowhere::NotFound)?;
            let target = answering(targets, wanted.method)?;
            if target.is_endpoint {
                let uri = wanted.url.split('#').next().unwrap_or_default();
                return Ok(Place {
                    target,
                    uri: uri.parse().map_err(|_| Nowhere::NotFound)?,
                    shown: uri.to_owned(),
                    signed: SignedParameters::Endpoint(Arc::clone(invocation)),
                });
            }
            let page = declared.as_str().into();
            return self.page(page, wanted.method, query, shown, invocation);
        }
        // Pages of which Forge allows only one are merged there, each a sub-page at its key.
        let key = path.trim_start_matches('/');
        let path = self.module(key).and_then(|module| module.path.as_deref());
        let path = path.ok_or(Nowhere::NotFound)?;
        self.page(path.into(), wanted.method, query, shown, invocation)
    }

    fn module(&self, key: &str) -> Option<&Module> {
        let key = declared_key(key, |key| self.modules.contains_key(key))?;
        self.modules.get(key)
    }

    /// The page that shows a module: when a user configures it, a different one from when they view
    /// it.
    fn page_of(&self, key: &str, invocation: &Invocation) -> Option<Page<'_>> {
        let module = self.module(key)?;
        let extension = invocation.context().get("extension");
        let says = |pointer: &str| extension.and_then(|it| it.pointer(pointer));
        let flag = |pointer: &str| says(pointer).and_then(Value::as_bool) == Some(true);
        let of = |name: &str| {
            let url = module.properties.get(name)?.get("url")?.as_str()?;
            let url = url.strip_prefix(BASE_URL).unwrap_or(url);
            let (path, _) = self.by_path.get_key_value(path_of(url))?;
            Some(Page {
                path,
                url: Some(url),
            })
        };
        let set_up = flag("/macro/isConfiguring") || flag("/macro/isInserting");
        let entry_point = says("/entryPoint").and_then(Value::as_str);
        let other = set_up.then(|| of("editor")).flatten();
        let other = other.or_else(|| entry_point.and_then(of));
        other.or_else(|| module.path.as_deref().map(Page::from))
    }

    fn page(
        &self,
        page: Page<'_>,
        method: &Method,
        query: &str,
        module: &str,
        invocation: &Arc<Invocation>,
    ) -> Result<Place<'_>, Nowhere> {
        let targets = self.by_path.get(page.path).ok_or(Nowhere::NotFound)?;
        let target = answering(targets, method)?;
        let named = self.templates.get(page.path);
        let named = named.into_iter().flatten();
        let module = declared_key(module, |key| self.modules.contains_key(key));
        // The module that is shown may refer to the page with a different URL than others do.
        let mut own = named
            .clone()
            .filter(|it| Some(it.module.as_str()) == module);
        let chosen = own.clone().find(|it| Some(it.url.as_str()) == page.url);
        let template = chosen
            .or_else(|| own.next())
            .or_else(|| named.clone().next());
        let filled = match template {
            Some(named) => named.template.fill(|name| invocation.value(name)),
            None if target.router.is_some() => return Err(Nowhere::NotFound),
            None => Template::of(page.path).fill(|_| None),
        };
        if let Some(name) = filled.missing {
            return Err(Nowhere::Missing(name));
        }
        let asked = form_urlencoded::parse(query.as_bytes());
        let asked = asked.filter(|(name, _)| {
            let is_signed = filled.pairs.iter().any(|(known, _)| known == name);
            !is_signed && name != "jwt" && !invocation.is_parameter(name)
        });
        let mut written = form_urlencoded::Serializer::new(String::new());
        let own = written.extend_pairs(asked).finish();
        let shown = with_query(&filled.path, &own);
        let mut written = form_urlencoded::Serializer::new(own);
        let query = written.extend_pairs(&filled.pairs).finish();
        let uri = with_query(&filled.path, &query).parse();
        Ok(Place {
            target,
            uri: uri.map_err(|_| Nowhere::NotFound)?,
            shown,
            signed: SignedParameters::Page(filled.values()),
        })
    }
}

impl Module {
    /// The key of the dialog or page that it links to.
    fn links_to(&self) -> Option<&str> {
        let dialog = self.properties.pointer("/target/options/key");
        dialog.or_else(|| self.properties.get("url"))?.as_str()
    }
}

impl Place<'_> {
    /// Calls the target.
    pub(super) async fn call(self, mut request: Request, mut invoked: Invoked) -> Response {
        *request.uri_mut() = self.uri;
        invoked.signed = Some(Arc::new(self.signed));
        match &self.target.router {
            None => self.target.endpoint.invoked(request, invoked).await,
            Some(router) => {
                request.extensions_mut().insert(invoked);
                let answer = router.clone().oneshot(request).await;
                answer.unwrap_or_else(|never| match never {})
            }
        }
    }
}

impl Target {
    fn of(route: &Route, endpoint: &Arc<Endpoint>, is_endpoint: bool) -> Self {
        let methods = route.methods.iter().map(|&method| Method::from(method));
        Self {
            methods: methods.collect(),
            endpoint: Arc::clone(endpoint),
            is_endpoint,
            router: route
                .path
                .contains('{')
                .then(|| behind(&route.path, endpoint)),
        }
    }
}

/// A router with a single route, to read its path parameters.
fn behind(path: &str, endpoint: &Arc<Endpoint>) -> Router {
    let endpoint = Arc::clone(endpoint);
    let service = tower::service_fn(move |mut request: Request| {
        let endpoint = Arc::clone(&endpoint);
        async move {
            let invoked = request.extensions_mut().remove::<Invoked>();
            Ok::<_, std::convert::Infallible>(match invoked {
                Some(invoked) => endpoint.invoked(request, invoked).await,
                // Only a verified call gets here.
                None => axum::response::IntoResponse::into_response(StatusCode::NOT_FOUND),
            })
        }
    });
    Router::new().route_service(path, service)
}

fn answering<'t>(targets: &'t [Target], method: &Method) -> Result<&'t Target, Nowhere> {
    let mut targets = targets.iter();
    let found = targets.find(|target| target.methods.contains(method));
    found.ok_or(Nowhere::Method)
}

/// Whether it is shown in a browser.
fn is_page(declaration: &Declaration) -> bool {
    match module_kind(&declaration.kind) {
        Some(kind) => kind.invocation == Called::Iframe,
        None => declaration.kind == "iframe",
    }
}

/// All strings in a module's properties that may be URLs of the app.
fn urls<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.starts_with('/') || text.starts_with(BASE_URL) => {
            found.push(text);
        }
        Value::Array(items) => items.iter().for_each(|item| urls(item, found)),
        Value::Object(members) => members.values().for_each(|member| urls(member, found)),
        _ => {}
    }
}
