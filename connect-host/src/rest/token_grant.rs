//! Tokens with which the app acts as a user of the site.
//!
//! Source: "User impersonation for Connect apps"; RFC 7523.

use std::time::Instant;

use connect_model::scope::NO_SCOPE;
use connect_model::{Scope, ScopeSet};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::answer_source::AnswerSource;
use super::api::RestApi;
use super::call::RestCall;
use super::refusal::Refusal;
use crate::platform::oauth::{Form, OAuthError, TOKEN_PATH, TokenIssuer};
use crate::site::Site;
use crate::site::access_tokens::{AccessToken, Reach};
use crate::site::journal::body::RecordedBody;
use crate::site::journal::token::{RecordedToken, SentToken, TokenPlace};
use crate::site::scopes::{effective, granted};
use crate::site::state::State;
use crate::wire::claims::{Claims, Keys};
use crate::wire::secret::random_secret;
use crate::wire::url::without_trailing_slash;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ACCOUNT_PREFIX: &str = "urn:atlassian:connect:useraccountid:";
/// How long a token is valid, in seconds.
const TOKEN_LIFETIME: i64 = 15 * 60;
/// How long an assertion may be valid, in seconds, with an allowance for clocks.
const MAX_ASSERTION_LIFETIME: i64 = 60 + 30;

impl TokenIssuer for RestApi {
    fn client_id(&self) -> &str {
        &self.site.oauth_client_id
    }

    fn issue_token(&self, form: &Form, audience: &str) -> Result<Value, OAuthError> {
        let mut call = RestCall::new(Method::POST, TOKEN_PATH.to_owned());
        call.path = Some(TOKEN_PATH);
        call.scope = Some(Scope::ActAsUser);
        call.at = self.site.clock.system_time();
        call.granted = effective(&self.site.state());
        let begun = Instant::now();
        let outcome = grant(&self.site, form, audience, &mut call).map_err(|refusal| {
            call.status = StatusCode::BAD_REQUEST;
            let error = oauth_error(&refusal);
            call.refused = Some(refusal);
            error
        });
        call.took = begun.elapsed();
        record_form(&mut call, form, &outcome);
        self.record(call, 0);
        outcome
    }
}

/// Records what the app sent and received, without the assertion's signature and the access token.
fn record_form(call: &mut RestCall, form: &Form, outcome: &Result<Value, OAuthError>) {
    let mut sent = form_urlencoded::Serializer::new(String::new());
    sent.extend_pairs(form);
    call.body = RecordedBody::of(sent.finish().as_bytes());
    call.token = form.get("assertion").map(|assertion| {
        let sent = SentToken {
            place: TokenPlace::Assertion,
            text: assertion,
        };
        let verdict = match outcome {
            Err(error) if error.error == "invalid_grant" => Err(error.description.to_owned()),
            _ => Ok(()),
        };
        RecordedToken::new(sent, verdict, None)
    });
    let answer = match outcome {
        Ok(answer) => {
            call.source = AnswerSource::Remembered;
            answer.to_string()
        }
        Err(error) => error.to_string(),
    };
    call.answer = RecordedBody::of(answer.as_bytes());
}

fn grant(site: &Site, form: &Form, audience: &str, call: &mut RestCall) -> Result<Value, Refusal> {
    let token = random_secret().map_err(|_| refused("server_error", "no random bytes"))?;
    let state = &mut *site.state();
    let account_id = account(site, state, form, audience)?;
    call.user = Some(account_id.clone());
    if !effective(state).contains(Scope::ActAsUser) {
        return Err(Refusal::MissingScope(Scope::ActAsUser));
    }
    let mut answer = json!({
        "access_token": token,
        "expires_in": TOKEN_LIFETIME,
        "token_type": "Bearer",
    });
    let reach = match form.get("scope") {
        None => Reach::All,
        Some(names) => {
            answer["scope"] = names.as_str().into();
            Reach::Of(requested_scopes(names, granted(state))?)
        }
    };
    let now = site.clock.now();
    let value = AccessToken {
        account_id: Some(account_id),
        expires_at: now.saturating_add(TOKEN_LIFETIME),
        reach,
    };
    state.access_tokens.insert(token, value, now);
    Ok(answer)
}

/// The user whom the app asks to act as, if the assertion is the app's.
fn account(site: &Site, state: &State, form: &Form, audience: &str) -> Result<String, Refusal> {
    if form.get("grant_type").map(String::as_str) != Some(JWT_BEARER) {
        return Err(refused(
            "unsupported_grant_type",
            "the only grant type is that of a JWT bearer",
        ));
    }
    let invalid = |problem| refused("invalid_grant", problem);
    if state.enabled().is_none() {
        return Err(invalid("no app is enabled on this site"));
    }
    let assertion = form.get("assertion").map_or("", String::as_str);
    let claims =
        Claims::read(assertion, Keys::secret(&state.secret), site.clock.now()).map_err(invalid)?;
    let lifetime = claims.time("exp").unwrap_or_default() - claims.time("iat").unwrap_or_default();
    if lifetime > MAX_ASSERTION_LIFETIME {
        return Err(invalid(
            "an assertion must not be valid for more than a minute",
        ));
    }
    if !claims.is_for(audience) {
        return Err(invalid("the assertion's `aud` is not this server"));
    }
    if claims.text("tnt") != Some(without_trailing_slash(site.base_url.as_str())) {
        return Err(invalid("the assertion's `tnt` is not the site's base URL"));
    }
    claims
        .text("sub")
        .and_then(|subject| subject.strip_prefix(ACCOUNT_PREFIX))
        .filter(|account_id| !account_id.is_empty())
        .map(str::to_owned)
        .ok_or(invalid("the assertion's `sub` names no account"))
}

/// The scopes that a token is requested for: upper case, separated by spaces.
fn requested_scopes(names: &str, granted: ScopeSet) -> Result<ScopeSet, Refusal> {
    let mut scopes = ScopeSet::EMPTY;
    for name in names.split_ascii_whitespace() {
        if name == NO_SCOPE {
            continue;
        }
        let known = Scope::ALL.into_iter().find(|scope| scope.name() == name);
        let scope = known.filter(|scope| granted.contains(*scope));
        scopes = scopes.with(scope.ok_or(refused(
            "invalid_scope",
            "a scope is requested that the app does not have",
        ))?);
    }
    Ok(scopes)
}

fn refused(error: &'static str, description: &'static str) -> Refusal {
    Refusal::OAuth(OAuthError { error, description })
}

/// The server's response to an app that may not act as users is not documented; this is the
/// standard's code for it.
fn oauth_error(refusal: &Refusal) -> OAuthError {
    match refusal {
        Refusal::OAuth(error) => *error,
        _ => OAuthError {
            error: "unauthorized_client",
            description: "the app has not been granted ACT_AS_USER",
        },
    }
}
