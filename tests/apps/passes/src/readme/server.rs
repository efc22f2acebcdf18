//! The server of the README, with more than its modules.
use connect_runtime::FailedRequest;
use connect_runtime::axum::Router;
use connect_runtime::axum::middleware::map_response;
use connect_runtime::axum::response::Response;
use connect_runtime::axum::routing::get;
use connect_runtime::prelude::*;

async fn named(response: Response) -> Response {
    response
}

async fn hourly() {
    tracing::info!("another hour");
}

fn sorry(failed: &FailedRequest) -> String {
    failed.message.to_string()
}

#[rustfmt::skip]
async fn serve() -> Result<()> {
    let robots = Router::new().route("/robots.txt", get(async || "User-agent: *\nDisallow: /"));
    // readme: server
    connect_runtime::serve()
        .layer(map_response(named))          // a tower layer around the whole app
        .background(hourly)                  // starts with the server, ends with its graceful shutdown
        .merge_public(robots)                // plain axum routes for anyone; `.merge` wants a token
        .error_page(sorry)                   // instead of the built-in page for 401, 403, 404 and 500
        .await
    // readme: end
}
