//! Identifying the sender of a request by its token.

use std::collections::BTreeSet;

use connect_model::operation::Operation;
use connect_model::{Scope, ScopeSet};
use http::{HeaderMap, header};

use super::refusal::Refusal;
use crate::site::Site;
use crate::site::access_tokens::Reach;
use crate::site::forge::granted_on_forge;
use crate::site::install_state::Installation;
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
    may: Granted,
}

/// What an app may do.
enum Granted {
    /// As a Connect app.
    Connect {
        /// A plain list: nothing is implied by it.
        scopes: ScopeSet,
        /// Whether a person makes the request through the app's page in a browser, for which the app needs
        /// no scope to act as them.
        in_browser: bool,
    },
    /// The scopes of its manifest.
    Forge(BTreeSet<String>),
}

/// The path prefix of Connect's own operations ("App properties API").
const CONNECT: &str = "/rest/atlassian-connect/";
/// The scopes for reading what an app stored there ("Retrieving the Connect clientKey in Forge").
const READ_OF_CONNECT: [&str; 2] = ["read:app-data:jira", "read:app-data:confluence"];

/// The signed part of a request, and where the token may be.
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
        Credential::App(_) if site.forge.is_some() => Err(Refusal::Unauthenticated(
            "on Forge an app calls the product with the tokens that it is given, after `Bearer`",
        )),
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
                        may: Granted::Connect {
                            scopes: effective(state),
                            in_browser: false,
                        },
                    }),
                });
            };
            Err(Refusal::Unauthenticated(wrong))
        }
        Credential::Bearer(token) => {
            let token = state.access_tokens.get(token, now);
            let token = token.ok_or(Refusal::Unauthenticated(
                "the access token was not issued by this site, or has expired",
            ))?;
            Ok(Caller {
                user: token.account_id.clone(),
                app: Some(OfApp {
                    key: installation.accepted.key.clone(),
                    may: granted(state, installation, token.reach, false),
                }),
            })
        }
    }
}

fn granted(state: &State, installation: &Installation, reach: Reach, in_browser: bool) -> Granted {
    match &installation.accepted.forge {
        Some(forge) => Granted::Forge(granted_on_forge(state, &forge.manifest, reach)),
        None => Granted::Connect {
            scopes: narrowed(effective(state), reach),
            in_browser,
        },
    }
}

impl Caller {
    /// A person in a browser: on the product's own pages, or, with `through_app`, on a page of the app
    /// that uses `AP.request`.
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
                may: granted(state, installation, Reach::All, true),
            }),
        })
    }

    /// Whether the calling app, if any, may call an operation.
    pub(super) fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        match self.app.as_ref().map(|app| &app.may) {
            None => Ok(()),
            Some(Granted::Connect { scopes, in_browser }) => {
                let scope = operation
                    .check_access()
                    .map_err(|_| Refusal::Inaccessible)?;
                let as_user = self.user.is_some() && !in_browser;
                match missing(*scopes, as_user, scope) {
                    Some(missing) => Err(Refusal::MissingScope(missing)),
                    None => Ok(()),
                }
            }
            Some(Granted::Forge(scopes)) => on_forge(operation, scopes),
        }
    }
}

/// Whether Forge scopes are sufficient: all the classic or all the granular ones that an operation
/// names ("Scopes overview").
fn on_forge(operation: &Operation, granted: &BTreeSet<String>) -> Result<(), Refusal> {
    if operation.path_below_base_url().starts_with(CONNECT) {
        let reads = operation.method() == connect_model::Method::Get;
        return if reads && READ_OF_CONNECT.iter().any(|it| granted.contains(*it)) {
            Ok(())
        } else {
            Err(Refusal::Inaccessible)
        };
    }
    let classic: Vec<&str> = operation.classic_scopes().collect();
    let granular: Vec<&str> = operation.granular_scopes().collect();
    let missing = |wanted: &[&str]| {
        let missing = wanted.iter().filter(|name| !granted.contains(**name));
        let missing: Vec<String> = missing.map(|name| (*name).to_owned()).collect();
        missing
    };
    let ways = [classic, granular];
    let ways = ways.iter().filter(|wanted| !wanted.is_empty());
    let mut missing = ways.map(|wanted| missing(wanted));
    match missing.next() {
        Some(first) if !first.is_empty() && !missing.any(|other| other.is_empty()) => {
            Err(Refusal::MissingScopesOfForge(first))
        }
        _ => Ok(()),
    }
}

/// The app's scopes, narrowed to those that its token was requested for. They need not include
/// acting as a user.
fn narrowed(scopes: ScopeSet, reach: Reach) -> ScopeSet {
    let Reach::Of(requested) = reach else {
        return scopes;
    };
    scopes
        .iter()
        .filter(|scope| *scope == Scope::ActAsUser || requested.covers(*scope))
        .collect()
}

enum Credential<'a> {
    App(&'a str),
    Bearer(&'a str),
}

/// The platform accepts a token in the query or in the header, but not in both.
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
            Some(("Bearer", token)) => Ok(Credential::Bearer(token)),
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
