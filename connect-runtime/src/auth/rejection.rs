//! Why a request was rejected: one type per failure.
//!
//! The response is terse on purpose. Every 401 has the same body, so that it does not reveal
//! whether a tenant exists or which check failed first; the reason goes to [`tracing`] at debug
//! level, without the token.
//!
//! Statuses: 401 for any token problem, 403 for a genuine token that is not for
//! this tenant, app or host, 503 with `Retry-After` when the key host or the store is unavailable
//! (the host then tries again; a 401 would make it give up).

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::error_answer::ErrorAnswer;
use connect_auth::jwt::TokenError;
use connect_auth::key_host::KeyError;
use connect_auth::transport::TransportError;

/// When a host should try again after a 503, in seconds: long enough for a store to come back,
/// short enough for an administrator who waits for an install.
pub(crate) const RETRY_AFTER_SECONDS: u32 = 5;

/// The `WWW-Authenticate` header of every 401 response: `JWT realm="<app key>"`.
///
/// Built once per app; clones share the bytes.
#[derive(Debug, Clone)]
pub struct Challenge(HeaderValue);

impl Challenge {
    /// The challenge of the app with this key.
    ///
    /// Characters that can't occur in a quoted string are left out; an app key contains none.
    pub fn new(app_key: &str) -> Self {
        let realm: String = app_key
            .chars()
            .filter(|c| (c.is_ascii_graphic() || *c == ' ') && *c != '"' && *c != '\\')
            .collect();
        Self(
            HeaderValue::try_from(format!("JWT realm=\"{realm}\""))
                .unwrap_or(HeaderValue::from_static("JWT")),
        )
    }

    /// The header's value.
    pub fn header(&self) -> &HeaderValue {
        &self.0
    }
}

