//! The static files of the pages.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::site::Origin;

/// Path, content type and text of each file.
const FILES: &[(&str, &str, &str)] = &[
    (
        "/_host/product.css",
        "text/css; charset=utf-8",
        include_str!("assets/product.css"),
    ),
    (
        "/_host/page.js",
        "text/javascript; charset=utf-8",
        include_str!("assets/page.js"),
    ),
];

pub(super) fn routes() -> Router<Origin> {
    serve(FILES)
}

/// Routes for files that are compiled in, each with its path, content type and text.
pub(super) fn serve<S: Clone + Send + Sync + 'static>(
    files: &'static [(&str, &str, &str)],
) -> Router<S> {
    files
        .iter()
        .fold(Router::new(), |router, (path, content_type, text)| {
            let headers = [
                (header::CONTENT_TYPE, *content_type),
                (header::CACHE_CONTROL, "no-cache"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            router.route(path, get(async move || (headers, *text).into_response()))
        })
}
