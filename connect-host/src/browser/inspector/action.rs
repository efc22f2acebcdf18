//! The inspector's actions, each of which is also a method of [`Host`](crate::Host).

use std::time::Duration;

use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use connect_model::Scope;
use serde::Deserialize;
use serde_json::{Value, json};

use super::address::of_host;
use super::look::Look;
use super::state::Inspector;
use crate::browser::refusal::reason;
use crate::error::HostError;
use crate::site::journal::mask;
use crate::site::license::License;
use crate::{RestFault, TokenFault};

/// How far the clock can be moved at once, in seconds.
const MAX_STEP: u64 = 10 * 365 * 24 * 3600;

/// What was done, in a sentence, and the page that shows it, if it is another one.
struct Done {
    message: String,
    page: Option<String>,
}

/// Why nothing was done.
struct Refused(StatusCode, String);

type Outcome = Result<Done, Refused>;

pub(super) fn routes() -> Router<Inspector> {
    let at = |name: &str| format!("/_host/actions/{name}");
    Router::new()
        .route(&at("replay"), post(replay))
        .route(&at("fire"), post(fire))
        .route(&at("user"), post(user))
        .route(&at("license"), post(license))
        .route(&at("clock"), post(clock))
        .route(&at("faults"), post(faults))
        .route(&at("clear-faults"), post(clear_faults))
        .route(&at("withhold"), post(withhold))
        .route(&at("restore"), post(restore))
        .route(&at("install"), post(install))
        .route(&at("reinstall"), post(reinstall))
        .route(&at("uninstall"), post(uninstall))
        .route(&at("enable"), post(enable))
        .route(&at("disable"), post(disable))
        .route(&at("tenant"), post(tenant))
}

#[derive(Deserialize)]
struct ReplayForm {
    id: u64,
    #[serde(default)]
    same_token: bool,
    #[serde(default)]
    repetition: bool,
}

async fn replay(look: Look, Form(form): Form<ReplayForm>) -> Outcome {
    let mut replay = look.host.replay(form.id);
    if form.same_token {
        replay = replay.with_same_token();
    }
    if form.repetition {
        replay = replay.as_repetition();
    }
    let answer = replay.await?;
    // Usually nothing else was recorded since; otherwise the newer entry is shown.
    let newest = super::recorded::Recorded::all(&look.host);
    let newest = newest.first().map(|entry| entry.id());
    Ok(Done {
        message: format!("Sent again: {}", answer.status),
        page: newest.map(|id| look.to(&format!("/_host/requests/{id}"))),
    })
}

#[derive(Deserialize)]
struct FireForm {
    event: String,
    #[serde(default)]
    payload: String,
    #[serde(default)]
    until_handled: bool,
}

async fn fire(look: Look, Form(form): Form<FireForm>) -> Outcome {
    let mut fire = look.host.fire(&form.event);
    if !form.payload.trim().is_empty() {
        let payload: Value = serde_json::from_str(&form.payload)
            .map_err(|error| bad(format!("the payload is not JSON: {error}")))?;
        fire = fire.with_body(payload);
    }
    if form.until_handled {
        fire = fire.until_handled();
    }
    let deliveries = fire.await?;
    let answers = deliveries.iter().map(|delivery| match &delivery.handled {
        Some(Err(reason)) => format!("{}, and the handler failed: {reason}", delivery.status),
        Some(Ok(())) => format!("{}, and it is handled", delivery.status),
        None => delivery.status.to_string(),
    });
    let answers: Vec<_> = answers.collect();
    done(format!("Sent {}: {}", form.event, answers.join("; ")))
}

#[derive(Deserialize)]
struct UserForm {
    #[serde(default)]
    user: String,
}

async fn user(look: Look, Form(form): Form<UserForm>) -> Outcome {
    let user = Some(form.user).filter(|user| !user.is_empty());
    look.host.set_user(user.as_deref());
    look.session.change(|choice| choice.user.clone_from(&user));
    let user = user.as_deref().unwrap_or("An anonymous visitor");
    done(format!("{user} uses the site now"))
}

#[derive(Deserialize)]
struct LicenseForm {
    license: String,
}

async fn license(look: Look, Form(form): Form<LicenseForm>) -> Outcome {
    let license = named(License::ALL, License::name, &form.license, "licence")?;
    look.host.set_license(license);
    done(format!("The licence is {} now", license.name()))
}

#[derive(Deserialize)]
struct ClockForm {
    seconds: i64,
}

