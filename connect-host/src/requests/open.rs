//! Opening a module, as a page of the product does.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::app_request::AppRequest;
use super::call::Call;
use super::forge::envelope::Asked;
use super::forge::invocation::Token;
use super::forge::remote::RemoteRequest;
use super::forge::server::{self, ForgeCall};
use super::forge::view::View;
#[cfg(feature = "browser")]
use super::frame::Frame;
use super::frame_policy;
#[cfg(feature = "html")]
use super::navigation;
use super::request_context::RequestContext;
use super::response::{AppResponse, Verdict};
use super::running_site::RunningSite;
use crate::descriptor::context::{resolve, sample_context_value};
use crate::descriptor::module::{Module, find, find_beside, opened};
#[cfg(feature = "html")]
use crate::document;
use crate::error::HostError;
use crate::site::CONNECT_VERSION;
use crate::site::install_state::Installation;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::site::journal::finding::Finding;
use crate::wire::http::json;
use crate::wire::token::TokenBuilder;
use crate::wire::url::below;
use connect_model::HostProduct;

/// A request to open a module; `.await` opens it. See [`Host::open`](crate::Host::open).
#[derive(Clone)]
#[must_use = "a module is opened by awaiting it"]
pub struct Open {
    context: RequestContext,
    key: String,
    part: Option<String>,
    samples: bool,
    strict: bool,
    modal: Option<Value>,
}

send_when_awaited!(Open => OpenedModule);

/// A module's page, as the app served it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OpenedModule {
    /// The status. Redirects are not followed.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The signed URL that was requested. On Forge, the page's URL without a token, to which its links
    /// are relative.
    pub url: Url,
    /// The module whose page was opened: the dialog, for a web item that opens one. On Forge a dialog is
    /// not a module: it is shown in front of this module's page.
    pub module: Module,
    /// What is wrong with the response, the most serious first.
    pub findings: Vec<Finding>,
    unbound: Vec<String>,
    context: RequestContext,
}

/// The URL of a module's page, ready for an iframe.
struct PageAddress {
    url: Url,
    /// The app's base URL.
    base: Url,
    module: Module,
    unbound: Vec<String>,
}

impl Open {
    pub(crate) fn new(running: &Arc<RunningSite>, key: &str) -> Open {
        Open {
            context: RequestContext::new(running),
            key: key.to_owned(),
            part: None,
            samples: false,
            strict: false,
            modal: None,
        }
    }

