//! Sessions: who a browser is, and how it wants to see the pages.
//!
//! A browser is known by a cookie, which pages of the app never get: the app is at another site. What
//! changes something asks for the session's secret beside it, which only our own pages hold, in
//! `<meta name="local-session">`; they send it as the header `X-Local-Session`, or as the field
//! `session` of a form.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use parking_lot::Mutex;
use serde::Deserialize;

use super::site::Origin;
use crate::wire::secret::random_secret;

/// The header that carries the secret of a page's session.
pub(super) const SESSION_HEADER: &str = "x-local-session";

const COOKIE: &str = "connect-local-host";

/// How many browsers are known at a time; the one that was away longest is forgotten.
const MAX_SESSIONS: usize = 256;

/// The sessions of one origin.
#[derive(Default)]
pub(super) struct Sessions(Mutex<VecDeque<Arc<Session>>>);

/// One browser's session.
pub(super) struct Session {
    cookie: String,
    secret: String,
    choice: Mutex<Choice>,
}

/// What a visitor has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// The account id; `None` if the visitor is not logged in.
    pub(super) user: Option<String>,
    pub(super) theme: Theme,
    pub(super) locale: String,
    pub(super) time_zone: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Theme {
    #[default]
    Light,
    Dark,
}

impl Theme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(super) fn other(self) -> Theme {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        }
    }
}

impl Session {
    /// The secret, for the session's own pages.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// A word that can't be guessed from outside, but is not a secret.
    pub(super) fn mark(&self) -> String {
        let letters = self.cookie.chars().filter(char::is_ascii_alphanumeric);
        letters.skip(4).take(12).collect()
    }

    pub(super) fn choice(&self) -> Choice {
        self.choice.lock().clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Choice)) {
        change(&mut self.choice.lock());
    }
}

impl Sessions {
    /// The session with this secret, which counts as used.
    pub(super) fn with_secret(&self, secret: &str) -> Option<Arc<Session>> {
        self.used(|session| session.secret == secret)
    }

    fn with_cookie(&self, cookie: &str) -> Option<Arc<Session>> {
        self.used(|session| session.cookie == cookie)
    }

    fn used(&self, is_it: impl Fn(&Session) -> bool) -> Option<Arc<Session>> {
        let mut known = self.0.lock();
        let at = known.iter().position(|session| is_it(session))?;
        let session = known.remove(at)?;
        known.push_back(Arc::clone(&session));
        Some(session)
    }

    fn begin(&self, user: Option<String>) -> Result<Arc<Session>, crate::HostError> {
        let session = Arc::new(Session {
            cookie: random_secret()?,
            secret: random_secret()?,
            choice: Mutex::new(Choice {
                user,
                theme: Theme::default(),
                locale: "en-GB".to_owned(),
                time_zone: "Etc/UTC".to_owned(),
            }),
        });
        let mut known = self.0.lock();
        if known.len() >= MAX_SESSIONS {
            known.pop_front();
        }
        known.push_back(Arc::clone(&session));
        Ok(session)
    }
}

/// Gives each request for a page its session, and each new browser a cookie.
pub(super) async fn layer(
    State(origin): State<Origin>,
    mut request: Request,
    next: Next,
) -> Response {
    let known = cookie(request.headers()).and_then(|it| origin.sessions().with_cookie(it));
    let is_new = known.is_none();
    let session = match known.map_or_else(|| origin.sessions().begin(origin.usual_user()), Ok) {
        Ok(session) => session,
        Err(error) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
        }
    };
    request.extensions_mut().insert(Arc::clone(&session));
    let mut response = next.run(request).await;
    if is_new {
        let cookie = format!(
            "{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax",
            session.cookie
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// The session of one of our pages, by the secret in the header; without it a request is refused
/// with 403.
pub(super) struct OfPage(pub(super) Arc<Session>);

impl FromRequestParts<Origin> for OfPage {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(
        parts: &mut Parts,
        origin: &Origin,
    ) -> Result<Self, Self::Rejection> {
        let session = origin.session_of_page(&parts.headers);
        session.map(OfPage).ok_or(NOT_OF_PAGE)
    }
}

/// The refusal of a change that none of our pages asks for.
pub(super) const NOT_OF_PAGE: (StatusCode, &str) = (
    StatusCode::FORBIDDEN,
    "this needs the secret of a page of the local host; reload the page",
);

pub(super) fn routes() -> Router<Origin> {
    Router::new().route("/_host/session", post(choose))
}

/// The form of the header: another user, another theme.
#[derive(Deserialize)]
struct Chosen {
    session: String,
    /// Empty for nobody.
    user: Option<String>,
    theme: Option<Theme>,
    locale: Option<String>,
    time_zone: Option<String>,
    back: Option<String>,
}

async fn choose(State(origin): State<Origin>, Form(chosen): Form<Chosen>) -> Response {
    let Some(session) = origin.sessions().with_secret(&chosen.session) else {
        return NOT_OF_PAGE.into_response();
    };
    session.change(|choice| {
        if let Some(user) = chosen.user {
            choice.user = Some(user).filter(|user| !user.is_empty());
        }
        if let Some(theme) = chosen.theme {
            choice.theme = theme;
        }
        if let Some(locale) = chosen.locale {
            choice.locale = locale;
        }
        if let Some(time_zone) = chosen.time_zone {
            choice.time_zone = time_zone;
        }
    });
    Redirect::to(&here(chosen.back.as_deref())).into_response()
}

/// A path of this origin to go back to; anything else leads home.
pub(super) fn here(back: Option<&str>) -> String {
    let is_path = |it: &&str| it.starts_with('/') && !it.starts_with("//") && !it.contains('\\');
    back.filter(is_path).unwrap_or("/").to_owned()
}
