//! A token for a form that is posted without a script.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::Caller;
use crate::error_answer::ErrorAnswer;

/// A token that a page renders into its form, so that the form can be posted to an `#[endpoint]`
/// without a script.
///
/// It carries the tenant, the user, the licence and the signed context of the page, goes into the
/// field `jwt`, and is valid for an hour. The endpoint's own arguments see the form without it.
///
/// ```
/// connect_runtime::library!();
///
/// use connect_runtime::axum::Form;
/// use connect_runtime::extract::FormToken;
/// use connect_runtime::prelude::*;
///
/// /// Settings
/// #[web_panel(location = "atl.jira.view.issue.right.context")]
/// async fn settings(token: FormToken) -> Page {
///     Page::new("Settings").body(html! {
///         form method="post" action="/api/colour" {
///             (token)
///             input name="colour";
///             button { "Save" }
///         }
///     })
/// }
///
/// #[endpoint(POST "/api/colour")]
/// async fn colour(user: User, Form(fields): Form<Vec<(String, String)>>) -> String {
///     format!("{} likes {fields:?}", user.account_id())
/// }
/// # fn main() {}
/// ```
///
/// On Forge each call is signed, so a form needs no token: there it is a placeholder that is ignored,
/// and the form is the same.
#[derive(Debug, Clone)]
pub struct FormToken(Made);

#[derive(Debug, Clone)]
enum Made {
    Signed(connect_auth::form_token::FormToken),
    /// Forge signs the call that posts the form.
    NotNeeded,
}

impl FormToken {
    /// The token: the value of the form's field `jwt`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Made::Signed(token) => token.as_str(),
            Made::NotNeeded => "forge",
        }
    }

    /// The form's hidden field, as HTML, for template engines other than maud, which renders the
    /// token as this field on its own.
    #[must_use]
    pub fn field(&self) -> String {
        // A token is base64 and dots: there is nothing to escape.
        format!(
            "<input type=\"hidden\" name=\"jwt\" value=\"{}\">",
            self.as_str()
        )
    }
}

#[cfg(feature = "html")]
#[cfg_attr(docsrs, doc(cfg(feature = "html")))]
impl maud::Render for FormToken {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.field());
    }
}

/// Why a [`FormToken`] can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoFormToken {
    /// The handler's route is public or a lifecycle hook, so there is no user to make it for: 500,
    /// because no caller can fix that.
    #[error(
        "only pages and endpoints have a `FormToken`: a public route has no tenant to make it for"
    )]
    NoCaller,
    /// More than eight hours have passed since the host's own token was issued: 403. Reloading the
    /// page in the product starts over.
    #[error("the page has been open for too long")]
    TooLong,
}

impl fmt::Display for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field())
    }
}

impl IntoResponse for NoFormToken {
    fn into_response(self) -> Response {
        match self {
            Self::NoCaller => {
                tracing::error!("{self}");
                ErrorAnswer::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
            }
            Self::TooLong => {
                ErrorAnswer::with_text(StatusCode::FORBIDDEN, self.to_string()).into_response()
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for FormToken {
    type Rejection = NoFormToken;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoFormToken> {
        let caller = Caller::of(&parts.extensions).ok_or(NoFormToken::NoCaller)?;
        if caller.invocation().is_some() {
            return Ok(Self(Made::NotNeeded));
        }
        let renewal = caller.renewal.as_ref().ok_or(NoFormToken::NoCaller)?;
        let context = caller.context_claim(parts);
        let token = renewal.form_token(caller.account_id.as_deref(), context.as_deref());
        token
            .map(|token| Self(Made::Signed(token)))
            .ok_or(NoFormToken::TooLong)
    }
}
