//! Who is behind a request.

use connect_model::{Scope, ScopeSet};
use http::{HeaderMap, header};

use super::refusal::Refusal;
use super::scopes::effective;
use super::token::Claims;
use crate::host::{Site, Standing, State};
use crate::qsh::CanonicalRequest;

/// A token that lets the app act as a user.
#[derive(Clone)]
pub(super) struct UserToken {
    pub(super) account_id: String,
    pub(super) expires_at: i64,
    /// What the app asked for; `None` when it asked for all that it has.
    pub(super) scopes: Option<ScopeSet>,
}

/// Who asks, and with what.
pub(super) struct Caller {
    pub(super) user: Option<String>,
    /// What may be done: a plain list, nothing follows from it.
    pub(super) scopes: ScopeSet,
}

/// What of a request is signed, and where the signature may stand.
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    /// Path and query below the base URL.
    pub(super) target: &'a str,
    pub(super) headers: &'a HeaderMap,
}

/// Finds out who asks.
pub(super) fn caller(site: &Site, state: &State, signed: &Signed<'_>) -> Result<Caller, Refusal> {
    let installation = state.installation.as_ref();
    let Some(installation) = installation.filter(|it| it.standing == Standing::Enabled) else {
        return Err(Refusal::Unauthenticated("no app is enabled on this site"));
    };
    let now = site.clock.now();
    match credential(signed)? {
        Credential::App(token) => {
            let claims =
                Claims::read(token, &state.secret, now).map_err(Refusal::Unauthenticated)?;
            let wrong = if claims.text("iss") != Some(&installation.accepted.key) {
                "the token's `iss` is not the app's key"
            } else if claims.names_an_audience() && !claims.is_for(&site.client_key) {
                "the token is for another site"
            } else if claims.text("qsh") != Some(&hash(signed)) {
                "the token's `qsh` is another request's"
            } else {
                return Ok(Caller {
                    user: None,
                    scopes: effective(state),
                });
            };
            Err(Refusal::Unauthenticated(wrong))
        }
        Credential::User(token) => {
            let token = state.rest.tokens.get(token);
            let Some(token) = token.filter(|token| token.expires_at > now) else {
                return Err(Refusal::Unauthenticated(
                    "the user's token is none of this site's, or has expired",
                ));
            };
            Ok(Caller {
                user: Some(token.account_id.clone()),
                scopes: narrowed(effective(state), token.scopes),
            })
        }
    }
}

impl Caller {
    /// What the caller lacks for an operation that needs this scope.
    pub(super) fn lacks(&self, scope: Scope) -> Option<Scope> {
        if self.user.is_some() && !self.scopes.contains(Scope::ActAsUser) {
            return Some(Scope::ActAsUser);
        }
        (scope != Scope::None && !self.scopes.contains(scope)).then_some(scope)
    }
}

/// What is left of the app's scopes when a token was asked for with less. Acting as a user needs
/// no mention.
fn narrowed(scopes: ScopeSet, asked: Option<ScopeSet>) -> ScopeSet {
    let Some(asked) = asked else {
        return scopes;
    };
    scopes
        .iter()
        .filter(|scope| *scope == Scope::ActAsUser || asked.covers(*scope))
        .collect()
}

enum Credential<'a> {
    App(&'a str),
    User(&'a str),
}

/// The platform takes a token from the query or from the header, not from both.
fn credential<'a>(signed: &Signed<'a>) -> Result<Credential<'a>, Refusal> {
    let query = signed.target.split_once('?').map_or("", |(_, query)| query);
    let in_query = query.split('&').find_map(|pair| pair.strip_prefix("jwt="));
    let in_header = match signed.headers.get(header::AUTHORIZATION) {
        None => None,
        Some(value) => Some(
            value
                .to_str()
                .map_err(|_| Refusal::Unauthenticated("the header `Authorization` is not text"))?,
        ),
    };
    match (in_query, in_header) {
        (Some(_), Some(_)) => Err(Refusal::Unauthenticated(
            "there is a token in the query and another in the header",
        )),
        (Some(token), None) => Ok(Credential::App(token)),
        (None, Some(header)) => match header.split_once(' ') {
            Some(("JWT", token)) => Ok(Credential::App(token)),
            Some(("Bearer", token)) => Ok(Credential::User(token)),
            _ => Err(Refusal::Unauthenticated(
                "the header `Authorization` begins with neither `JWT` nor `Bearer`",
            )),
        },
        (None, None) => Err(Refusal::Unauthenticated("there is no token")),
    }
}

fn hash(signed: &Signed<'_>) -> String {
    CanonicalRequest::of_target(signed.method, signed.target).hash()
}