async fn clock(look: Look, Form(form): Form<ClockForm>) -> Outcome {
    let by = form.seconds.unsigned_abs();
    if by > MAX_STEP {
        return Err(bad("the clock moves by ten years at most".to_owned()));
    }
    let by = Duration::from_secs(by);
    if form.seconds < 0 {
        look.host.clock().rewind(by);
    } else {
        look.host.clock().advance(by);
    }
    done(format!("The clock was moved by {} s", form.seconds))
}

#[derive(Deserialize)]
struct FaultsForm {
    /// In milliseconds.
    #[serde(default)]
    latency: u64,
    #[serde(default)]
    rest: String,
    #[serde(default = "server_error")]
    number: u64,
    #[serde(default)]
    tokens: String,
    #[serde(default)]
    app_unreachable: bool,
}

fn server_error() -> u64 {
    500
}

async fn faults(look: Look, Form(form): Form<FaultsForm>) -> Outcome {
    let rest = match form.rest.as_str() {
        "" => None,
        "status" => {
            let status = u16::try_from(form.number).unwrap_or_default();
            let status = StatusCode::from_u16(status);
            let status = status.map_err(|_| bad(format!("{} is not a status", form.number)))?;
            Some(RestFault::Status(status))
        }
        "rate-limit" => Some(RestFault::RateLimited {
            retry_after: Duration::from_secs(form.number),
        }),
        other => {
            return Err(bad(format!(
                "there is no fault \"{other}\" of the REST API"
            )));
        }
    };
    let tokens = match form.tokens.as_str() {
        "" => None,
        name => Some(named(
            TokenFault::ALL,
            TokenFault::name,
            name,
            "token fault",
        )?),
    };
    let faults = look.host.faults();
    faults.latency(Duration::from_millis(form.latency));
    faults.rest(rest);
    faults.tokens(tokens);
    faults.app_unreachable(form.app_unreachable);
    done("The faults are set".to_owned())
}

async fn clear_faults(look: Look) -> Outcome {
    look.host.faults().clear();
    done("The faults are cleared".to_owned())
}

#[derive(Deserialize)]
struct ScopeForm {
    scope: String,
}

async fn withhold(look: Look, Form(form): Form<ScopeForm>) -> Outcome {
    let scope: Result<Scope, _> = form.scope.parse();
    let scope = scope.map_err(|_| bad(format!("there is no scope {}", form.scope)))?;
    look.host.withhold(scope);
    done(format!("{scope} is withheld"))
}

async fn restore(look: Look) -> Outcome {
    look.host.restore();
    done("All scopes of the descriptor are granted".to_owned())
}

async fn install(look: Look) -> Outcome {
    let app = look.host.app();
    let app = app.ok_or_else(|| look.host.no_app("install"))?;
    look.host.install(app).await?;
    done("The app is installed".to_owned())
}

async fn reinstall(look: Look) -> Outcome {
    look.host.reinstall().await?;
    done("The app is installed again, with another secret".to_owned())
}

async fn uninstall(look: Look) -> Outcome {
    look.host.uninstall().await?;
    done("The app is uninstalled".to_owned())
}

async fn enable(look: Look) -> Outcome {
    look.host.enable().await?;
    done("The app is enabled".to_owned())
}

async fn disable(look: Look) -> Outcome {
    look.host.disable().await?;
    done("The app is disabled".to_owned())
}

async fn tenant(look: Look) -> Outcome {
    let added = look.inspector.tenants.add(&look.host).await?;
    let host = added.ok_or_else(|| bad("there are as many tenants as there can be".to_owned()))?;
    Ok(Done {
        message: format!("The app is installed on {}", host.base_url()),
        page: Some(of_host(&host, "/_host/settings")),
    })
}

/// The member of a table with this name.
fn named<T: Copy, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
    given: &str,
    what: &str,
) -> Result<T, Refused> {
    all.into_iter()
        .find(|one| name(*one) == given)
        .ok_or_else(|| bad(format!("there is no {what} \"{given}\"")))
}

fn done(message: String) -> Outcome {
    Ok(Done {
        message,
        page: None,
    })
}

fn bad(message: String) -> Refused {
    Refused(StatusCode::BAD_REQUEST, message)
}

impl From<HostError> for Refused {
    fn from(error: HostError) -> Refused {
        Refused(StatusCode::CONFLICT, mask::text(&reason(&error)))
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        Json(json!({"message": self.message, "page": self.page})).into_response()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"message": self.1}))).into_response()
    }
}
