//! Who sent a request, by its token.

use connect_model::{Scope, ScopeSet};
use http::{HeaderMap, header};

use super::refusal::Refusal;
use crate::site::Site;
use crate::site::scopes::{effective, missing};
use crate::site::state::State;
use crate::wire::claims::{Claims, Keys};
use crate::wire::qsh::CanonicalRequest;

/// The sender of a request.
pub(super) struct Caller {
    pub(super) user: Option<String>,
    /// The app that sent it; `None` for a person on the product's own pages.
    pub(super) app: Option<OfApp>,
}

/// The app behind a request.
pub(super) struct OfApp {
    pub(super) key: String,
    /// What it may do: a plain list, nothing is implied by it.
    scopes: ScopeSet,
    /// Whether a person asks through the app's page in a browser, for which the app needs no scope
    /// of its own to act as them.
    in_browser: bool,
}

/// The part of a request that is signed, and where the token may be.
pub(super) struct SignedRequest<'a> {
    pub(super) method: &'a str,
    /// Path and query below the base URL.
    pub(super) target: &'a str,
    pub(super) headers: &'a HeaderMap,
}

/// The sender of a request, if its token is valid.
pub(super) fn caller(
    site: &Site,
    state: &State,
    request: &SignedRequest<'_>,
) -> Result<Caller, Refusal> {
    let Some(installation) = state.enabled() else {
        return Err(Refusal::Unauthenticated("no app is enabled on this site"));
    };
    let now = site.clock.now();
    match credential(request)? {
        Credential::App(token) => {
            let claims = Claims::read(token, Keys::secret(&state.secret), now)
                .map_err(Refusal::Unauthenticated)?;
            let wrong = if claims.text("iss") != Some(&installation.accepted.key) {
                "the token's `iss` is not the app's key"
            } else if claims.names_an_audience() && !claims.is_for(&site.client_key) {
                "the token is for another site"
            } else if claims.text("qsh") != Some(&hash(request)) {
                "the token's `qsh` belongs to another request"
            } else {
                return Ok(Caller {
                    user: None,
                    app: Some(OfApp {
                        key: installation.accepted.key.clone(),
                        scopes: effective(state),
                        in_browser: false,
                    }),
                });
            };
            Err(Refusal::Unauthenticated(wrong))
        }
        Credential::User(token) => {
            let token = state.user_tokens.get(token, now);
            let token = token.ok_or(Refusal::Unauthenticated(
                "the user's token was not issued by this site, or has expired",
            ))?;
            Ok(Caller {
                user: Some(token.account_id.clone()),
                app: Some(OfApp {
                    key: installation.accepted.key.clone(),
                    scopes: narrowed(effective(state), token.scopes),
                    in_browser: false,
                }),
            })
        }
    }
}

impl Caller {
    /// A person in a browser: on the product's own pages, or, `through_app`, on a page of the app
    /// with `AP.request`.
    pub(super) fn person(
        state: &State,
        user: Option<String>,
        through_app: bool,
    ) -> Result<Caller, Refusal> {
        if !through_app {
            return Ok(Caller { user, app: None });
        }
        let Some(installation) = state.enabled() else {
            return Err(Refusal::Unauthenticated("no app is enabled on this site"));
        };
        Ok(Caller {
            user,
            app: Some(OfApp {
                key: installation.accepted.key.clone(),
                scopes: effective(state),
                in_browser: true,
            }),
        })
    }

    /// The scope that the caller lacks for an operation that needs this one.
    pub(super) fn lacks(&self, scope: Option<Scope>) -> Option<Scope> {
        let app = self.app.as_ref()?;
        missing(app.scopes, self.user.is_some() && !app.in_browser, scope)
    }
}

/// The app's scopes, narrowed to those that its token was requested for. Acting as a user need not
/// be among them.
fn narrowed(scopes: ScopeSet, requested: Option<ScopeSet>) -> ScopeSet {
    let Some(requested) = requested else {
        return scopes;
    };
    scopes
        .iter()
        .filter(|scope| *scope == Scope::ActAsUser || requested.covers(*scope))
        .collect()
}

enum Credential<'a> {
    App(&'a str),
    User(&'a str),
}

/// The platform accepts a token in the query or in the header, not in both.
fn credential<'a>(request: &SignedRequest<'a>) -> Result<Credential<'a>, Refusal> {
    let query = request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    let in_query = query.split('&').find_map(|pair| pair.strip_prefix("jwt="));
    let in_header = match request.headers.get(header::AUTHORIZATION) {
        None => None,
        Some(value) => Some(
            value
                .to_str()
                .map_err(|_| Refusal::Unauthenticated("the header `Authorization` is not text"))?,
        ),
    };
    match (in_query, in_header) {
        (Some(_), Some(_)) => Err(Refusal::Unauthenticated(
            "there is a token in the query and another one in the header",
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

fn hash(request: &SignedRequest<'_>) -> String {
    CanonicalRequest::of_target(request.method, request.target).hash()
}
