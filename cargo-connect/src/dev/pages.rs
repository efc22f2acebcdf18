//! The pages of the local host at one address, whatever happens to the app: before it is built, a
//! placeholder page is shown.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use parking_lot::RwLock;
use tower::ServiceExt as _;

use super::reload::Reload;

/// In bytes: the longest page that gets the [`Reload`] element; anything longer is not a local host's page.
const PAGE_BYTES: u64 = 8 << 20;
const END_OF_BODY: &[u8] = b"</body>";

/// The current pages.
#[derive(Debug, Clone)]
pub(super) struct Pages(Arc<RwLock<Router>>);

impl Pages {
    pub(super) fn of(package: &str) -> Self {
        Self(Arc::new(RwLock::new(waiting(package))))
    }

    /// Shows these pages from now on.
    pub(super) fn show(&self, pages: Router) {
        *self.0.write() = pages;
    }

    /// The pages, each of which follows the app.
    pub(super) fn router(&self, reload: &Reload) -> Router {
        let current = Arc::clone(&self.0);
        let pages = move |request: Request| async move {
            let router = current.read().clone();
            router.oneshot(request).await
        };
        Router::new()
            .fallback(pages)
            .layer(from_fn_with_state(reload.clone(), following))
            .merge(reload.router())
    }
}

/// The page before there is an app. Package names need no escaping.
fn waiting(package: &str) -> Router {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{package}</title></head>\
         <body><main><h1>{package}</h1><p>The app is not installed yet.</p></main></body></html>"
    );
    Router::new().fallback(async move || (StatusCode::SERVICE_UNAVAILABLE, Html(page)))
}

/// Appends the element to each page.
async fn following(State(reload): State<Reload>, request: Request, next: Next) -> Response {
    // The app's pages in Forge's frames are not the local host's.
    let of_frame = request.uri().path().starts_with("/_forge/");
    let response = next.run(request).await;
    let is_page = header(response.headers(), &CONTENT_TYPE).starts_with("text/html");
    let size = response.body().size_hint().exact();
    if of_frame || !is_page || size.is_none_or(|size| size > PAGE_BYTES) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let limit = usize::try_from(PAGE_BYTES).unwrap_or(usize::MAX);
    let Ok(body) = to_bytes(body, limit).await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let end = body
        .windows(END_OF_BODY.len())
        .rposition(|window| window == END_OF_BODY);
    let Some((before, after)) = end.and_then(|end| body.split_at_checked(end)) else {
        return Response::from_parts(head, Body::from(body));
    };
    let element = reload.element(nonce(header(&head.headers, &CONTENT_SECURITY_POLICY)));
    head.headers.remove(CONTENT_LENGTH);
    head.headers.remove(ETAG);
    let page = [before, element.as_bytes(), after].concat();
    Response::from_parts(head, Body::from(page))
}

fn header<'a>(headers: &'a HeaderMap, name: &axum::http::HeaderName) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// The nonce in a page's policy.
fn nonce(policy: &str) -> Option<&str> {
    let (_, rest) = policy.split_once("'nonce-")?;
    Some(rest.split_once('\'')?.0)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;

    use super::*;

    async fn body(pages: Router, path: &str) -> String {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = pages.oneshot(request).await.unwrap();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn pages_follow_the_app_and_nothing_else_is_changed() {
        let reload = Reload::new();
        let pages = Pages::of("my-app");
        let first = body(pages.router(&reload), "/any").await;
        assert!(first.contains("data-page=\"0\""), "{first}");
        assert!(first.ends_with("</script></body></html>"), "{first}");

        let policy = [(CONTENT_SECURITY_POLICY, "script-src 'nonce-abc'")];
        pages.show(
            Router::new()
                .route("/page", get((policy, Html("<body>x</body>"))))
                .route("/part", get(Html("<p>x</p>")))
                .route("/data", get("</body>")),
        );
        reload.page();
        let page = body(pages.router(&reload), "/page").await;
        assert!(page.contains("data-page=\"1\""), "{page}");
        assert!(page.contains(" nonce=\"abc\""), "{page}");
        assert_eq!(body(pages.router(&reload), "/part").await, "<p>x</p>");
        assert_eq!(body(pages.router(&reload), "/data").await, "</body>");
    }
}