    /// Sets the value of a context parameter, or of a macro's own parameter.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value);
        self
    }

    /// Fills in a sample value for every context parameter of the URL that has none yet, if there
    /// is one ([`sample_context_value`](crate::sample_context_value)).
    pub fn with_samples(mut self) -> Self {
        self.samples = true;
        self
    }

    /// Opens another page of the module, whose URL is at `<part>.url` in the descriptor: a macro's
    /// `editor`, a workflow function's `create`, a theme's `routes.spaceview`. For an action of Jira
    /// Software (`actions.createBranch`) it is at `<part>.templateUrl`.
    pub fn part(mut self, part: &str) -> Self {
        self.part = Some(part.to_owned());
        self
    }

    /// Sets the account id of the user who is logged in.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.context.set_user(account_id);
        self
    }

    /// Opens it without a user: no one is logged in, and the token has no `sub`.
    pub fn anonymous(mut self) -> Self {
        self.context.set_anonymous();
        self
    }

    /// Refuses to open the module if its URL asks for context that was not given. Without this, the
    /// values are left empty, as by a real host, and listed in [`OpenedModule::unbound`]. On Forge no URL
    /// asks for context.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Sets the context that a page of the app passed when it opened the module in a dialog, on Forge:
    /// `extension.modal` in the signed context.
    pub fn modal(mut self, context: Value) -> Self {
        self.modal = Some(context);
        self
    }

    /// The context that Forge signs, and that the bridge returns to the module's page (`getContext`).
    ///
    /// # Errors
    /// [`HostError::NotOnForge`] on a host that installs Connect apps, and those of
    /// [`Host::open`](crate::Host::open), except [`HostError::Unreachable`].
    pub fn forge_context(&self) -> Result<Value, HostError> {
        let (installation, view) = self.on_forge()?;
        let forge = self.context.on_forge(&installation, &self.purpose())?;
        Ok(self.context.signed(&forge, &view))
    }

    /// Calls the app's server as the module's page does through the bridge (`invokeRemote`), and returns
    /// what the bridge returns.
    ///
    /// # Errors
    /// As [`forge_context`](Self::forge_context), and [`HostError::Unreachable`]. What Forge refuses
    /// is a result with `success: false`.
    pub async fn invoke_remote(self, request: RemoteRequest) -> Result<Value, HostError> {
        let (_, view) = self.on_forge()?;
        request.ask(&self.context, &view).await
    }

    pub(crate) fn invocation_token(self) -> Result<TokenBuilder, HostError> {
        let (installation, view) = self.on_forge()?;
        let forge = self.context.on_forge(&installation, &self.purpose())?;
        Ok(self.context.page_token(&forge, &view))
    }

    fn purpose(&self) -> String {
        format!("open \"{}\"", self.key)
    }

    /// The module on Forge, as it is shown.
    fn on_forge(&self) -> Result<(Installation, View), HostError> {
        let purpose = self.purpose();
        let installation = self.context.site().enabled(&purpose)?;
        self.context.on_forge(&installation, &purpose)?;
        let modules = &installation.accepted.modules;
        let forge = installation.accepted.forge.as_ref();
        let dialogs = forge.map_or(&[][..], |forge| &forge.dialogs);
        if dialogs.contains(&self.key) {
            let view = self.dialog(modules)?;
            return Ok((installation, view));
        }
        let module = find_beside(modules, dialogs, &self.key)?.clone();
        let is_shown = match self.part.as_deref() {
            None => module.has_resource() || module.is_static(),
            Some(part) => module.has_resource_for(part),
        };
        if !is_shown {
            let reason = match &self.part {
                None => "Forge shows no page for it".to_owned(),
                Some(part) => format!("Forge shows no page for its {part}"),
            };
            return Err(HostError::NotOpenable {
                key: self.key.clone(),
                kind: module.kind,
                reason,
            });
        }
        let view = View {
            module,
            part: self.part.clone(),
            samples: self.samples,
            modal: self.modal.clone(),
            dialog: None,
        };
        Ok((installation, view))
    }

    /// A dialog on Forge, in front of a module's page, whose context it has: the page that covers most of
    /// the dialog's given context, and the first of several.
    fn dialog(&self, modules: &[Module]) -> Result<View, HostError> {
        let shown = modules.iter().filter(|module| {
            self.part.is_none() && module.has_resource() && module.endpoint_of_page().is_some()
        });
        let knows = |module: &&Module| self.context.placed(module, self.samples);
        let Some(opener) = shown.rev().max_by_key(knows) else {
            return Err(HostError::NotOpenable {
                key: self.key.clone(),
                kind: "dialogs".to_owned(),
                reason: match &self.part {
                    None => "on Forge a page of the app opens it, and no module has one".to_owned(),
                    Some(part) => format!("it has no {part}.url"),
                },
            });
        };
        let opened_with = json!({ "connect": { "key": self.key } });
        Ok(View {
            module: opener.clone(),
            part: None,
            samples: self.samples,
            modal: self.modal.clone().or(Some(opened_with)),
            dialog: Some(self.key.clone()),
        })
    }

    /// Opens it on Forge: in the shell, or as content that Confluence requests.
    async fn send_on_forge(mut self) -> Result<OpenedModule, HostError> {
        let (_, view) = self.on_forge()?;
        let purpose = self.purpose();
        let module = view.module.clone();
        let response = if module.is_static() && self.part.is_none() {
            let call = ForgeCall::of(&self.context.running, module.clone());
            let body = server::macros(&self.context);
            server::rendered(call.with_body(body).await?, &purpose)?
        } else {
            let asked = Asked::page(&view);
            let answered = asked.ask(&self.context, &view, Token::Genuine, purpose);
            answered.await?
        };
        self.context.view = Some(view);
        Ok(OpenedModule::of(response, module, Vec::new(), self.context))
    }

    /// The signed URL for a browser's iframe, without requesting it.
    ///
    /// # Errors
    /// Those of [`Host::open`](crate::Host::open), except [`HostError::Unreachable`].
    pub fn page_url(self) -> Result<Url, HostError> {
        Ok(self.address()?.url)
    }

    /// What a page of the product needs to show it.
    #[cfg(feature = "browser")]
    pub(crate) fn frame(self) -> Result<Frame, HostError> {
        let address = self.address()?;
        let installation = self.context.site().enabled("show a frame")?;
        let context = self.context.claim();
        let token = self.context.context_token();
        Ok(Frame {
            app_key: installation.accepted.key.clone(),
            module: address.module,
            url: address.url,
            context_token: token.claim("context", context.clone()).build()?,
            context,
        })
    }

    fn address(&self) -> Result<PageAddress, HostError> {
        let site = self.context.site();
        site.of_connect(
            &self.purpose(),
            "a page has no signed address there, but a context",
        )?;
        let installation = self
            .context
            .site()
            .enabled(&format!("open \"{}\"", self.key))?;
        let modules = &installation.accepted.modules;
        let module = find(modules, &self.key)?;
        // A part belongs to the module itself, whatever its link leads to.
        let module = match self.part {
            None => opened(modules, module)?.clone(),
            Some(_) => module.clone(),
        };
        let template = module.template(self.part.as_deref())?;
        // A cacheable page has one URL for all users.
        let cacheable = module.cacheable();
        let resolved = resolve(template, |name| {
            if cacheable {
                return None;
            }
            let sample = || sample_context_value(name).filter(|_| self.samples);
            let value = self.context.parameters.get(name).or_else(sample)?;
            Some(value.to_owned())
        });
        if self.strict && !resolved.unbound.is_empty() {
            return Err(HostError::MissingContext {
                module: self.key.clone(),
                missing: resolved.unbound,
            });
        }
        let base = &installation.accepted.base_url;
        let mut url = below(base, &resolved.url, &format!("module \"{}\"", self.key))?;
        if !cacheable {
            let key = module.key.as_deref().unwrap_or(&self.key);
            let query = self.standard_query(url.query(), key, &installation);
            url.set_query(Some(&query));
            let token = self.context.request_token("GET", base, &url);
            let token = token.claim("context", self.context.claim()).build()?;
            url.set_query(Some(&format!("{query}&jwt={token}")));
        }
        Ok(PageAddress {
            url,
            base: base.clone(),
            module,
            unbound: resolved.unbound,
        })
    }

    /// The module's own query and the parameters that every iframe gets ("Context parameters",
    /// standard parameters).
    fn standard_query(&self, own: Option<&str>, key: &str, installation: &Installation) -> String {
        let app = &installation.accepted.key;
        let site = self.context.site();
        let origin = site.base_url.origin().ascii_serialization();
        let descriptor = &installation.accepted.descriptor;
        let license = site.state().license;
        let mut standard = form_urlencoded::Serializer::new(String::new());
        standard
            .append_pair("xdm_e", &origin)
            .append_pair("xdm_c", &format!("channel-{app}__{key}"))
            .append_pair("cp", context_path(site.product, &site.base_url))
            .append_pair("xdm_deprecated_addon_key_do_not_use", app);
        if descriptor.enable_licensing == Some(true) {
            standard.append_pair("lic", license.word());
            let editions = descriptor.editions_enabled == Some(true);
            if let Some(edition) = license.edition().filter(|_| editions) {
                standard.append_pair("capSet", edition);
            }
        }
        standard.append_pair("cv", CONNECT_VERSION);
        let standard = standard.finish();
        match own {
            None | Some("") => standard,
            Some(own) => format!("{own}&{standard}"),
        }
    }

    async fn send(self) -> Result<OpenedModule, HostError> {
        if self.context.site().forge.is_some() {
            return self.send_on_forge().await;
        }
        let PageAddress {
            url,
            base,
            module,
            unbound,
        } = self.address()?;
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/html,*/*;q=0.8"),
        );
        let request = AppRequest {
            kind: match module.kind.as_str() {
                "staticContentMacros" => ExchangeKind::StaticMacro,
                _ => ExchangeKind::Page,
            },
            purpose: format!("open \"{}\"", self.key),
            base: &base,
            method: Method::GET,
            url,
            headers,
            body: None,
        };
        let response = request.send(&self.context.running).await?;
        Ok(OpenedModule::of(response, module, unbound, self.context))
    }
}

/// `cp`: the product's path below its origin.
fn context_path(product: HostProduct, base_url: &Url) -> &str {
    match base_url.path().trim_end_matches('/') {
        "" if base_url
            .host_str()
            .is_some_and(|host| host.ends_with(".atlassian.net")) =>
        {
            product.context_path()
        }
        path => path,
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open")
            .field("key", &self.key)
            .field("context", &self.context.parameters)
            .finish_non_exhaustive()
    }
}

impl OpenedModule {
    fn of(
        response: AppResponse,
        module: Module,
        unbound: Vec<String>,
        context: RequestContext,
    ) -> OpenedModule {
        OpenedModule {
            status: response.status,
            headers: response.headers,
            body: response.body,
            url: response.url,
            module,
            findings: response.findings,
            unbound,
            context,
        }
    }

    /// The signed URL for a browser's iframe. Valid for three minutes.
    #[must_use]
    pub fn page_url(&self) -> &Url {
        &self.url
    }

    /// The context parameters of the URL that had no value and were sent empty.
    #[must_use]
    pub fn unbound(&self) -> &[String] {
        &self.unbound
    }

    /// How the app judged the token.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.status)
    }

    /// A header's value as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// [`HostError::NotJson`], with the body, when it is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HostError> {
        json(self.status, &self.body)
    }

    /// The elements of the page that match the CSS selector, in document order.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let page = host.open("votes").with("issue.key", "DEMO-1").await?;
    /// assert_eq!(page.one("h1")?.text(), "Votes");
    /// let voters: Vec<_> = page.select("li.voter")?;
    /// assert_eq!(voters[0].attribute("data-id"), Some("557058:ann"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`HostError::InPage`] when the selector is invalid. No match is not an error.
    #[cfg(feature = "html")]
    pub fn select(&self, selector: &str) -> Result<Vec<crate::Element>, HostError> {
        Ok(document::select(&self.body, &self.url, selector)?)
    }

    /// The only element of the page that matches the CSS selector.
    ///
    /// # Errors
    /// [`HostError::InPage`], with the page's text when nothing matches, or when several elements do.
    #[cfg(feature = "html")]
    pub fn one(&self, selector: &str) -> Result<crate::Element, HostError> {
        Ok(document::one(&self.body, &self.url, selector)?)
    }

    /// Clicks on the only element that matches the CSS selector: follows a link, or submits a button's
    /// form. Redirects within the app are followed; the final response is returned, and can be clicked
    /// in turn.
    ///
    /// Like a browser, it sends no token but the one that the page has put into the link or the form
    /// (a [`FormToken`](https://docs.rs/connect-runtime/latest/connect_runtime/extract/struct.FormToken.html),
    /// for instance), and no cookies. Requests of the page's script are made with
    /// [`endpoint`](Self::endpoint).
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let page = host.open("votes").await?;
    /// let next = page.click("a.next").await?;
    /// assert_eq!(next.one("h1")?.text(), "Page 2");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`HostError::InPage`] when nothing or more than one element matches, a click on it requests
    /// nothing, or it leads out of the app; [`HostError::TooManyRedirects`],
    /// [`HostError::Unreachable`], [`HostError::NotInstalled`]. A response of any status is not an
    /// error.
    #[cfg(feature = "html")]
    pub async fn click(&self, selector: &str) -> Result<OpenedModule, HostError> {
        let step = document::link::click(&self.body, &self.url, selector)?;
        self.go(step).await
    }

    /// Fills these fields into the form that matches the CSS selector, and submits it as the Enter key
    /// does. All other fields are sent as they are in the page, including hidden ones. A name that is given
    /// twice ticks two checkboxes of that name.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let page = host.open("votes").await?;
    /// let page = page.submit("form#vote", [("colour", "red")]).await?;
    /// assert_eq!(page.status, 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`click`](Self::click), and [`HostError::InPage`] when the form has no field with a given name.
    #[cfg(feature = "html")]
    pub async fn submit<N: Into<String>, V: Into<String>>(
        &self,
        selector: &str,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Result<OpenedModule, HostError> {
        let step = {
            let fields = fields.into_iter();
            let fields: Vec<(String, String)> = fields
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
            document::form::submit(&self.body, &self.url, selector, &fields)?
        };
        self.go(step).await
    }

    #[cfg(feature = "html")]
    async fn go(&self, step: document::step::Step) -> Result<OpenedModule, HostError> {
        let response = navigation::go(&self.context, step).await?;
        Ok(OpenedModule {
            status: response.status,
            headers: response.headers,
            body: response.body,
            url: response.url,
            findings: response.findings,
            module: self.module.clone(),
            unbound: Vec::new(),
            context: self.context.clone(),
        })
    }

    /// Why a browser would refuse to show the response in an iframe of the product, at any of the
    /// addresses under which users see it; `None` if it would show it.
    #[must_use]
    pub fn frame_refusal(&self) -> Option<String> {
        frame_policy::refusal_of_site(&self.headers, self.context.site())
    }

    /// A call that this page's script makes to its app, with the token from `AP.context.getToken`,
    /// which carries the page's user and context.
    pub fn endpoint(&self, method: Method, path: &str) -> Call {
        Call::of_page(self.context.clone(), method, path)
    }
}