/// Declares the failures: each a public struct that implements `IntoResponse`, and a variant of
/// [`Rejection`].
macro_rules! rejections {
    (
        unauthorized { $($(#[$udoc:meta])* $unauthorized:ident $(($ucause:ty))?: $ureason:literal,)* }
        forbidden { $($(#[$fdoc:meta])* $forbidden:ident: $freason:literal,)* }
        unavailable { $($(#[$adoc:meta])* $unavailable:ident: $areason:literal,)* }
    ) => {
        $(
            $(#[$udoc])*
            ///
            /// Answered with 401 and the app's [`Challenge`].
            #[derive(Debug, Clone)]
            pub struct $unauthorized {
                challenge: Challenge,
                $(cause: $ucause,)?
            }

            impl $unauthorized {
                rejections!(@new $($ucause)?);
            }

            impl IntoResponse for $unauthorized {
                fn into_response(self) -> Response {
                    Rejection::from(self).into_response()
                }
            }

            impl From<$unauthorized> for Rejection {
                fn from(rejection: $unauthorized) -> Self {
                    Self::$unauthorized(rejection)
                }
            }
        )*
        $(
            $(#[$fdoc])*
            ///
            /// Answered with 403.
            #[derive(Debug, Clone, Copy, Default)]
            #[non_exhaustive]
            pub struct $forbidden;

            impl IntoResponse for $forbidden {
                fn into_response(self) -> Response {
                    Rejection::from(self).into_response()
                }
            }

            impl From<$forbidden> for Rejection {
                fn from(rejection: $forbidden) -> Self {
                    Self::$forbidden(rejection)
                }
            }
        )*
        $(
            $(#[$adoc])*
            ///
            /// Answered with 503 and `Retry-After`.
            #[derive(Debug, Clone, Copy)]
            pub struct $unavailable {
                retry_after: u32,
            }

            impl $unavailable {
                /// `retry_after` is in seconds.
                pub fn new(retry_after: u32) -> Self {
                    Self { retry_after }
                }
            }

            impl IntoResponse for $unavailable {
                fn into_response(self) -> Response {
                    Rejection::from(self).into_response()
                }
            }

            impl From<$unavailable> for Rejection {
                fn from(rejection: $unavailable) -> Self {
                    Self::$unavailable(rejection)
                }
            }
        )*

        /// Every way that a request can fail authentication.
        ///
        /// ```
        /// use axum::response::IntoResponse;
        /// use connect_runtime::auth::rejection::{Challenge, MissingToken, Rejection};
        ///
        /// let rejection = Rejection::from(MissingToken::new(&Challenge::new("com.example.votes")));
        /// assert_eq!(rejection.status(), 401);
        /// let response = rejection.into_response();
        /// assert_eq!(response.headers()["www-authenticate"], "JWT realm=\"com.example.votes\"");
        /// ```
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum Rejection {
            $($(#[$udoc])* $unauthorized($unauthorized),)*
            $($(#[$fdoc])* $forbidden($forbidden),)*
            $($(#[$adoc])* $unavailable($unavailable),)*
        }

        impl Rejection {
            /// The status of the response.
            pub fn status(&self) -> StatusCode {
                match self {
                    $(Self::$unauthorized(_) => StatusCode::UNAUTHORIZED,)*
                    $(Self::$forbidden(_) => StatusCode::FORBIDDEN,)*
                    $(Self::$unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,)*
                }
            }

            /// The rule that was broken, for logs only: a constant, nothing from the request.
            pub fn reason(&self) -> &'static str {
                match self {
                    $(Self::$unauthorized(_) => $ureason,)*
                    $(Self::$forbidden(_) => $freason,)*
                    $(Self::$unavailable(_) => $areason,)*
                }
            }

            fn challenge(&self) -> Option<&Challenge> {
                match self {
                    $(Self::$unauthorized(rejection) => Some(&rejection.challenge),)*
                    _ => None,
                }
            }

            fn retry_after(&self) -> Option<u32> {
                match self {
                    $(Self::$unavailable(rejection) => Some(rejection.retry_after),)*
                    _ => None,
                }
            }
        }
    };
    (@new $cause:ty) => {
        /// Rejected by the app that `challenge` names, because of `cause`.
        pub fn new(challenge: &Challenge, cause: $cause) -> Self {
            Self { challenge: challenge.clone(), cause }
        }

        /// What exactly was wrong, for logs only.
        pub fn cause(&self) -> &$cause {
            &self.cause
        }
    };
    (@new) => {
        /// Rejected by the app that `challenge` names.
        pub fn new(challenge: &Challenge) -> Self {
            Self { challenge: challenge.clone() }
        }
    };
}

rejections! {
    unauthorized {
        /// The request carries no token.
        MissingToken: "no token",
        /// There is not exactly one well-formed token: two tokens, another scheme, a malformed
        /// header.
        UnusableTransport(TransportError): "token not carried by the rules",
        /// The token itself is invalid: form, algorithm, signature, times, claims.
        InvalidToken(TokenError): "invalid token",
        /// The token is genuine but was made for another request, or for none where `qsh` is
        /// required.
        RequestMismatch: "qsh is not this request's",
        /// The issuer is not an installed tenant of this app.
        UnknownTenant: "issuer is not an installed tenant",
        /// A lifecycle token for another app (`aud`).
        WrongAudience: "aud names no base URL of this app",
        /// A lifecycle token whose key (`kid`) the host does not publish, or not as a usable key.
        UnknownKey(KeyError): "no usable public key for kid",
    }
    forbidden {
        /// A genuine token of one tenant for the data of another (`iss` is not the body's
        /// `clientKey`).
        ForeignTenant: "token of another tenant",
        /// A genuine token for another app (the body's `key`).
        ForeignApp: "body names another app",
        /// The tenant's host is not one that this app serves.
        ForeignHost: "host outside the allow list",
    }
    unavailable {
        /// The key host didn't give a usable response in time.
        KeyHostUnavailable: "key host unavailable",
        /// The tenant store could not be read.
        StoreUnavailable: "tenant store unavailable",
    }
}

impl Rejection {
    /// What exactly was wrong, where the rule alone doesn't tell; for logs only.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::UnusableTransport(rejection) => Some(&rejection.cause),
            Self::InvalidToken(rejection) => Some(&rejection.cause),
            Self::UnknownKey(rejection) => Some(&rejection.cause),
            _ => None,
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let cause = self.cause().map(tracing::field::display);
        tracing::debug!(reason = self.reason(), cause, "request refused");
        crate::metrics::refused(self.reason());
        let status = self.status();
        let answer = ErrorAnswer::new(status);
        let line = format!("{}\n", answer.text);
        let mut response = answer.into_response();
        *response.body_mut() = line.into();
        let headers = response.headers_mut();
        // A rejection only holds for one moment; a shared cache must not repeat it.
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static("no-store, no-cache"),
        );
        if let Some(challenge) = self.challenge() {
            headers.insert(WWW_AUTHENTICATE, challenge.header().clone());
        }
        if let Some(seconds) = self.retry_after() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
