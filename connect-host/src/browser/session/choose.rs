//! The form with which a visitor switches user or theme.

use axum::Router;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;

use super::Theme;
use super::page_session::NOT_OF_PAGE;
use crate::browser::site::Origin;

pub(in crate::browser) fn routes() -> Router<Origin> {
    Router::new().route("/_host/session", post(choose))
}

/// The header's form: another user, another theme.
#[derive(Deserialize)]
struct Chosen {
    session: String,
    /// Empty for an anonymous visitor.
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

/// A path of this origin to return to; anything else becomes the start page.
pub(in crate::browser) fn here(back: Option<&str>) -> String {
    let is_path = |it: &&str| it.starts_with('/') && !it.starts_with("//") && !it.contains('\\');
    back.filter(is_path).unwrap_or("/").to_owned()
}
