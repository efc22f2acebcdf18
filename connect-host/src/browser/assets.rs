//! The files of the pages.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::site::Origin;

/// Address, type, content.
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
    FILES
        .iter()
        .fold(Router::new(), |router, (path, ty, text)| {
            let headers = [
                (header::CONTENT_TYPE, *ty),
                (header::CACHE_CONTROL, "no-cache"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            router.route(path, get(async move || (headers, *text).into_response()))
        })
}
