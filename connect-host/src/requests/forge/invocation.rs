//! One call of an endpoint of the app.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::Value;
use url::Url;

use super::context::OnForge;
use super::rules::{PAGE_LIMIT, broken_by_request};
use super::view::View;
use crate::descriptor::manifest::{Endpoint, endpoint};
use crate::error::{ForgeRule, HostError};
use crate::requests::app_request::AppRequest;
use crate::requests::request_context::RequestContext;
use crate::requests::response::AppResponse;
use crate::site::forge::{ENDPOINT, Invoked};
use crate::site::install_state::Installation;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::wire::http::{bearer, header_value};
use crate::wire::token::TokenBuilder;
use crate::wire::url::below;

/// The token with which the app calls the product as itself.
const AS_APP: HeaderName = HeaderName::from_static("x-forge-oauth-system");
/// The token with which the app calls the product as the user viewing the page.
const AS_USER: HeaderName = HeaderName::from_static("x-forge-oauth-user");
/// The trace of a call, which identifies it in Forge's logs.
const TRACE: [HeaderName; 2] = [
    HeaderName::from_static("x-b3-traceid"),
    HeaderName::from_static("x-b3-spanid"),
];

/// A call of an endpoint.
pub(crate) struct Invocation<'a> {
    forge: OnForge<'a>,
    /// Its purpose, for the journal and for errors: `open "votes"`.
    purpose: String,
    base: &'a Url,
    body: Value,
    /// Whether the app is asked to report the outcome of its function, which no real site does.
    waits: bool,
}

/// How a token other than the genuine one is sent.
#[derive(Clone, Default)]
pub(crate) enum Token {
    #[default]
    Genuine,
    Given(Box<TokenBuilder>),
    None,
}

impl<'a> Invocation<'a> {
    /// A call of one of the installed app's endpoints.
    pub(crate) fn new(
        context: &'a RequestContext,
        installation: &'a Installation,
        purpose: &str,
        body: Value,
    ) -> Result<Self, HostError> {
        Ok(Self {
            forge: context.on_forge(installation, purpose)?,
            purpose: purpose.to_owned(),
            base: &installation.accepted.base_url,
            body,
            waits: false,
        })
    }

    /// Whether the response comes only once the app's function has run.
    pub(crate) fn waiting(self, waits: bool) -> Self {
        Self { waits, ..self }
    }

    /// Calls it as a page does: the user, the module and the place are signed.
    pub(crate) async fn of_page(
        self,
        context: &RequestContext,
        view: &View,
        token: Token,
        request: PageRequest,
    ) -> Result<AppResponse, HostError> {
        let endpoint = self.endpoint(view.module.endpoint_of_page())?;
        let genuine = context.page_token(&self.forge, view);
        let mut headers = self.headers(context, &endpoint, token, genuine)?;
        if endpoint.as_user
            && let Some(account_id) = context.account_id()
        {
            let token = context.site().delivered_token(Some(&account_id))?;
            headers.insert(AS_USER, secret(&AS_USER, &token)?);
        }
        headers.extend(request.headers);
        let body = self.body.to_string().into_bytes();
        if let Some(rule) = broken_by_request(&body) {
            let what = self.purpose;
            return Err(HostError::AgainstForge { what, rule });
        }
        let limit = context.running.patience(PAGE_LIMIT);
        let request = AppRequest {
            kind: ExchangeKind::Invocation,
            url: below(self.base, &request.path, &self.purpose)?,
            purpose: self.purpose,
            base: self.base,
            method: request.method,
            headers,
            body: Some(body),
        };
        request.send_within(&context.running, limit).await
    }

    /// Calls it from server to server: the token names the endpoint.
    pub(crate) async fn of_forge(
        self,
        context: &RequestContext,
        endpoint_key: Option<&str>,
        limit: Duration,
    ) -> Result<AppResponse, HostError> {
        let endpoint = self.endpoint(endpoint_key)?;
        let key = endpoint_key.unwrap_or_default();
        let kind = ENDPOINT;
        let site = context.site();
        let OnForge { site: forge, app } = &self.forge;
        let genuine = site.invocation_token(forge, &app.manifest, Invoked { kind, key });
        let mut headers = self.headers(context, &endpoint, Token::Genuine, genuine)?;
        if self.waits {
            let asks = HeaderValue::from_static("until handled");
            headers.insert(HeaderName::from_static("x-connect-wait"), asks);
        }
        let path = endpoint.path.unwrap_or_default();
        // A call that waits for the function waits longer than Forge does.
        let limit = if self.waits { GENEROUS } else { limit };
        let limit = context.running.patience(limit);
        let request = AppRequest {
            kind: ExchangeKind::ForgeCall,
            url: below(self.base, &path, &self.purpose)?,
            purpose: self.purpose,
            base: self.base,
            method: Method::POST,
            headers,
            body: Some(self.body.to_string().into_bytes()),
        };
        request.send_within(&context.running, limit).await
    }

    fn endpoint(&self, key: Option<&str>) -> Result<Endpoint, HostError> {
        let found = key.and_then(|key| endpoint(&self.forge.app.manifest, key));
        found.ok_or_else(|| HostError::AgainstForge {
            what: self.purpose.clone(),
            rule: ForgeRule::NoEndpoint,
        })
    }

    fn headers(
        &self,
        context: &RequestContext,
        endpoint: &Endpoint,
        token: Token,
        genuine: TokenBuilder,
    ) -> Result<HeaderMap, HostError> {
        let json = HeaderValue::from_static("application/json");
        let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, json)]);
        let token = match token {
            Token::Genuine => Some(context.site().with_fault(genuine)),
            Token::Given(given) => Some(*given),
            Token::None => None,
        };
        if let Some(token) = token {
            headers.insert(header::AUTHORIZATION, bearer(&token.build()?)?);
        }
        let trace = context.site().next_trace();
        for name in TRACE {
            let value = header_value(&name, &trace)?;
            headers.insert(name, value);
        }
        if endpoint.as_app {
            let token = context.site().delivered_token(None)?;
            headers.insert(AS_APP, secret(&AS_APP, &token)?);
        }
        Ok(headers)
    }
}

/// How long the host waits for an app that was asked to respond once its function has run.
const GENEROUS: Duration = Duration::from_secs(25);

/// A page's request.
pub(crate) struct PageRequest {
    pub(crate) method: Method,
    /// Below the app's base URL.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
}

fn secret(name: &HeaderName, token: &str) -> Result<HeaderValue, HostError> {
    let mut value = header_value(name, token)?;
    value.set_sensitive(true);
    Ok(value)
}
