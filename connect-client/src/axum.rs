//! A request's client as an argument of axum handlers.

use std::time::Instant;

use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use connect_model::Product;
use http::StatusCode;
use http::request::Parts;

use crate::{Client, Confluence, Jira};

/// Why a handler can't be given a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoClient {
    /// The request has no tenant whose site could be called: 500, because no caller can fix that.
    #[error("there is no site to call: the route is public, or the tenant has uninstalled the app")]
    NoSite,
    /// The tenant is a site of another product: 404, because the module is for the other product.
    #[error("the handler asks for {}, and the tenant is {}", wanted.title(), found.title())]
    WrongProduct {
        /// The product that the handler's client is for.
        wanted: Product,
        /// The tenant's product.
        found: Product,
    },
}

impl IntoResponse for NoClient {
    fn into_response(self) -> Response {
        match self {
            Self::NoSite => {
                tracing::error!("{self}");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal server error").into_response()
            }
            Self::WrongProduct { .. } => {
                tracing::debug!("{self}");
                (StatusCode::NOT_FOUND, "not for this product").into_response()
            }
        }
    }
}

/// A request's client: an extension that the server inserts once it has verified the request's
/// token.
#[derive(Debug, Clone)]
pub struct RequestClient {
    /// The client of the tenant's site.
    pub client: Client,
    /// The deadline for its calls: a little before the request times out.
    pub deadline: Instant,
}

/// Takes the client that the server has put into the request's extensions ([`RequestClient`]),
/// limited to the request's deadline.
impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = NoClient;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoClient> {
        let of_request = parts.extensions.get::<RequestClient>();
        let RequestClient { client, deadline } = of_request.ok_or(NoClient::NoSite)?;
        Ok(client.until(*deadline))
    }
}

macro_rules! of_product {
    ($($name:ident)*) => { $(
        impl<S: Sync> FromRequestParts<S> for $name {
            type Rejection = NoClient;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, NoClient> {
                let client = Client::from_request_parts(parts, state).await?;
                let found = client.product();
                Self::from_client(client).ok_or(NoClient::WrongProduct {
                    wanted: Product::$name,
                    found,
                })
            }
        }
    )* };
}

of_product!(Jira Confluence);

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use connect_auth::Secret;

    use super::*;
    use crate::ClientConfig;

    fn parts(base_url: &str) -> Parts {
        let secret = Secret::new("a secret").unwrap();
        let config = ClientConfig::new("app", base_url.parse().unwrap(), secret);
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.extensions.insert(RequestClient {
            client: Client::new(config).unwrap(),
            deadline: Instant::now() + Duration::from_secs(9),
        });
        parts
    }

    #[tokio::test]
    async fn the_client_is_of_the_product_that_the_handler_asks_for() {
        let mut jira = parts("https://one.atlassian.net");
        let client = Jira::from_request_parts(&mut jira, &()).await.unwrap();
        assert_eq!(client.base_url().as_str(), "https://one.atlassian.net/");
        let refused = Confluence::from_request_parts(&mut jira, &())
            .await
            .unwrap_err();
        assert_eq!(refused.into_response().status(), 404);

        let mut wiki = parts("https://one.atlassian.net/wiki");
        let client = Confluence::from_request_parts(&mut wiki, &())
            .await
            .unwrap();
        assert_eq!(client.base_url().path(), "/wiki");
        assert!(Client::from_request_parts(&mut wiki, &()).await.is_ok());
    }

    #[tokio::test]
    async fn a_request_without_a_tenant_has_no_client() {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let refused = Jira::from_request_parts(&mut parts, &()).await.unwrap_err();
        assert_eq!(refused, NoClient::NoSite);
        assert_eq!(refused.into_response().status(), 500);
    }
}
