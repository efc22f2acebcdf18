//! The authorization server: tokens with which an app acts as a user.
//!
//! Source: "User impersonation for Connect apps"; RFC 7523 for the request, RFC 6749 (section 5)
//! for the answers.

use std::collections::BTreeMap;
use std::sync::Weak;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use connect_model::{Scope, ScopeSet};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::json;

use super::answer::RestAnswer;
use super::call::{GRANT, RestCall};
use super::credential::UserToken;
use super::refusal::Refusal;
use super::scopes::{effective, granted};
use super::token::{Claims, unverified_issuer};
use crate::builder::new_secret;
use crate::host::{Host, Site, Standing, State};
use crate::payload::trimmed;

const BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const CLIENT: &str = "urn:atlassian:connect:clientid:";
const ACCOUNT: &str = "urn:atlassian:connect:useraccountid:";
/// How long a token is good for, in seconds.
const LIFETIME: i64 = 15 * 60;
/// How long an assertion may be good for, in seconds, and some seconds for clocks.
const ASSERTION_LIFETIME: i64 = 60 + 30;
const LONGEST_FORM: usize = 64 * 1024;
/// How many tokens a site keeps: those that have expired go first.
const MOST_TOKENS: usize = 1000;

/// Answers a request for a token, for any of the sites that this server knows.
///
/// `server` is what an assertion must name as its audience.
pub(crate) async fn authorize(
    sites: Vec<Weak<Site>>,
    server: &str,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let form = match to_bytes(body, LONGEST_FORM).await {
        Ok(bytes) => form(&parts.headers, &bytes),
        Err(_) => None,
    };
    let Some(form) = form else {
        return refuse(&Refusal::Grant("invalid_request", "no form was sent"));
    };
    let assertion = form.get("assertion").map_or("", String::as_str);
    let issuer = unverified_issuer(assertion);
    let client = issuer.as_deref().and_then(|it| it.strip_prefix(CLIENT));
    let site = sites
        .iter()
        .filter_map(Weak::upgrade)
        .find(|site| Some(site.oauth_client_id.as_str()) == client);
    let Some(site) = site else {
        return refuse(&Refusal::Grant(
            "invalid_client",
            "no site has this client id",
        ));
    };
    Host(site).give(&form, trimmed(server))
}

impl Host {
    fn give(&self, form: &BTreeMap<String, String>, server: &str) -> Response {
        let mut call = RestCall::new(Method::POST, GRANT.to_owned());
        call.path = Some(GRANT);
        call.scope = Some(Scope::ActAsUser);
        let answer = match self.new_token(form, server, &mut call) {
            Ok(answer) => answer,
            Err(refusal) => {
                let answer = refusal_answer(&refusal);
                call.refused = Some(refusal);
                answer
            }
        };
        call.status = answer.status;
        self.remember_call(call, 0);
        answer.into_response()
    }

    fn new_token(
        &self,
        form: &BTreeMap<String, String>,
        server: &str,
        call: &mut RestCall,
    ) -> Result<RestAnswer, Refusal> {
        let token = new_secret().map_err(|_| Refusal::Grant("server_error", "no randomness"))?;
        let state = &mut *self.state();
        let account_id = account(&self.0, state, form, server)?;
        call.user = Some(account_id.clone());
        if !effective(state).contains(Scope::ActAsUser) {
            return Err(Refusal::Scope(Scope::ActAsUser));
        }
        let scopes = match form.get("scope") {
            None => None,
            Some(names) => Some(asked(names, granted(state))?),
        };
        let now = self.clock().now();
        let tokens = &mut state.rest.tokens;
        if tokens.len() >= MOST_TOKENS {
            tokens.retain(|_, token| token.expires_at > now);
        }
        if tokens.len() >= MOST_TOKENS {
            tokens.clear();
        }
        let mut answer = json!({
            "access_token": token,
            "expires_in": LIFETIME,
            "token_type": "Bearer",
        });
        if let Some(names) = form.get("scope") {
            answer["scope"] = names.as_str().into();
        }
        tokens.insert(
            token,
            UserToken {
                account_id,
                expires_at: now.saturating_add(LIFETIME),
                scopes,
            },
        );
        Ok(RestAnswer::json(answer))
    }
}

/// Whom the app asks to act as, if it is the app that asks.
fn account(
    site: &Site,
    state: &State,
    form: &BTreeMap<String, String>,
    server: &str,
) -> Result<String, Refusal> {
    if form.get("grant_type").map(String::as_str) != Some(BEARER) {
        return Err(Refusal::Grant(
            "unsupported_grant_type",
            "the only grant is that of a JWT bearer",
        ));
    }
    let invalid = |problem| Refusal::Grant("invalid_grant", problem);
    let installation = state.installation.as_ref();
    if installation.is_none_or(|it| it.standing != Standing::Enabled) {
        return Err(invalid("no app is enabled on this site"));
    }
    let assertion = form.get("assertion").map_or("", String::as_str);
    let now = site.clock.now();
    let claims = Claims::read(assertion, &state.secret, now).map_err(invalid)?;
    let lifetime = claims.time("exp").unwrap_or_default() - claims.time("iat").unwrap_or_default();
    if lifetime > ASSERTION_LIFETIME {
        return Err(invalid("an assertion is good for a minute at most"));
    }
    if !claims.is_for(server) {
        return Err(invalid("the assertion's `aud` is not this server"));
    }
    if claims.text("tnt") != Some(trimmed(site.base_url.as_str())) {
        return Err(invalid("the assertion's `tnt` is not the site's base URL"));
    }
    claims
        .text("sub")
        .and_then(|subject| subject.strip_prefix(ACCOUNT))
        .filter(|account_id| !account_id.is_empty())
        .map(str::to_owned)
        .ok_or(invalid("the assertion's `sub` names no account"))
}

/// The scopes that a token is asked for with: upper case, blanks between them.
fn asked(names: &str, granted: ScopeSet) -> Result<ScopeSet, Refusal> {
    let mut scopes = ScopeSet::EMPTY;
    for name in names.split_ascii_whitespace() {
        let known = Scope::ALL.into_iter().find(|scope| scope.name() == name);
        let Some(scope) = known.filter(|scope| *scope == Scope::None || granted.contains(*scope))
        else {
            return Err(Refusal::Grant(
                "invalid_scope",
                "a scope is asked for that the app does not have",
            ));
        };
        scopes = scopes.with(scope);
    }
    Ok(scopes)
}

/// What the server answers an app that may act as nobody is documented nowhere; the standard's
/// word for it is this.
fn refusal_answer(refusal: &Refusal) -> RestAnswer {
    let (error, description) = match refusal {
        Refusal::Grant(error, description) => (*error, *description),
        _ => (
            "unauthorized_client",
            "the app has not been granted ACT_AS_USER",
        ),
    };
    RestAnswer::empty(StatusCode::BAD_REQUEST)
        .with_json(json!({"error": error, "error_description": description}))
}

fn refuse(refusal: &Refusal) -> Response {
    refusal_answer(refusal).into_response()
}

fn form(headers: &HeaderMap, body: &[u8]) -> Option<BTreeMap<String, String>> {
    let kind = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    let kind = kind.split(';').next()?.trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return None;
    }
    let pairs = url::form_urlencoded::parse(body);
    Some(
        pairs
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
    )
}
