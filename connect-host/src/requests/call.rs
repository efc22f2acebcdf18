//! Calls from a page of the app to its server, and other signed requests.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use serde_json::json;
use url::Url;

use super::app_request::AppRequest;
use super::forge::envelope::{Asked, Sent};
use super::forge::invocation::Token;
use super::forge::view::View;
use super::request_context::RequestContext;
use super::response::AppResponse;
use super::running_site::RunningSite;
use crate::error::HostError;
use crate::site::install_state::Installation;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::wire::http::authorization;
use crate::wire::token::TokenBuilder;
use crate::wire::url::{below, target};

/// A request to a path of the app; `.await` sends it. See [`Host::endpoint`](crate::Host::endpoint)
/// and [`Host::request`](crate::Host::request).
#[must_use = "a call is sent by awaiting it"]
pub struct Call {
    context: RequestContext,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Result<Option<Vec<u8>>, HostError>,
    signing: Signing,
}

send_when_awaited!(Call => AppResponse);

enum Signing {
    /// As the app's page calls: `context-qsh`.
    Context,
    /// As the host's server calls: the exact hash.
    Request,
    Given(Box<TokenBuilder>),
    None,
}

impl Call {
    /// A call from the app's page, with a context token.
    pub(crate) fn endpoint(running: &Arc<RunningSite>, method: Method, path: &str) -> Call {
        Call::of_page(RequestContext::new(running), method, path)
    }

    /// A request from the host's server, with the exact hash.
    pub(crate) fn request(running: &Arc<RunningSite>, method: Method, path: &str) -> Call {
        let context = RequestContext::new(running);
        Call::new(context, method, path, Signing::Request)
    }

    pub(super) fn of_page(context: RequestContext, method: Method, path: &str) -> Call {
        Call::new(context, method, path, Signing::Context)
    }

    fn new(context: RequestContext, method: Method, path: &str, signing: Signing) -> Call {
        Call {
            context,
            method,
            path: path.to_owned(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Ok(None),
            signing,
        }
    }

    /// Sends this value as a JSON body.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        self.body = serde_json::to_vec(value).map(Some).map_err(HostError::Body);
        self.header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
    }

    /// Sends these fields as a browser sends a form.
    pub fn form<N: AsRef<str>, V: AsRef<str>>(self, fields: &[(N, V)]) -> Self {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        self.body(kind, body.finish())
    }

    /// Sends these bytes as the body.
    pub fn body(mut self, content_type: HeaderValue, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Ok(Some(bytes.into()));
        self.header(header::CONTENT_TYPE, content_type)
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets a value of the token's `context` claim, which describes where the calling page is.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value);
        self
    }

    /// Sets the account id of the user who is logged in.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.context.set_user(account_id);
        self
    }

    /// Sends it without a user: no one is logged in, and the token has no `sub`.
    pub fn anonymous(mut self) -> Self {
        self.context.set_anonymous();
        self
    }

    /// Sends this token instead of the genuine one.
    pub fn token(mut self, token: TokenBuilder) -> Self {
        self.signing = Signing::Given(Box::new(token));
        self
    }

    /// Sends no token at all.
    pub fn without_token(mut self) -> Self {
        self.signing = Signing::None;
        self
    }

    /// The call on Forge, where a page's script can only send one through the shell.
    async fn through_the_shell(
        self,
        installation: &Installation,
        url: String,
        purpose: String,
    ) -> Result<AppResponse, HostError> {
        let token = match self.signing {
            Signing::Context => Token::Genuine,
            Signing::Given(token) => Token::Given(token),
            Signing::None => Token::None,
            Signing::Request => {
                return Err(HostError::NotOnForge {
                    action: purpose,
                    why: "Forge calls the endpoints of the manifest, and no other path of the app; \
                          what it asks from server to server is `Host::forge_call`",
                });
            }
        };
        let view = match self.context.view.clone() {
            Some(view) => view,
            None => any_page(installation, &purpose)?,
        };
        let asked = Asked {
            method: self.method,
            url,
            script: Some(Sent {
                headers: self.headers,
                body: self.body?,
            }),
            ..Asked::default()
        };
        asked.ask(&self.context, &view, token, purpose).await
    }

    fn token_for(&self, base: &Url, url: &Url, licensing: bool) -> Option<TokenBuilder> {
        let token = match &self.signing {
            Signing::None => return None,
            Signing::Given(token) => return Some(token.as_ref().clone()),
            Signing::Context => self.context.context_token(),
            Signing::Request => self.context.request_token(self.method.as_str(), base, url),
        };
        let mut claim = self.context.claim();
        if matches!(self.signing, Signing::Context) && licensing {
            let active = self.context.site().state().license.is_active();
            claim["license"] = json!({ "active": active });
        }
        Some(token.claim("context", claim))
    }

    async fn send(self) -> Result<AppResponse, HostError> {
        let purpose = format!(
            "{} {}",
            self.method,
            self.path.split('?').next().unwrap_or_default()
        );
        let installation = self.context.site().installed(&purpose)?;
        let base = &installation.accepted.base_url;
        let mut url = below(base, &self.path, "the call")?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        if installation.accepted.forge.is_some() {
            let url = target(base, &url);
            return self.through_the_shell(&installation, url, purpose).await;
        }
        let mut headers = self.headers.clone();
        let licensing = installation.accepted.descriptor.enable_licensing == Some(true);
        if let Some(token) = self.token_for(base, &url, licensing) {
            headers.insert(header::AUTHORIZATION, authorization(&token)?);
        }
        let request = AppRequest {
            kind: match self.signing {
                Signing::Context => ExchangeKind::Endpoint,
                _ => ExchangeKind::Request,
            },
            purpose,
            base,
            method: self.method,
            url,
            headers,
            body: self.body?,
        };
        request.send(&self.context.running).await
    }
}

/// The page for a call that names none: the first in the manifest.
fn any_page(installation: &Installation, purpose: &str) -> Result<View, HostError> {
    let mut modules = installation.accepted.modules.iter();
    let page = modules.find(|module| module.has_resource() && module.endpoint_of_page().is_some());
    match page {
        Some(page) => Ok(View::of(page.clone())),
        None => Err(HostError::NotOnForge {
            action: purpose.to_owned(),
            why: "only pages call the app, and its manifest has no module with a page",
        }),
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
