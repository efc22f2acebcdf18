//! The REST API of the site that a request came from.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use connect_model::Product;
use http::StatusCode;
use http::request::Parts;

use super::{Caller, NoTenant};
use crate::client::{Client, Confluence, Jira};

/// A handler asks for a client, and there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoClient {
    /// The route is public, so there is no tenant: 500, because no caller can put that right.
    #[error(transparent)]
    Public(#[from] NoTenant),
    /// The tenant has just uninstalled the app, so there is no secret to sign with: 500, because
    /// an `#[uninstalled]` hook that asks for a client can never have one.
    #[error("the tenant has uninstalled the app: nothing can be called there any more")]
    Uninstalled,
    /// The tenant is another product's site: 404, because the module is for the other product.
    #[error("the handler asks for {}, and the tenant is {}", wanted.title(), found.title())]
    WrongProduct {
        /// What the handler asks for.
        wanted: Product,
        /// What the tenant is.
        found: Product,
    },
}

impl IntoResponse for NoClient {
    fn into_response(self) -> Response {
        match self {
            Self::Public(no_tenant) => no_tenant.into_response(),
            Self::Uninstalled => {
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

fn client(parts: &Parts) -> Result<Client, NoClient> {
    let caller = Caller::of(&parts.extensions).ok_or(NoTenant)?;
    let site = caller.site.as_ref().ok_or(NoClient::Uninstalled)?;
    Ok(site.clients.of_tenant(&site.serving))
}

fn of_product<C>(
    parts: &Parts,
    wanted: Product,
    of: impl FnOnce(Client) -> Option<C>,
) -> Result<C, NoClient> {
    let client = client(parts)?;
    let found = client.product();
    of(client).ok_or(NoClient::WrongProduct { wanted, found })
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = NoClient;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoClient> {
        client(parts)
    }
}

impl<S: Sync> FromRequestParts<S> for Jira {
    type Rejection = NoClient;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoClient> {
        of_product(parts, Product::Jira, Jira::of)
    }
}

impl<S: Sync> FromRequestParts<S> for Confluence {
    type Rejection = NoClient;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoClient> {
        of_product(parts, Product::Confluence, Confluence::of)
    }
}

#[cfg(test)]
mod tests {
    // A failed assertion is how a test speaks.
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use connect_model::declaration::Auth;

    use super::*;
    use crate::client::Clients;
    use crate::extract::CallerSite;
    use crate::tenants::{Install, MemoryStore, Secret, Tenants};

    async fn parts(base_url: &str, product: Product, installed: bool) -> Parts {
        let secret = Secret::new("a secret").unwrap();
        let base_url = base_url.parse().unwrap();
        let tenants = Tenants::new("app", Arc::new(MemoryStore::new()));
        let install = Install::new("app", "one", base_url, product, secret);
        tenants.install(install).await.unwrap();
        let serving = tenants.serving("one").await.unwrap().unwrap();
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.extensions.insert(Caller {
            tenant: serving.tenant.clone(),
            account_id: None,
            auth: Auth::Request,
            site: installed.then(|| CallerSite {
                serving,
                clients: Clients::new(),
            }),
        });
        parts
    }

    #[tokio::test]
    async fn the_client_is_the_callers() {
        let url = "https://one.atlassian.net";
        let mut jira = parts(url, Product::Jira, true).await;
        let client = Jira::from_request_parts(&mut jira, &()).await.unwrap();
        assert_eq!(client.base_url().as_str(), "https://one.atlassian.net/");
        let refused = Confluence::from_request_parts(&mut jira, &())
            .await
            .unwrap_err();
        assert_eq!(refused.into_response().status(), 404);

        let mut wiki = parts(&format!("{url}/wiki"), Product::Confluence, true).await;
        let client = Confluence::from_request_parts(&mut wiki, &())
            .await
            .unwrap();
        assert_eq!(client.base_url().path(), "/wiki");
        assert!(Client::from_request_parts(&mut wiki, &()).await.is_ok());
    }

    #[tokio::test]
    async fn no_client_without_a_tenant() {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let refused = Jira::from_request_parts(&mut parts, &()).await.unwrap_err();
        assert_eq!(refused.into_response().status(), 500);
        let mut gone = self::parts("https://one.atlassian.net", Product::Jira, false).await;
        let refused = Jira::from_request_parts(&mut gone, &()).await.unwrap_err();
        assert_eq!(refused, NoClient::Uninstalled);
        assert_eq!(refused.into_response().status(), 500);
    }
}
